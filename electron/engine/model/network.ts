/** The network of a model shape as graph operations: dense layers with activations, and the head that measures the loss. */
import type { ModelShape } from '#core/experiment/plan';
import type { Loss } from '#core/experiment/spec';
import { invariant } from '#core/failure';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { activation } from '#engine/graph/operations/activation';
import { affine, dense, type LayerParameters } from '#engine/graph/operations/affine';
import { softmaxCrossEntropy, squaredError, type LossHead } from '#engine/graph/operations/loss';

type Layers = Pick<ModelShape, 'inputs' | 'layers' | 'outputs'>;

/** [in + 1, out] of every layer, the last (linear) one included; the last row is the bias. */
export function parameterShapes(model: Layers): readonly (readonly [rows: number, columns: number])[] {
  const sizes = [model.inputs, ...model.layers.map((layer) => layer.units), model.outputs];
  return sizes.slice(1).map((units, index) => [sizes[index] + 1, units] as const);
}

/** How many numbers a model has to learn. */
export function parameterCount(model: Layers): number {
  return parameterShapes(model).reduce((sum, [rows, columns]) => sum + rows * columns, 0);
}

/** `input` [R, B, in + 1] with a last column of ones, `ones` [R, B, 1]; gives logits or predictions [R, B, out]. */
export function network(
  builder: GraphBuilder,
  model: Layers,
  input: Tensor,
  ones: Tensor | null,
  parameters: readonly LayerParameters[],
): Tensor {
  let values = affine(builder, input, parameters[0]);
  model.layers.forEach((layer, index) => {
    invariant(ones !== null, 'a network with hidden layers has a column of ones');
    values = dense(builder, activation(builder, layer.activation, values), ones, parameters[index + 1]);
  });
  return values;
}

/** The loss of a batch, see `operations/loss`. */
export function lossHead(builder: GraphBuilder, loss: Loss, output: Tensor, targets: Tensor, weights: Tensor): LossHead {
  return loss === 'crossEntropy' ? softmaxCrossEntropy(builder, output, targets, weights) : squaredError(builder, output, targets, weights);
}
