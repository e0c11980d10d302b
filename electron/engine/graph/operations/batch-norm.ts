/**
 * Batch normalisation of values [R, C, P, B]: C channels (units), P pixels (1 of plain values), B rows of the batch. Rows are averaged
 * by matrix products with given weights, so that rows that only fill up a batch do not count and ghost batches cost no loop; sums by
 * matrix products round alike however many runs are stacked; 1 / x is a Div, because the operator Reciprocal rounds otherwise at the end of
 * an array than before it.
 */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { reshaped } from '#engine/graph/operations/image';
import { matrixProduct, transposed } from '#engine/graph/operations/matrix';

/**
 * The G groups of rows that are normalised together, written down for every run: a product of all runs with one matrix rounds otherwise
 * than a product for each run.
 */
export interface RowGroups {
  /** [R, B, G]: 1 / size of the group for each of its real rows, else 0. */
  readonly averaging: Tensor;
  /** [R, G, B]: 1 where a row is normalised with the group, else 0. */
  readonly membership: Tensor;
  /** [R, G, 1]: real rows of the group / real rows of the batch. */
  readonly shares: Tensor;
  /** [R, G, 1]: ones. */
  readonly ones: Tensor;
}

/** Running mean and variance of every channel, [R, 1, C]. */
export interface RunningStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export interface NormSettings {
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * Training: y = scale (x - mean) / sqrt(variance + epsilon) + shift with statistics of each group (variance: mean square deviation),
 * `scale` and `shift` [R, 1, C]. Also gives the running statistics after this batch: momentum old + (1 - momentum) mean over rows.
 */
export function batchNorm(
  builder: GraphBuilder,
  values: Tensor,
  scale: Tensor,
  shift: Tensor,
  running: RunningStatistics,
  groups: RowGroups,
  { momentum, epsilon }: NormSettings,
): { readonly output: Tensor; readonly running: RunningStatistics } {
  const [runs, channels, pixels, batch] = values.shape;
  const number = (value: number): Tensor => builder.constant('float32', [], [value]);
  const whole = (operator: string, left: Tensor, right: Tensor): Tensor => builder.node(operator, [left, right], values.shape);
  const groupCount = groups.shares.shape[1];
  const groupShape = [runs, channels, groupCount];
  const perGroup = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, groupShape);
  /** Sums over rows with weights [R, B, G], means over pixels: [R, C, G]. */
  const averaged = (tensor: Tensor, weights: Tensor): Tensor => {
    const rows = reshaped(builder, tensor, [runs, Number(channels) * Number(pixels), batch]);
    const sums = matrixProduct(builder, rows, weights);
    if (pixels === 1) return sums;
    const apart = reshaped(builder, sums, [Number(runs) * Number(channels), pixels, groupCount]);
    const share = builder.constant('float32', [1, 1, Number(pixels)], new Array<number>(Number(pixels)).fill(1 / Number(pixels)));
    return reshaped(builder, matrixProduct(builder, share, apart), groupShape);
  };
  /** What belongs to a group, for each of its rows: [R, C, G] to [R, C, 1, B]. */
  const forRows = (tensor: Tensor, weights = groups.membership): Tensor =>
    reshaped(builder, matrixProduct(builder, tensor, weights), [runs, channels, 1, batch]);
  const forChannels = (tensor: Tensor): Tensor => channelwise(builder, tensor);

  const mean = averaged(values, groups.averaging);
  const centred = whole('Sub', values, forRows(mean));
  const variance = averaged(whole('Mul', centred, centred), groups.averaging);
  const deviation = perGroup('Sqrt', perGroup('Add', variance, number(epsilon)));
  const inverse = forRows(perGroup('Div', number(1), deviation));
  const normal = whole('Mul', centred, inverse);
  const output = builder.record({
    inputs: [values, scale, shift],
    output: whole('Add', whole('Mul', normal, forChannels(scale)), forChannels(shift)),
    pullback: (gradient) => {
      const gradientMean = averaged(gradient, transposed(builder, groups.membership));
      const productMean = averaged(whole('Mul', gradient, normal), transposed(builder, groups.membership));
      const toRows = transposed(builder, groups.averaging);
      const mixed = whole('Add', forRows(gradientMean, toRows), whole('Mul', normal, forRows(productMean, toRows)));
      const factor = builder.node('Mul', [inverse, forChannels(scale)], inverse.shape);
      return [
        whole('Mul', whole('Sub', gradient, mixed), factor),
        overGroups(builder, productMean, groups, Number(pixels)),
        overGroups(builder, gradientMean, groups, Number(pixels)),
      ];
    },
  });
  const moved = (old: Tensor, now: Tensor): Tensor => {
    const average = reshaped(builder, matrixProduct(builder, now, groups.shares), old.shape);
    const part = (tensor: Tensor, factor: number): Tensor => builder.node('Mul', [tensor, number(factor)], old.shape);
    return builder.node('Add', [part(old, momentum), part(average, 1 - momentum)], old.shape);
  };
  return { output, running: { mean: moved(running.mean, mean), variance: moved(running.variance, variance) } };
}

/** Evaluation: the same with running statistics. Not differentiated. */
export function runningNorm(
  builder: GraphBuilder,
  values: Tensor,
  scale: Tensor,
  shift: Tensor,
  running: RunningStatistics,
  epsilon: number,
): Tensor {
  const apply = (operator: string, left: Tensor, right: Tensor): Tensor => builder.node(operator, [left, right], values.shape);
  const perChannel = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, scale.shape);
  const deviation = perChannel('Sqrt', perChannel('Add', running.variance, builder.constant('float32', [], [epsilon])));
  const centred = apply('Sub', values, channelwise(builder, running.mean));
  const normal = apply('Mul', centred, channelwise(builder, perChannel('Div', builder.constant('float32', [], [1]), deviation)));
  return apply('Add', apply('Mul', normal, channelwise(builder, scale)), channelwise(builder, shift));
}

/** [R, 1, C] as [R, C, 1, 1]. */
function channelwise(builder: GraphBuilder, tensor: Tensor): Tensor {
  const [runs, , channels] = tensor.shape;
  return reshaped(builder, tensor, [runs, channels, 1, 1]);
}

/** Means over pixels [R, C, G] to sums over pixels and groups, [R, 1, C]. */
function overGroups(builder: GraphBuilder, means: Tensor, { ones }: RowGroups, pixels: number): Tensor {
  const [runs, channels] = means.shape;
  // Not a ReduceSum, whose rounding depends on where in memory a row begins.
  const sum = matrixProduct(builder, means, ones);
  const scaled = pixels === 1 ? sum : builder.node('Mul', [sum, builder.constant('float32', [], [pixels])], [runs, channels, 1]);
  return reshaped(builder, scaled, [runs, 1, channels]);
}
