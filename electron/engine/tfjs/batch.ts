/** The batches of a job as TensorFlow.js is given them: rows and targets of one update of one run, its masks and its groups of rows. */
import * as tf from '@tensorflow/tfjs-core';
import type { PreparedData } from '#core/data/table';
import { dropoutMasks } from '#core/dropout-mask';
import { plainLayers } from '#core/experiment/layers';
import type { StackedRun, TrainingJob } from '#lab/ports/engines';
import type { EngineRows } from '#engine/training/engine-data';
import { targetRow } from '#engine/tfjs/loss';
import type { BatchExtras } from '#engine/tfjs/network';

export interface TfjsData extends EngineRows {
  /** [N, inputs] */
  readonly features: Float32Array;
}

export function tfjsData({ table, split }: PreparedData): TfjsData {
  return { features: table.features, split, targets: table.target.kind === 'class' ? table.target.labels : table.target.values };
}

/** The features of chosen rows, [n, inputs]. */
export function rowsOf(features: Float32Array, rows: Int32Array, inputs: number): tf.Tensor {
  const values = new Float32Array(rows.length * inputs);
  rows.forEach((row, index) => values.set(features.subarray(row * inputs, (row + 1) * inputs), index * inputs));
  return tf.tensor2d(values, [rows.length, inputs]);
}

/** What is to be said of the rows, [n, outputs]. */
export function targetsOf({ model, labelSmoothing }: TrainingJob, { targets }: EngineRows, rows: Int32Array): Float32Array {
  const { outputs, loss } = model;
  const values = new Float32Array(rows.length * outputs);
  rows.forEach((row, index) => values.set(targetRow(loss, targets[row], outputs, labelSmoothing), index * outputs));
  return values;
}

/** Masks and groups of rows of a run, for any of its updates and the size of its batch. */
export function batchExtras(
  { model, seed }: TrainingJob,
  { replicate }: Pick<StackedRun, 'replicate'>,
): (update: number, size: number) => BatchExtras {
  const rates = plainLayers(model.layers).flatMap((layer) => (layer.kind === 'dropout' ? [layer.rate] : []));
  const fill = rates.map((rate, ordinal) => dropoutMasks(seed, replicate, ordinal, rate));
  return (update, size) => ({
    mask(ordinal, values) {
      const mask = new Float32Array(size * values);
      fill[ordinal](update, { rows: size, units: values, isUnitMajor: false }, mask, 0);
      return tf.tensor2d(mask, [size, values]);
    },
    groupEnds: (ghostSize) => groupEnds(size, ghostSize),
  });
}

/** Of a batch that is looked at as in training, but for dropout: nothing is left out. */
export function undroppedExtras(size: number): BatchExtras {
  return { mask: (_, values) => tf.ones([size, values]), groupEnds: (ghostSize) => groupEnds(size, ghostSize) };
}

/** Rows that fill no group of their own join the last one. */
function groupEnds(size: number, ghostSize: number | null): readonly number[] {
  const groups = ghostSize === null ? 1 : Math.max(1, Math.floor(size / ghostSize));
  return Array.from({ length: groups }, (_, index) => (index === groups - 1 ? size : (index + 1) * (ghostSize ?? size)));
}
