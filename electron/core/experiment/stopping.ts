/** Early stopping of an experiment: one flat schema, so that its numbers can be varied, and the rule that a run follows. */
import { z } from 'zod';
import type { StoppingRule } from '#core/schedule/early-stopping';
import { type Target, WATCHABLE } from '#core/series/target';

export const stoppingSchema = z.strictObject({
  /**
   * `patience`: when the metric has not got better for a while. `target`: when the experiment's target is reached. `both`: either.
   * `never` stands beside these where early stopping itself is varied.
   */
  kind: z.enum(['patience', 'target', 'both', 'never']).default('patience'),
  metric: z.enum(WATCHABLE).default('validation.loss'),
  /**
   * Evaluations in a row (not epochs: they are the same only where a run is evaluated once an epoch) that are not better than the best so
   * far, the one before training included. Keras' EarlyStopping counts in the same way.
   */
  patience: z.int().min(1).max(1_000_000).default(10),
  /** Better means by more than this, in units of the metric (Keras' min_delta). */
  minimumChange: z.number().min(0).max(1e9).default(0),
});

export type StoppingSpec = z.output<typeof stoppingSchema>;

/** The rule of a run; null where it always makes its whole budget. Its weights are those at its end, not the best ones. */
export function stoppingRule(stopping: StoppingSpec | null, target: Target | null): StoppingRule | null {
  if (stopping === null || stopping.kind === 'never') return null;
  const { kind, metric, patience, minimumChange } = stopping;
  return {
    patience: kind === 'target' ? null : { metric, evaluations: patience, minimumChange },
    target: kind === 'patience' ? null : target,
  };
}
