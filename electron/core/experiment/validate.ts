/** Checks what a spec means: everything that depends on more than one field, and on the data. Shape comes first, in `parse`. */
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import { batchTimeline, sizeInRows } from '#core/experiment/batches';
import { dataIssues, splitIssues } from '#core/experiment/data-issues';
import { suggestion } from '#core/experiment/did-you-mean';
import { crossSteps, expandSteps, factorLevels, factorPaths, modelShape } from '#core/experiment/expand';
import { fieldPaths, hasField } from '#core/experiment/field-path';
import { keptWeightsIssues } from '#core/experiment/kept-weights';
import { type Batches, layerIssues } from '#core/experiment/layer-checks';
import { parameterCount } from '#core/experiment/layer-shapes';
import { noiseIssues } from '#core/experiment/noise-issues';
import { error, parseSpec } from '#core/experiment/parse';
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { batchIssues, scheduleIssues, trainingWarnings } from '#core/experiment/training-issues';
import { designWarnings } from '#core/experiment/warnings';
import { canVary, whyFixed } from '#core/experiment/variable';
import { metricIssue, watchIssues } from '#core/experiment/watch-issues';
import type { Issue } from '#core/failure';
import { evaluationCount, updatesWithin } from '#core/schedule/arithmetic';
import type { TimelinePhase } from '#core/schedule/timeline';
import { isRising } from '#core/series/target';
import { allAtOnce, type Steps } from '#core/steps';

const MOST_RUNS = 20_000;
/** More is no table that a person can read, and no picture. */
export const MOST_CONDITIONS = 2000;
const MOST_EVALUATIONS = 20_000;
/** Of all runs together: a gigabyte of history. */
const MOST_EVALUATIONS_IN_ALL = 10_000_000;
const MOST_PARAMETERS = 100_000_000;

export interface Checked {
  readonly spec: ExperimentSpec | null;
  /** null while there are errors, or while the data is not known. */
  readonly plan: Plan | null;
  /** Errors first. */
  readonly issues: readonly Issue[];
}

/** Checks any value as an experiment. `shape` is that of its data, null where it is not known (a dataset that was never imported). */
export function checkSpec(value: unknown, shape: DataShape | null): Checked {
  return allAtOnce(checkSteps(value, shape));
}

/** The same in steps of one condition each. A grid that is too large is refused in the first. */
export function* checkSteps(value: unknown, shape: DataShape | null): Steps<Checked> {
  const parsed = parseSpec(value);
  if (parsed.spec === null) return { spec: null, plan: null, issues: parsed.issues };
  const { spec } = parsed;
  const early = [...splitIssues(spec, shape), ...dataIssues(spec, shape), ...factorIssues(spec), ...targetIssues(spec)];
  if (early.length > 0 || shape === null) return { spec, plan: null, issues: early };

  const { cells, issues } = yield* crossSteps(spec);
  const late = [...issues];
  let evaluations = 0;
  for (const cell of cells) {
    yield;
    const found = cellIssues(cell.spec, shape, cell.factors);
    late.push(...found);
    if (found.length === 0) evaluations += evaluationsOf(cell.spec, shape) * spec.replicates;
  }
  if (evaluations > MOST_EVALUATIONS_IN_ALL) late.push(tooManyEvaluations(evaluations));
  if (late.length > 0) return { spec, plan: null, issues: unique(late) };

  const plan = yield* expandSteps(spec, cells, shape);
  const longest = Math.max(...plan.conditions.map((condition) => condition.length.updates));
  const specs = cells.map((cell) => cell.spec);
  const kept = yield* keptWeightsIssues(spec, plan);
  if (kept.some(({ severity }) => severity === 'error')) return { spec, plan: null, issues: kept };
  const warnings = yield* designWarnings(spec, plan);
  yield;
  return { spec, plan, issues: [...kept, ...warnings, ...trainingWarnings(spec, specs, shape, longest)] };
}

function factorIssues(spec: ExperimentSpec): Issue[] {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const [index, factor] of spec.factors.entries()) {
    const paths = factorPaths(factor);
    for (const [pathIndex, path] of paths.entries()) {
      const at = 'path' in factor ? `factors.${index}.path` : `factors.${index}.paths.${pathIndex}`;
      if (seen.has(path)) issues.push(error(at, `"${path}" is varied twice.`));
      else if (!hasField(spec, path))
        issues.push(error(at, `There is no field "${path}" to vary.${suggestion(path, fieldPaths({ ...spec, factors: [] }))}`));
      else if (!canVary(spec, path))
        issues.push(
          error(at, `"${path}" cannot be varied inside one experiment. ${whyFixed(path) ?? 'Make one experiment for each value.'}`),
        );
      seen.add(path);
    }
    for (const [levelIndex, level] of factorLevels(factor).entries()) {
      if (level.length !== paths.length) {
        const found = `${String(level.length)} values for ${String(paths.length)} fields.`;
        issues.push(error(`factors.${index}.values.${levelIndex}`, `has ${found} Give one for each of ${paths.join(', ')}.`));
      }
    }
  }
  const conditions = spec.factors.reduce((product, factor) => product * factorLevels(factor).length, 1);
  if (conditions > MOST_CONDITIONS) {
    const grid = spec.factors.map((factor) => factorLevels(factor).length.toLocaleString('en-US')).join(' × ');
    const words = spec.factors.length === 1 ? grid : `${grid} = ${conditions.toLocaleString('en-US')}`;
    const most = MOST_CONDITIONS.toLocaleString('en-US');
    issues.push(error('factors', `This grid has ${words} conditions; at most ${most} fit in one experiment. Use fewer values.`));
  } else if (conditions * spec.replicates > MOST_RUNS) {
    const count = (conditions * spec.replicates).toLocaleString('en-US');
    issues.push(
      error(
        'factors',
        `This grid has ${count} runs; at most ${MOST_RUNS.toLocaleString('en-US')} fit in one experiment. Use fewer values or fewer seeds.`,
      ),
    );
  }
  return issues;
}

function targetIssues(spec: ExperimentSpec): Issue[] {
  if (spec.target === null) return [];
  const { metric, value } = spec.target;
  const missing = metricIssue(spec, 'target.metric', metric, 'to reach the target on');
  if (missing !== null) return [missing];
  if (isRising(metric) && (value <= 0 || value > 1)) {
    return [error('target.value', `must be a fraction above 0 and at most 1 (0.8 for 80 %), but is ${String(value)}.`)];
  }
  return [];
}

/** What one condition asks for that cannot be done; the path is the field's own, also where a factor set it. */
function cellIssues(spec: ExperimentSpec, shape: DataShape, factors: Readonly<Record<string, unknown>>): Issue[] {
  const issues = [...splitIssues(spec, shape), ...dataIssues(spec, shape)];
  if (issues.length > 0) return issues;
  const trainingRows = trainingRowCount(spec.data, shape);
  const batches = batchIssues(spec, trainingRows);
  if (batches.length > 0) return batches;
  const batchSize = sizeInRows(spec.batch.size, trainingRows);
  const updates = updatesWithin(spec.budget, batchTimeline(spec.batch, trainingRows));
  const timeline = batchTimeline(spec.batch, trainingRows, updates);
  issues.push(...scheduleIssues(spec, timeline, updates), ...watchIssues(spec), ...noiseIssues(spec, shape, trainingRows));
  const at = Object.keys(factors).find((path) => path.startsWith('budget.')) ?? 'budget.amount';
  if (updates < 1) issues.push(error(at, 'is too small: it allows not a single update.'));
  if (spec.budget.unit === 'updates' && !Number.isInteger(spec.budget.amount))
    issues.push(error(at, `must be a whole number of updates, but is ${String(spec.budget.amount)}.`));
  const evaluations = evaluationsOf(spec, shape);
  if (evaluations > MOST_EVALUATIONS) {
    const [count, most] = [evaluations, MOST_EVALUATIONS].map((number) => number.toLocaleString('en-US'));
    const words = `Batch ${String(batchSize)} would be evaluated ${count} times; at most ${most} make sense. Evaluate less often.`;
    issues.push(error('record.evaluateEvery', words));
  }
  const model = modelShape(spec, shape);
  issues.push(...layerIssues(model, timeline.phases.map(batchesOf)));
  const parameters = parameterCount(model);
  if (parameters > MOST_PARAMETERS)
    issues.push(
      error(
        'model.layers',
        `The network has ${parameters.toLocaleString('en-US')} parameters; at most ${MOST_PARAMETERS.toLocaleString('en-US')} can be trained here.`,
      ),
    );
  return issues;
}

/** Evaluations of one run of a condition. */
function evaluationsOf(spec: ExperimentSpec, shape: DataShape): number {
  const trainingRows = trainingRowCount(spec.data, shape);
  const updates = updatesWithin(spec.budget, batchTimeline(spec.batch, trainingRows));
  return evaluationCount(spec.budget, updates, spec.record.evaluateEvery, batchTimeline(spec.batch, trainingRows, updates));
}

function tooManyEvaluations(count: number): Issue {
  const [all, most] = [count, MOST_EVALUATIONS_IN_ALL].map((number) => number.toLocaleString('en-US'));
  const words = `All runs together would be evaluated ${all} times; at most ${most} fit in the history of one experiment.`;
  return error('record.evaluateEvery', `${words} Evaluate less often, or use fewer values or seeds.`);
}

/** The batches of a phase: its size, and the smaller of the last ones of the epoch in which it begins and of a whole one. */
function batchesOf({ size, samplesPerEpoch, updatesPerEpoch, firstSamples, firstUpdates }: TimelinePhase): Batches {
  const lastOf = (samples: number, updates: number): number => (updates === 0 ? size : samples - (updates - 1) * size);
  return { size, last: Math.min(lastOf(samplesPerEpoch, updatesPerEpoch), lastOf(firstSamples, firstUpdates)) };
}

function unique(issues: readonly Issue[]): readonly Issue[] {
  return [...new Map(issues.map((issue) => [`${issue.path}\n${issue.message}`, issue])).values()];
}
