/** Changing what an experiment trains on, with all that must follow: loss and target fit the kind of value to predict. */
import type { DatasetSummary } from '#contract/datasets';
import { sourceShape } from '#core/data/shape';
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import { isRising, lossOf, type TargetMetric } from '#core/series/target';
import { factorPaths } from '#core/experiment/expand';
import { canVary } from '#core/experiment/variable';
import { withField } from '#core/experiment/field-path';
import { sourceSchema } from '#core/experiment/source';
import type { DataSource, ExperimentSpec } from '#core/experiment/spec';
import { valuesOf, withoutFactor } from '#renderer/features/designer/factors.ts';
import { MADE_SOURCES, type MadeKind } from '#renderer/features/designer/made-sources.ts';

/** The shape of a source, null where it is a dataset that was never imported. */
export function shapeOf(source: DataSource, datasets: readonly DatasetSummary[] | null): DataShape | null {
  if (source.kind !== 'dataset') return sourceShape(source);
  return datasets?.find((dataset) => dataset.name === source.name)?.shape ?? null;
}

/** Training rows of the conditions with most of them. */
export function mostTrainingRows(spec: ExperimentSpec, shape: DataShape): number {
  const counts = valuesOf(spec, 'data.trainingRows').map((rows) => {
    // Other values are errors of the design, said elsewhere.
    const trainingRows = typeof rows === 'number' ? rows : 'all';
    return trainingRowCount({ split: spec.data.split, trainingRows }, shape);
  });
  return Math.max(...counts);
}

/** A fresh source of a made kind; samples and seed are taken over from the one before, as far as they fit. */
export function madeSource(kind: MadeKind, before: DataSource): DataSource {
  const {
    samples: [fewest, most],
    start,
  } = MADE_SOURCES[kind];
  const wanted = before.kind === 'dataset' ? 1000 : before.samples;
  const seed = before.kind === 'dataset' ? 1 : before.seed;
  return sourceSchema.parse({ ...start, kind, seed, samples: Math.min(most, Math.max(fewest, Math.round(wanted))) });
}

/** The source of the first condition: with the first value of each of its fields that is varied. */
export function firstSource(spec: ExperimentSpec): DataSource {
  const paths = spec.factors.flatMap(factorPaths).filter((path) => path.startsWith('data.source.'));
  return paths.reduce((changed, path) => withField(changed, path, valuesOf(spec, path)[0]), spec).data.source;
}

export function withSource(spec: ExperimentSpec, source: DataSource, shape: DataShape | null): ExperimentSpec {
  const isClasses = shape?.target.kind !== 'value';
  const replaced: ExperimentSpec = { ...spec, data: { ...spec.data, source } };
  const isLeft = (path: string): boolean => canVary(replaced, path) && (isClasses || path !== 'data.labelNoise');
  const isOfTwo = shape?.target.kind === 'class' && shape.target.classes === 2;
  const isGone = (path: string): boolean => (path.startsWith('data.') && !isLeft(path)) || (path === 'loss' && !isOfTwo);
  const gone = spec.factors.flatMap(factorPaths).filter(isGone);
  const kept = gone.reduce(withoutFactor, replaced);
  if (shape === null) return kept;
  const changed = withSplitOf(kept, shape.givenSplit === undefined ? 'fractions' : 'file');
  const watched = (metric: TargetMetric): TargetMetric => (isClasses || !isRising(metric) ? metric : lossOf(metric));
  const isLost = !isClasses && spec.target !== null && spec.target.metric.endsWith('accuracy');
  return {
    ...changed,
    data: { ...changed.data, labelNoise: isClasses ? changed.data.labelNoise : 0, scaling: scalingOn(spec, source, shape) },
    loss: isClasses ? (isOfTwo && spec.loss === 'binaryCrossEntropy' ? spec.loss : 'crossEntropy') : 'meanSquaredError',
    target: isLost ? null : spec.target,
    schedule: { ...spec.schedule, metric: watched(spec.schedule.metric) },
    stopping: spec.stopping === null ? null : { ...spec.stopping, metric: watched(spec.stopping.metric) },
  };
}

/** Columns of tables that people bring have sizes of all kinds; pixels and made data are trained on as they are. */
function scalingOn({ data }: ExperimentSpec, source: DataSource, { image }: DataShape): ExperimentSpec['data']['scaling'] {
  const isOfPeople = source.kind === 'dataset' && image === undefined && data.source.kind !== 'dataset';
  return isOfPeople && data.scaling === 'none' ? 'standardizePerFeature' : data.scaling;
}

/** Splits the data's own training part, with its test part as it is, or all rows; nothing changes where it does so already. */
export function withSplitOf(spec: ExperimentSpec, use: 'file' | 'fractions'): ExperimentSpec {
  const { split } = spec.data;
  if (split.use === use) return spec;
  const { validation } = split;
  const parts = use === 'file' ? { train: 1 - validation, test: 1 } : { train: (1 - validation) / 2, test: (1 - validation) / 2 };
  return { ...spec, data: { ...spec.data, split: { ...split, use, ...parts } } };
}

/** The design of an experiment that ran, on the data of that content under its name of today; as it was where the data is gone. */
export function withDataNow(
  spec: ExperimentSpec,
  dataHash: string,
  datasets: readonly Pick<DatasetSummary, 'name' | 'hash'>[],
): ExperimentSpec {
  const { source } = spec.data;
  if (source.kind !== 'dataset') return spec;
  const same = datasets.filter(({ hash }) => hash === dataHash);
  const found = same.find(({ name }) => name === source.name) ?? same.at(0);
  return found === undefined ? spec : { ...spec, data: { ...spec.data, source: { ...source, name: found.name } } };
}
