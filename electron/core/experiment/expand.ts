/** Works a spec out into its conditions: crosses the factors, resolves "full" and the learning-rate rule, does the arithmetic. */
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import { batchTimeline, laterBatches } from '#core/experiment/batches';
import { withField } from '#core/experiment/field-path';
import { keptPoints } from '#core/experiment/kept-weights';
import { outputsFor } from '#core/experiment/loss';
import { readSettings } from '#core/experiment/optimizers';
import { error, type Parsed, parseSpec } from '#core/experiment/parse';
import type { Condition, ModelShape, Plan } from '#core/experiment/plan';
import { rateSchedule } from '#core/experiment/schedules';
import { type ExperimentSpec, type Factor, type FactorValue, specSchema } from '#core/experiment/spec';
import { stoppingRule } from '#core/experiment/stopping';
import type { Issue } from '#core/failure';
import { evaluationUpdates, updatesWithin } from '#core/schedule/arithmetic';
import { samplesAfter } from '#core/schedule/timeline';
import { allAtOnce, type Steps } from '#core/steps';

/** A cell of the grid: what is varied, and the spec with those values in place. */
export interface Cell {
  readonly factors: Readonly<Record<string, FactorValue>>;
  readonly spec: ExperimentSpec;
}

export function factorPaths(factor: Factor): readonly string[] {
  return 'path' in factor ? [factor.path] : factor.paths;
}

/** The values of a factor, one list per level, in the order of its paths. */
export function factorLevels(factor: Factor): readonly (readonly FactorValue[])[] {
  return 'path' in factor ? factor.values.map((value) => [value]) : factor.values;
}

export interface Crossed {
  readonly cells: readonly Cell[];
  readonly issues: readonly Issue[];
}

/** Crosses all factors, the first varying slowest. Values that do not fit their field come back as issues. */
export function crossFactors(spec: ExperimentSpec): Crossed {
  return allAtOnce(crossSteps(spec));
}

/** The same, a cell a step. */
export function* crossSteps(spec: ExperimentSpec): Steps<Crossed> {
  const issues = new Map<string, Issue>();
  const read = partReader();
  let cells: readonly Cell[] = [{ factors: {}, spec: { ...spec, factors: [] } }];
  for (const [factorIndex, factor] of spec.factors.entries()) {
    const paths = factorPaths(factor);
    const levels = [...factorLevels(factor).entries()];
    const crossed: Cell[] = [];
    for (const cell of cells) {
      for (const [levelIndex, level] of levels) {
        yield;
        let changed: ExperimentSpec = cell.spec;
        for (const [pathIndex, path] of paths.entries()) changed = withField(changed, path, level[pathIndex]);
        const parsed = read(changed, paths);
        if (parsed.spec === null) {
          for (const issue of parsed.issues) {
            const path = `factors.${factorIndex}.values.${levelIndex}`;
            issues.set(path, error(path, `${issue.path} ${issue.message}`));
          }
          continue;
        }
        const varied = Object.fromEntries(paths.map((path, pathIndex) => [path, level[pathIndex]]));
        crossed.push({ factors: { ...cell.factors, ...varied }, spec: parsed.spec });
      }
    }
    cells = crossed;
  }
  return { cells, issues: [...issues.values()] };
}

/**
 * Reads specs of which only the parts at some paths are new. Each distinct part (optimizer, batch, ...) is checked by its schema once:
 * a grid of thousands of cells has few of them, and no check of shape goes beyond one part.
 */
function partReader(): (spec: ExperimentSpec, paths: readonly string[]) => Parsed {
  const known = new Map<string, Parsed | { readonly part: unknown }>();
  return (spec, paths) => {
    let whole = spec;
    for (const name of new Set(paths.map((path) => path.split('.')[0]))) {
      const part: unknown = Reflect.get(whole, name);
      const text = `${name} ${JSON.stringify(part)}`;
      const found = known.get(text) ?? readPart(whole, name, part);
      known.set(text, found);
      if (!('part' in found)) return found;
      whole = withField(whole, name, found.part);
    }
    return { spec: whole, issues: [] };
  };
}

/** A failure is told by the whole's schema, which has the words for it. */
function readPart(whole: ExperimentSpec, name: string, part: unknown): Parsed | { readonly part: unknown } {
  // Factors name fields that exist, so the first word of a path is a part of the schema.
  const schema = specSchema.shape[name as keyof typeof specSchema.shape];
  const result = schema.safeParse(part);
  return result.success ? { part: result.data } : parseSpec(whole);
}

/** The plan of a spec whose factors and values have been checked, a condition a step. */
export function* expandSteps(spec: ExperimentSpec, cells: readonly Cell[], shape: DataShape): Steps<Plan> {
  const conditions: Condition[] = [];
  const evaluations = new Map<string, readonly number[]>();
  for (const [index, cell] of cells.entries()) {
    yield;
    conditions.push(condition(cell, index, shape, evaluations));
  }
  const trainingRows = conditions.reduce((most, { data }) => Math.max(most, data.trainingRows), 0);
  const updates = conditions.reduce((sum, one) => sum + one.length.updates, 0) * spec.replicates;
  return { conditions, replicates: spec.replicates, trainingRows, runs: conditions.length * spec.replicates, updates };
}

/** `evaluations`: those of the conditions before. Conditions of the same batches and budget share one list. */
function condition(cell: Cell, index: number, shape: DataShape, evaluations: Map<string, readonly number[]>): Condition {
  const { spec } = cell;
  const trainingRows = trainingRowCount(spec.data, shape);
  const updates = updatesWithin(spec.budget, batchTimeline(spec.batch, trainingRows));
  const timeline = batchTimeline(spec.batch, trainingRows, updates);
  const [first] = timeline.phases;
  const samples = samplesAfter(timeline, updates);
  const stopping = stoppingRule(spec.stopping, spec.target);
  const { noiseScale = null } = spec.record;
  const evaluationKey = JSON.stringify([spec.batch, spec.budget, spec.record.evaluateEvery, trainingRows]);
  const evaluateAt = evaluations.get(evaluationKey) ?? evaluationUpdates(spec.budget, updates, spec.record.evaluateEvery, timeline);
  evaluations.set(evaluationKey, evaluateAt);
  return {
    index,
    factors: cell.factors,
    data: { ...spec.data, trainingRows },
    model: modelShape(spec, shape),
    labelSmoothing: spec.labelSmoothing,
    optimizer: readSettings({ ...spec.optimizer, learningRate: scaledLearningRate(spec, first.size) }),
    schedule: rateSchedule(spec.schedule, timeline, updates),
    batchSize: first.size,
    isFullBatch: first.size === trainingRows,
    laterBatches: laterBatches(timeline),
    remainder: spec.batch.remainder,
    sampling: spec.batch.sampling,
    updatesPerEpoch: first.updatesPerEpoch,
    lastBatch: first.samplesPerEpoch - (first.updatesPerEpoch - 1) * first.size,
    length: { updates, seconds: spec.budget.unit === 'seconds' ? spec.budget.amount : null },
    epochs: samples / trainingRows,
    samples,
    ...(stopping === null ? {} : { stopping }),
    evaluateAt,
    keeps: keptPoints(spec.record.keepWeights, timeline, updates),
    ...(noiseScale === null ? {} : { noiseScale }),
  };
}

export function modelShape(spec: ExperimentSpec, shape: DataShape): ModelShape {
  const outputs = shape.target.kind === 'class' ? outputsFor(spec.loss, shape.target.classes) : 1;
  return {
    inputs: shape.features,
    layers: spec.model.layers,
    outputs,
    initializer: spec.model.initializer,
    loss: spec.loss,
    ...(shape.image === undefined ? {} : { image: shape.image }),
  };
}

/** Linear: lr B / B0 (Goyal et al. 2017); square root: lr sqrt(B / B0). */
function scaledLearningRate(spec: ExperimentSpec, batchSize: number): number {
  const rule = spec.learningRateRule;
  const { learningRate } = spec.optimizer;
  if (rule.kind === 'none') return learningRate;
  const ratio = batchSize / rule.referenceBatch;
  return learningRate * (rule.kind === 'linear' ? ratio : Math.sqrt(ratio));
}
