/** Batch normalisation of values whose last axis is that of the channels (units). */
import * as tf from '@tensorflow/tfjs-core';

/** Running mean and variance of every channel, [C]. */
export interface RunningStatistics {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

export interface NormSettings {
  readonly momentum: number;
  readonly epsilon: number;
}

/** What a batch normalisation has learned, [1, C] each. */
export interface NormParameters {
  readonly scale: tf.Tensor;
  readonly shift: tf.Tensor;
}

/**
 * Training (Ioffe and Szegedy 2015, algorithm 1; ghost batches: Hoffer et al. 2017): groups of rows, the first ending before row
 * `ends[0]` and so on, are normalised each by its own mean and mean square deviation. The running statistics after this batch are
 * momentum old + (1 - momentum) times the mean over groups, which count by their rows.
 */
export function batchNorm(
  values: tf.Tensor,
  learned: NormParameters,
  running: RunningStatistics,
  ends: readonly number[],
  { momentum, epsilon }: NormSettings,
): { readonly output: tf.Tensor; readonly running: RunningStatistics } {
  const [batch, ...rest] = values.shape;
  const axes = [0, ...rest.slice(1).map((_, axis) => axis + 1)];
  const groups = ends.map((end, index) => {
    const start = index === 0 ? 0 : ends[index - 1];
    const rows = ends.length === 1 ? values : tf.slice(values, start, end - start);
    const mean = tf.mean(rows, axes);
    const centred = tf.sub(rows, mean);
    const variance = tf.mean(tf.square(centred), axes);
    return { output: scaled(centred, variance, learned, epsilon), mean, variance, share: (end - start) / batch };
  });
  const moved = (old: tf.Tensor, now: (group: (typeof groups)[number]) => tf.Tensor): tf.Tensor =>
    groups.reduce((sum, group) => tf.add(sum, tf.mul(now(group), (1 - momentum) * group.share)), tf.mul<tf.Tensor>(old, momentum));
  return {
    output: groups.length === 1 ? groups[0].output : tf.concat(groups.map((group) => group.output)),
    running: { mean: moved(running.mean, (group) => group.mean), variance: moved(running.variance, (group) => group.variance) },
  };
}

/** Evaluation: the same with the running statistics. */
export function runningNorm(values: tf.Tensor, { mean, variance }: RunningStatistics, learned: NormParameters, epsilon: number): tf.Tensor {
  return scaled(tf.sub(values, mean), variance, learned, epsilon);
}

/** scale centred / sqrt(variance + epsilon) + shift */
function scaled(centred: tf.Tensor, variance: tf.Tensor, { scale, shift }: NormParameters, epsilon: number): tf.Tensor {
  const factor = tf.div(channels(scale), tf.sqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(centred, factor), channels(shift));
}

function channels(row: tf.Tensor): tf.Tensor {
  return tf.reshape(row, [-1]);
}
