/** When a run ends before its budget: decided from its evaluations alone, so the same in any stack and after any resume. */
import { metricValue, type Waiting, waitOn } from '#core/schedule/patience';
import type { Evaluation } from '#core/series/evaluation';
import { isReached, type Target, type TargetMetric } from '#core/series/target';

export interface StoppingRule {
  /** Ends after so many evaluations in a row that are not better than the best by more than `minimumChange`; null: never for that. */
  readonly patience: { readonly metric: TargetMetric; readonly evaluations: number; readonly minimumChange: number } | null;
  /** Ends when it is reached; null: never for that. */
  readonly target: Target | null;
}

/** Why a run was ended, with the numbers that decided it. */
export type StopReason =
  | {
      readonly rule: 'patience';
      readonly metric: TargetMetric;
      readonly evaluations: number;
      readonly minimumChange: number;
      readonly best: number;
      /** Update of the best evaluation. */
      readonly bestAt: number;
    }
  | { readonly rule: 'target'; readonly metric: TargetMetric; readonly value: number; readonly target: number };

type Watched = Pick<Evaluation, 'update' | 'train' | 'validation' | 'test'>;

/** What one more evaluation makes of a run: what to remember, and whether it ends. */
export function afterEvaluation(
  rule: StoppingRule,
  waiting: Waiting,
  evaluation: Watched,
): { readonly waiting: Waiting; readonly reason: StopReason | null } {
  const next = waitedOn(rule, waiting, evaluation);
  return { waiting: next, reason: targetReason(rule, evaluation) ?? patienceReason(rule, next) };
}

function waitedOn({ patience }: StoppingRule, waiting: Waiting, evaluation: Watched): Waiting {
  if (patience === null) return waiting;
  const { metric, minimumChange } = patience;
  return waitOn(waiting, metric, evaluation.update, metricValue(metric, evaluation), { kind: 'absolute', amount: minimumChange });
}

function targetReason({ target }: StoppingRule, evaluation: Watched): StopReason | null {
  if (target === null) return null;
  const value = metricValue(target.metric, evaluation);
  return isReached(target.metric, value, target.value) ? { rule: 'target', metric: target.metric, value, target: target.value } : null;
}

function patienceReason({ patience }: StoppingRule, { best, bestAt, waited }: Waiting): StopReason | null {
  return patience !== null && waited >= patience.evaluations ? { rule: 'patience', ...patience, best, bestAt } : null;
}
