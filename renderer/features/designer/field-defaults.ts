/** The value that a field of the form begins with, for its question mark. */
import { hasField } from '#core/experiment/field-path';
import type { ExperimentSpec } from '#core/experiment/spec';
import { stoppingSchema } from '#core/experiment/stopping';
import { valuesOf } from '#renderer/features/designer/factors.ts';
import { newLayer } from '#renderer/features/designer/layer-words.ts';
import { MADE_SOURCES } from '#renderer/features/designer/made-sources.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

/** The size of ghost batches, and the batch size whose learning rate stays as it is, when they are switched on. */
export const [GHOST_SIZE, REFERENCE_BATCH] = [32, 32];
const { patience, minimumChange } = stoppingSchema.parse({});
/** Of fields that a new design does not have yet. */
const SWITCHED_ON: Readonly<Partial<Record<string, number>>> = {
  'data.source.seed': 1,
  'learningRateRule.referenceBatch': REFERENCE_BATCH,
  'stopping.patience': patience,
  'stopping.minimumChange': minimumChange,
};

/** null where nothing is usual: what a field begins with depends on the data. */
export function defaultOf(spec: ExperimentSpec, path: string): number | string | null {
  if (SWITCHED_ON[path] !== undefined) return SWITCHED_ON[path];
  if (/^model\..*\.ghostSize$/.test(path)) return GHOST_SIZE;
  const layer = /^model\.layers\.(\d+)\.(\w+)$/.exec(path);
  const source = /^data\.source\.(\w+)$/.exec(path);
  const base = layer !== null ? newLayerAt(spec, Number(layer[1])) : source !== null ? startOf(spec) : newExperiment();
  const field = layer?.[2] ?? source?.[1] ?? path;
  if (!hasField(base, field)) return null;
  const value: unknown = layer === null && source === null ? valuesOf(newExperiment(), path)[0] : Reflect.get(Object(base), field);
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

function newLayerAt(spec: ExperimentSpec, index: number): unknown {
  const kind = spec.model.layers.at(index)?.kind;
  return kind === undefined || kind === 'residual' ? null : newLayer(kind);
}

const startOf = ({ data: { source } }: ExperimentSpec): unknown => (source.kind === 'dataset' ? null : MADE_SOURCES[source.kind].start);
