/** Changing what an experiment trains on, with all that must follow: loss and target fit the kind of value to predict. */
import type { DatasetSummary } from '#contract/model';
import { sourceShape } from '#core/data/shape';
import type { DataShape } from '#core/data/table';
import type { DataSource, ExperimentSpec } from '#core/experiment/spec';

export type SourceKind = DataSource['kind'];

/** The shape of a source, null where it is a dataset that was never imported. */
export function shapeOf(source: DataSource, datasets: readonly DatasetSummary[] | null): DataShape | null {
  if (source.kind !== 'dataset') return sourceShape(source);
  return datasets?.find((dataset) => dataset.name === source.name)?.shape ?? null;
}

/** A fresh source of a made kind; number of samples, noise and seed are taken over where both have them. */
export function madeSource(kind: Exclude<SourceKind, 'dataset'>, before: DataSource): DataSource {
  const samples = before.kind === 'dataset' ? 1000 : before.samples;
  const seed = before.kind === 'dataset' ? 1 : before.seed;
  const noise = 'noise' in before ? before.noise : 0.2;
  const classes = 'classes' in before ? before.classes : 3;
  switch (kind) {
    case 'blobs':
      return { kind, samples, classes, features: 2, clusterStd: 2, seed, stream: 'scikitLearn' };
    case 'moons':
      return { kind, samples, noise, seed };
    case 'circles':
      return { kind, samples, noise: Math.min(noise, 0.1), factor: 0.5, seed };
    case 'spirals':
      return { kind, samples, noise: Math.min(noise, 0.1), classes: Math.min(classes, 10), turns: 1.5, seed };
    default:
      return kind satisfies never;
  }
}

export function withSource(spec: ExperimentSpec, source: DataSource, shape: DataShape | null): ExperimentSpec {
  const changed: ExperimentSpec = { ...spec, data: { ...spec.data, source } };
  if (shape === null) return changed;
  const loss = shape.target.kind === 'class' ? 'crossEntropy' : 'meanSquaredError';
  const isLost = loss === 'meanSquaredError' && spec.target !== null && spec.target.metric.endsWith('accuracy');
  return { ...changed, loss, target: isLost ? null : spec.target };
}
