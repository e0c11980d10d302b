/** What may be watched while a run trains, in words; and early stopping with numbers that fit the design. */
import { describeStopping, metricName } from '#core/experiment/describe';
import { predictsClasses } from '#core/experiment/loss';
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { stoppingSchema, type StoppingSpec } from '#core/experiment/stopping';
import { WATCHABLE, isRising, type TargetMetric } from '#core/series/target';

/** Test first, as a target is most often read there; those that this design has, and the one that is chosen. */
export function metricOptions({ loss, data }: ExperimentSpec, chosen: TargetMetric | null): { value: TargetMetric; label: string }[] {
  const order = (metric: TargetMetric): number =>
    (isRising(metric) ? 0 : 3) + ['test', 'validation', 'train'].indexOf(metric.split('.')[0]);
  const isThere = (metric: TargetMetric): boolean => {
    if (metric === chosen) return true;
    if (isRising(metric) && !predictsClasses(loss)) return false;
    if (metric.startsWith('validation.')) return data.split.validation > 0;
    return !metric.startsWith('test.') || data.split.test > 0;
  };
  return [...WATCHABLE]
    .filter(isThere)
    .sort((a, b) => order(a) - order(b))
    .map((value) => ({ value, label: metricName(value) }));
}

/** What to watch unless something else is chosen: never the test part, which would be no test any more. */
export function metricToWatch({ data }: ExperimentSpec): TargetMetric {
  return data.split.validation > 0 ? 'validation.loss' : 'train.loss';
}

/** Ten evaluations, or a fifth of what a run has where that is less. */
export function patienceFor(plan: Plan | null): number {
  const fewest = plan === null ? 50 : Math.min(...plan.conditions.map(({ evaluateAt }) => evaluateAt.length));
  return Math.max(1, Math.min(10, Math.floor(fewest / 5)));
}

export function newStopping(spec: ExperimentSpec, plan: Plan | null): StoppingSpec {
  return stoppingSchema.parse({ metric: metricToWatch(spec), patience: patienceFor(plan) });
}

/** "at most, until validation loss has not got better in 10 evaluations"; null where every run makes its whole budget. */
export function stoppingWords(spec: ExperimentSpec): string | null {
  const words = describeStopping(spec);
  return words === null ? null : `at most, ${words}`;
}
