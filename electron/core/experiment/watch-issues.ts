/** What is wrong, or unlikely to be meant, in what a design watches while it trains: target, early stopping, reduce-on-plateau. */
import { error, warning } from '#core/experiment/parse';
import type { Condition, Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { predictsClasses } from '#core/experiment/loss';
import type { Issue } from '#core/failure';
import { isRising, type TargetMetric } from '#core/series/target';

/** A metric that this experiment does not have. `purpose` completes "There is no test part in this split ...". */
export function metricIssue({ loss, data }: ExperimentSpec, path: string, metric: TargetMetric, purpose: string): Issue | null {
  if (isRising(metric) && !predictsClasses(loss)) return error(path, `Accuracy exists only for classes; choose a loss ${purpose}.`);
  const [part] = metric.split('.');
  const isMissing = (part === 'test' && data.split.test === 0) || (part === 'validation' && data.split.validation === 0);
  if (!isMissing) return null;
  return error(path, `There is no ${part} part in this split ${purpose}. Give it one under "data.split", or choose another part.`);
}

/** Errors of early stopping and of reduce-on-plateau. */
export function watchIssues(spec: ExperimentSpec): readonly Issue[] {
  const { stopping, schedule, target } = spec;
  const issues: (Issue | null)[] = [];
  const kind = stopping?.kind ?? 'never';
  if (stopping !== null && (kind === 'patience' || kind === 'both')) {
    issues.push(metricIssue(spec, 'stopping.metric', stopping.metric, 'to watch'));
  }
  if ((kind === 'target' || kind === 'both') && target === null) {
    issues.push(error('stopping.kind', `"${kind}" needs a result to reach. Set "target", or use "patience".`));
  }
  if (schedule.kind === 'plateau') issues.push(metricIssue(spec, 'schedule.metric', schedule.metric, 'to watch'));
  return issues.filter((issue) => issue !== null);
}

/** Decisions made on the test set, and rules that can never apply. */
export function watchWarnings(plan: Plan): readonly Issue[] {
  const { conditions } = plan;
  const issues: Issue[] = [];
  const onTest = (metric: TargetMetric | undefined): boolean => metric?.startsWith('test.') ?? false;
  if (conditions.some(({ stopping }) => onTest(stopping?.patience?.metric) || onTest(stopping?.target?.metric))) {
    const path = conditions.some(({ stopping }) => onTest(stopping?.patience?.metric)) ? 'stopping.metric' : 'target.metric';
    issues.push(warning(path, testSet('The test set decides when a run stops.')));
  }
  if (conditions.some(({ schedule: { course } }) => course.kind === 'plateau' && onTest(course.metric))) {
    issues.push(warning('schedule.metric', testSet('The test set decides when the learning rate falls.')));
  }
  const never = conditions.filter(({ stopping, evaluateAt }) => isNever(stopping?.patience?.evaluations, evaluateAt));
  if (never.length > 0) issues.push(warning('stopping.patience', tooLong(never, 'no run can stop early for it')));
  const level = conditions.filter(({ schedule: { course }, evaluateAt }) =>
    isNever(course.kind === 'plateau' ? course.patience : undefined, evaluateAt),
  );
  if (level.length > 0) issues.push(warning('schedule.patience', tooLong(level, 'the learning rate can never fall')));
  return issues;
}

function testSet(what: string): string {
  return `${what} It is then a validation set, and its results are better than on data that decided nothing. Watch the validation part instead.`;
}

/** The first evaluation is the one to be better than, and the last is the end anyway. */
function isNever(patience: number | undefined, evaluateAt: readonly number[]): boolean {
  return patience !== undefined && patience >= evaluateAt.length - 1;
}

function tooLong(conditions: readonly Condition[], consequence: string): string {
  const fewest = Math.min(...conditions.map(({ evaluateAt }) => evaluateAt.length));
  return `is longer than a run: with ${fewest.toLocaleString('en-US')} evaluations ${consequence}. Make it shorter, or evaluate more often.`;
}
