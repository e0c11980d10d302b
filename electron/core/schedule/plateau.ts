/** Reduce-on-plateau: a learning rate that falls when a metric has not got better for a while. Decided from a run's evaluations alone. */
import { metricValue, type Waiting, waitOn } from '#core/schedule/patience';
import type { Evaluation } from '#core/series/evaluation';
import type { TargetMetric } from '#core/series/target';

/**
 * PyTorch's ReduceLROnPlateau with a relative threshold and no cooldown, but that the reduction comes with the `patience`-th evaluation
 * that is not better (there with the one after it), as in Keras.
 */
export interface PlateauRule {
  readonly metric: TargetMetric;
  readonly decay: number;
  /** Evaluations in a row that are not better; then it starts to count again from zero. */
  readonly patience: number;
  /** Better means by more than this part of the best value. */
  readonly threshold: number;
  /** The factor never falls below this. */
  readonly least: number;
}

/** What a run has had: so many reductions, the last of them before update `since`. Asked about updates from `since` - 1 on only. */
export interface Reductions {
  readonly count: number;
  readonly since: number;
}

export const NO_REDUCTIONS: Reductions = { count: 0, since: 0 };

type Watched = Pick<Evaluation, 'update' | 'train' | 'validation' | 'test'>;

/** What one more evaluation makes of a run on a plateau schedule. */
export function afterEvaluation(
  rule: PlateauRule,
  state: { readonly waiting: Waiting; readonly reductions: Reductions },
  evaluation: Watched,
): { readonly waiting: Waiting; readonly reductions: Reductions } {
  const { metric, patience, threshold } = rule;
  const { reductions } = state;
  const value = metricValue(metric, evaluation);
  const waiting = waitOn(state.waiting, metric, evaluation.update, value, { kind: 'relative', amount: threshold });
  if (waiting.waited < patience) return { waiting, reductions };
  return {
    waiting: { ...waiting, waited: 0 },
    reductions: isLowest(rule, reductions.count) ? reductions : { count: reductions.count + 1, since: evaluation.update },
  };
}

/** Whether so many reductions have brought the factor down to its least, but for rounding. */
function isLowest({ decay, least }: PlateauRule, count: number): boolean {
  return decay ** count <= least * (1 + 1e-9);
}

/** Updates before which the rate falls where no evaluation after the first is ever better: the earliest that it can fall. */
export function earliestReductions(rule: PlateauRule, evaluateAt: readonly number[]): readonly number[] {
  const earliest: number[] = [];
  for (let index = rule.patience; index < evaluateAt.length - 1 && !isLowest(rule, earliest.length); index += rule.patience) {
    earliest.push(evaluateAt[index]);
  }
  return earliest;
}
