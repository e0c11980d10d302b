/** Checks what a spec means: everything that depends on more than one field, and on the data. Shape comes first, in `parse`. */
import { sourceShape } from '#core/data/shape';
import { NO_GIVEN_SPLIT } from '#core/data/split';
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import { batchTimeline, sizeInRows } from '#core/experiment/batches';
import { suggestion } from '#core/experiment/did-you-mean';
import { canVary, crossFactors, expand, factorLevels, factorPaths, modelShape } from '#core/experiment/expand';
import { fieldPaths, hasField } from '#core/experiment/field-path';
import { keptWeightsIssues } from '#core/experiment/kept-weights';
import { type Batches, layerIssues } from '#core/experiment/layer-checks';
import { parameterCount } from '#core/experiment/layer-shapes';
import { error, parseSpec } from '#core/experiment/parse';
import type { Plan } from '#core/experiment/plan';
import { predictsClasses } from '#core/experiment/loss';
import type { ExperimentSpec, Loss } from '#core/experiment/spec';
import { batchIssues, scheduleIssues, trainingWarnings } from '#core/experiment/training-issues';
import { designWarnings } from '#core/experiment/warnings';
import { metricIssue, watchIssues } from '#core/experiment/watch-issues';
import type { Issue } from '#core/failure';
import { evaluationCount, updatesWithin } from '#core/schedule/arithmetic';
import type { TimelinePhase } from '#core/schedule/timeline';
import { splitCounts } from '#core/schedule/split-counts';
import { isRising } from '#core/series/steps-to-target';

const MOST_RUNS = 20_000;
/** More is no table that a person can read, and no picture. */
const MOST_CONDITIONS = 2000;
const MOST_EVALUATIONS = 20_000;
/** 800 MB as float32. */
const MOST_VALUES = 200_000_000;
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
  const parsed = parseSpec(value);
  if (parsed.spec === null) return { spec: null, plan: null, issues: parsed.issues };
  const { spec } = parsed;
  const early = [...splitIssues(spec, shape), ...dataIssues(spec, shape), ...factorIssues(spec), ...targetIssues(spec)];
  if (early.length > 0 || shape === null) return { spec, plan: null, issues: early };

  const { cells, issues } = crossFactors(spec);
  const late = [...issues, ...cells.flatMap((cell) => cellIssues(cell.spec, shape, cell.factors))];
  if (late.length > 0) return { spec, plan: null, issues: unique(late) };

  const plan = expand(spec, cells, shape);
  const longest = Math.max(...plan.conditions.map((condition) => condition.length.updates));
  const specs = cells.map((cell) => cell.spec);
  const kept = keptWeightsIssues(spec, plan);
  if (kept.some(({ severity }) => severity === 'error')) return { spec, plan: null, issues: kept };
  return { spec, plan, issues: [...kept, ...designWarnings(spec, plan), ...trainingWarnings(spec, specs, shape, longest)] };
}

function splitIssues(spec: ExperimentSpec, shape: DataShape | null): Issue[] {
  const { use, train, validation, test } = spec.data.split;
  const sum = use === 'file' ? train + validation : train + validation + test;
  if (sum > 1 + 1e-9) {
    return [
      error(
        'data.split',
        `The parts add up to ${String(Math.round(sum * 1000) / 10)} % of ${use === 'file' ? 'its training part' : 'the data'}; they may be 100 % at most.`,
      ),
    ];
  }
  if (shape === null) return [];
  if (use === 'file' && shape.givenSplit === undefined) return [error('data.split.use', NO_GIVEN_SPLIT)];
  const counts = splitCounts(shape.rows, spec.data.split, shape.givenSplit);
  if (counts.train === 0) return [error('data.split.train', `leaves no training samples out of ${String(shape.rows)}.`)];
  if (spec.data.trainingRows !== 'all' && spec.data.trainingRows > counts.train) {
    return [error('data.trainingRows', `must be at most ${counts.train.toLocaleString('en-US')}, the training samples of the split.`)];
  }
  const empty = (['validation', 'test'] as const).filter((part) => spec.data.split[part] > 0 && counts[part] === 0);
  return empty.map((part) => error(`data.split.${part}`, `is too small: it leaves no sample out of ${String(shape.rows)}.`));
}

function dataIssues(spec: ExperimentSpec, shape: DataShape | null): Issue[] {
  const { source } = spec.data;
  const issues: Issue[] = [];
  if (shape === null && source.kind === 'dataset') {
    issues.push(error('data.source.name', `There is no dataset called "${source.name}" here. Import it first.`));
  }
  if ('classes' in source && source.samples < source.classes) {
    issues.push(error('data.source.samples', `must be at least one for each of the ${String(source.classes)} classes.`));
  }
  if (source.kind !== 'dataset' && source.samples * sourceShape(source).features > MOST_VALUES) {
    const values = (source.samples * sourceShape(source).features).toLocaleString('en-US');
    issues.push(
      error(
        'data.source.samples',
        `makes ${values} numbers; at most ${MOST_VALUES.toLocaleString('en-US')} fit in memory. Use fewer samples or features.`,
      ),
    );
  }
  if (shape === null) return issues;
  if (spec.data.split.stratify && shape.target.kind === 'value') {
    issues.push(error('data.split.stratify', 'Only data with classes can be split class by class. Switch it off.'));
  }
  if (spec.data.labelNoise > 0 && (shape.target.kind === 'value' || shape.target.classes < 2)) {
    issues.push(error('data.labelNoise', 'Wrong labels need a target of two classes or more. Set it to 0.'));
  }
  return [...issues, ...lossIssues(spec.loss, shape)];
}

/** A head that does not fit the target. */
function lossIssues(loss: Loss, { target }: DataShape): Issue[] {
  if (predictsClasses(loss) && target.kind === 'value') {
    return [error('loss', 'Cross-entropy needs classes, but the target of this data is a number. Use "meanSquaredError".')];
  }
  if (loss === 'meanSquaredError' && target.kind === 'class') {
    return [error('loss', 'Mean squared error needs a number to predict, but the target of this data is a class. Use "crossEntropy".')];
  }
  if (loss === 'binaryCrossEntropy' && target.kind === 'class' && target.classes !== 2) {
    const words = `Binary cross-entropy tells two classes apart with one output, but this data has ${String(target.classes)}.`;
    return [error('loss', `${words} Use "crossEntropy", which has one output for each class.`)];
  }
  return [];
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
        issues.push(error(at, `"${path}" cannot be varied inside one experiment; make one experiment for each value.`));
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
  issues.push(...scheduleIssues(spec, timeline, updates), ...watchIssues(spec));
  const at = Object.keys(factors).find((path) => path.startsWith('budget.')) ?? 'budget.amount';
  if (updates < 1) issues.push(error(at, 'is too small: it allows not a single update.'));
  if (spec.budget.unit === 'updates' && !Number.isInteger(spec.budget.amount))
    issues.push(error(at, `must be a whole number of updates, but is ${String(spec.budget.amount)}.`));
  if (evaluationCount(spec.budget, updates, spec.record.evaluateEvery, timeline) > MOST_EVALUATIONS) {
    const count = evaluationCount(spec.budget, updates, spec.record.evaluateEvery, timeline).toLocaleString('en-US');
    issues.push(
      error(
        'record.evaluateEvery',
        `Batch ${String(batchSize)} would be evaluated ${count} times; at most ${MOST_EVALUATIONS.toLocaleString('en-US')} make sense. Evaluate less often.`,
      ),
    );
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

/** The batches of a phase: its size, and the smaller of the last ones of the epoch in which it begins and of a whole one. */
function batchesOf({ size, samplesPerEpoch, updatesPerEpoch, firstSamples, firstUpdates }: TimelinePhase): Batches {
  const lastOf = (samples: number, updates: number): number => (updates === 0 ? size : samples - (updates - 1) * size);
  return { size, last: Math.min(lastOf(samplesPerEpoch, updatesPerEpoch), lastOf(firstSamples, firstUpdates)) };
}

function unique(issues: readonly Issue[]): readonly Issue[] {
  return [...new Map(issues.map((issue) => [`${issue.path}\n${issue.message}`, issue])).values()];
}
