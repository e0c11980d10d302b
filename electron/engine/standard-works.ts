/** The work by which engines are measured: a network of each family, at a small and a large batch, alone and stacked. */
import type { WorkFamily } from '#contract/engines';
import type { ModelShape } from '#core/experiment/plan';
import { randomStream } from '#core/random';
import type { PreparedData } from '#core/data/table';

export interface StandardWork {
  readonly family: WorkFamily;
  readonly batchSize: number;
  readonly runs: number;
}

export const STANDARD_MODELS: Readonly<Record<WorkFamily, ModelShape>> = {
  small: network(2, [{ kind: 'dense', units: 50, activation: 'relu' }], 3),
  large: network(784, [{ kind: 'dense', units: 256, activation: 'relu' }], 10),
  convolutional: {
    ...network(
      784,
      [
        { kind: 'conv2d', filters: 8, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' },
        { kind: 'maxPool', size: 2, stride: 2 },
        { kind: 'flatten' },
      ],
      10,
    ),
    image: { channels: 1, height: 28, width: 28 },
  },
};

export const STANDARD_WORKS: readonly StandardWork[] = [
  { family: 'small', batchSize: 1, runs: 1 },
  { family: 'small', batchSize: 1, runs: 16 },
  { family: 'small', batchSize: 32, runs: 1 },
  { family: 'small', batchSize: 32, runs: 16 },
  { family: 'small', batchSize: 512, runs: 1 },
  { family: 'large', batchSize: 1, runs: 1 },
  { family: 'large', batchSize: 32, runs: 1 },
  { family: 'large', batchSize: 256, runs: 1 },
  { family: 'convolutional', batchSize: 4, runs: 1 },
  { family: 'convolutional', batchSize: 64, runs: 1 },
];

/** Measured for estimates alone: of a size that many experiments have, between the small and the large. */
export const MEDIUM_MODEL = network(784, [{ kind: 'dense', units: 64, activation: 'relu' }], 10);
export const MEDIUM_BATCHES: readonly number[] = [2, 32, 256];

/** The doctor's standard task, by which engines are compared where there is no experiment to compare them by. */
export function isStandardTask({ family, batchSize }: { readonly family: WorkFamily | null; readonly batchSize: number }): boolean {
  return family === 'small' && batchSize === 32;
}

/** By how many stacked runs the size of stacks is measured: of a network of which eight fit into half a megabyte. */
export const STACKING_MODEL = network(64, [{ kind: 'dense', units: 128, activation: 'relu' }], 10);
export const STACKING_BATCH = 1;
export const STACKING_RUNS: readonly number[] = [1, 4, 8, 16, 32];

/** Rows of the data of networks with so many inputs. */
export function standardRows(inputs: number): number {
  return inputs > 100 ? 256 : 1024;
}

/** What networks with so many inputs and outputs are measured on: classes around points of their own. */
export function standardData({ inputs, outputs }: Pick<ModelShape, 'inputs' | 'outputs'>): PreparedData {
  const rows = standardRows(inputs);
  const stream = randomStream(1, 'data');
  const labels = Int32Array.from({ length: rows }, (_, row) => row % outputs);
  const features = Float32Array.from(
    { length: inputs * rows },
    (_, index) => labels[Math.floor(index / inputs)] * ((index % 2) - 0.5) * 4 + stream.normal(),
  );
  const names = (letter: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${letter}${String(index)}`);
  return {
    table: { features, featureNames: names('x', inputs), rows, target: { kind: 'class', labels, classNames: names('c', outputs) } },
    split: { train: Int32Array.from(labels.keys()), validation: new Int32Array(0), test: new Int32Array(0) },
  };
}

function network(inputs: number, layers: ModelShape['layers'], outputs: number): ModelShape {
  return { inputs, layers, outputs, initializer: 'heUniform', loss: 'crossEntropy' };
}
