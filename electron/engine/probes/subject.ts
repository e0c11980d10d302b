/** A run under inspection: its network and data as graphs want them, and its weights at a moment. */
import type { ModelShape } from '#core/experiment/plan';
import type { InspectedMoment, InspectedRun } from '#lab/ports/inspector';
import { initialStatistics, initialWeights } from '#engine/initial-weights';
import { graphModel, parameterShapes, statisticSizes, type GraphModel } from '#engine/model/network';
import { type ExecutableCache, floats, type Feeds } from '#engine/onnx/session';
import { checkpointMark, decodeCheckpoint } from '#engine/training/checkpoint';
import type { EngineData } from '#engine/training/engine-data';
import { extrasFeed } from '#engine/training/extras-feed';
import { logisticTarget } from '#engine/training/logistic';

/** Parameters in the order and layout of `parameterTensors`; running means and variances of batch normalisations. */
export interface Weights {
  readonly parameters: readonly Float32Array[];
  readonly statistics: readonly Float32Array[];
}

/** A network with the rows that it is probed on. */
export interface Subject {
  readonly model: ModelShape;
  readonly graph: GraphModel;
  readonly labelSmoothing: number;
  readonly data: EngineData;
  readonly cache: ExecutableCache;
}

export function subjectOf({ model, labelSmoothing }: InspectedRun, data: EngineData, cache: ExecutableCache): Subject {
  return { model, graph: graphModel(model), labelSmoothing, data, cache };
}

/** Throws LabError `storageDamaged`. */
export function weightsOf({ runId, model, seed, replicate }: InspectedRun, { state }: InspectedMoment): Weights {
  if (state === null) return { parameters: initialWeights(model, seed, replicate), statistics: initialStatistics(model) };
  const sizes = parameterShapes(model).map(([rows, columns]) => rows * columns);
  const { parameters, statistics } = decodeCheckpoint(runId, state, sizes, statisticSizes(model), checkpointMark(state));
  return { parameters, statistics };
}

/** The feeds `parameters0` ..., `statistics0` ... of a stack of one. */
export function weightFeeds({ model }: Subject, { parameters, statistics }: Weights): Feeds {
  const shapes = parameterShapes(model);
  return Object.fromEntries([
    ...parameters.map((values, index) => [`parameters${String(index)}`, floats(values, [1, ...shapes[index]])] as const),
    ...statistics.map((values, index) => [`statistics${String(index)}`, floats(values, [1, 1, values.length])] as const),
  ]);
}

/** What the network is trained towards on these rows, [rows, outputs]. */
export function targetsOf({ model, labelSmoothing, data }: Subject, rows: Int32Array): Float32Array {
  const { outputs, loss } = model;
  const values = new Float32Array(rows.length * outputs);
  if (loss === 'crossEntropy') values.fill(labelSmoothing / outputs);
  rows.forEach((row, index) => {
    const target = data.targets[row];
    if (loss === 'crossEntropy') values[index * outputs + target] = 1 - labelSmoothing + labelSmoothing / outputs;
    else values[index] = loss === 'binaryCrossEntropy' ? logisticTarget(target, labelSmoothing) : target;
  });
  return values;
}

/** Column of ones beside the values of hidden layers; a network without any takes it from the data. */
export function onesFeed({ model }: Subject, rows: number): Feeds {
  return model.layers.length > 0 ? { ones: floats(new Float32Array(rows).fill(1), [1, rows, 1]) } : {};
}

/** Which rows of a batch are normalised together, in networks with batch normalisation. */
export function groupsFeed({ model }: Subject, batch: number): Feeds {
  return extrasFeed({ model, seed: 0 }, [{ replicate: 0 }], { batch, isPadded: false, batchSizeAt: () => batch }).fixed;
}
