/** A trained network as a graph that needs nothing else: its weights are part of it, and so is what was done to the data before training. */
import type { Preparation } from '#core/data/preparation';
import type { Loss } from '#core/experiment/spec';
import { ELEMENT_TYPE } from '#engine/graph/encode';
import { type Constant, GraphBuilder, type Graph, type Tensor } from '#engine/graph/graph';
import { type GraphModel, network, parameterShapes } from '#engine/model/network';

export interface TrainedNetwork {
  readonly model: GraphModel;
  /** In the order and layout of `parameterTensors`; running means and variances of batch normalisations. */
  readonly parameters: readonly Float32Array[];
  readonly statistics: readonly Float32Array[];
}

/**
 * Input `features` [batch, inputs], as they are in the data. Output `probabilities` [batch, classes], or `values` [batch, 1] of a
 * regression. Operators of ONNX alone.
 */
export function inferenceGraph({ model, parameters, statistics }: TrainedNetwork, preparation: Preparation): Graph {
  const builder = new GraphBuilder('network');
  const constant = (values: Float32Array, shape: readonly number[]): Tensor => builder.constant('float32', shape, Array.from(values));
  const features = builder.input('features', 'float32', ['batch', model.inputs]);
  const ones = columnOfOnes(builder, features);
  const prepared = scaled(builder, filled(builder, features, preparation), preparation);
  const stacked = builder.node('Unsqueeze', [prepared, axes(builder, 0)], [1, 'batch', model.inputs]);
  const shapes = parameterShapes(model);
  const { output } = network(builder, model, {
    rows: builder.node('Concat', [stacked, ones], [1, 'batch', model.inputs + 1], { axis: 2 }),
    ones,
    parameters: parameters.map((values, index) => ({ tensor: constant(values, [1, ...shapes[index]]), isTurned: false })),
    statistics: statistics.map((values) => constant(values, [1, 1, values.length])),
    training: null,
  });
  const rows = builder.node('Squeeze', [output, axes(builder, 0)], output.shape.slice(1));
  const [name, answer] = answerOf(builder, rows, model.loss);
  return withOutputNamed(builder.finish([answer]), answer, name);
}

/** [1, batch, 1]: the factor of the biases. */
function columnOfOnes(builder: GraphBuilder, features: Tensor): Tensor {
  const one = builder.constant('int64', [1], [1]);
  const size = builder.node('Shape', [features], [2], {}, 'int64');
  const batch = builder.node('Slice', [size, builder.constant('int64', [1], [0]), one], [1], {}, 'int64');
  const shape = builder.node('Concat', [one, batch, one], [3], { axis: 0 }, 'int64');
  return builder.node('Expand', [builder.constant('float32', [1, 1, 1], [1]), shape], [1, 'batch', 1]);
}

/** Missing values are NaN. */
function filled(builder: GraphBuilder, features: Tensor, { fillings }: Preparation): Tensor {
  if (fillings.length === 0) return features;
  const width = Number(features.shape[1]);
  // A feature in which nothing was missing has nothing to take its place.
  const means = new Array<number>(width).fill(NaN);
  const isSilent = new Array<number>(width).fill(0);
  for (const { column, mean } of fillings) {
    means[column] = mean ?? 0;
    isSilent[column] = mean === null ? 1 : 0;
  }
  const isMissing = builder.node('IsNaN', [features], features.shape, {}, 'bool');
  const isReplaced = builder.node('Or', [isMissing, builder.constant('bool', [1, width], isSilent)], features.shape, {}, 'bool');
  return builder.node('Where', [isReplaced, builder.constant('float32', [1, width], means), features], features.shape);
}

function scaled(builder: GraphBuilder, features: Tensor, { scaling }: Preparation): Tensor {
  if (scaling === null) return features;
  const double = (values: Float64Array): Tensor => builder.constant('float64', [1, values.length], Array.from(values));
  const exact = builder.node('Cast', [features], features.shape, { to: ELEMENT_TYPE.float64 }, 'float64');
  const shifted = builder.node('Sub', [exact, double(scaling.shift)], features.shape, {}, 'float64');
  const product = builder.node('Mul', [shifted, double(scaling.factor)], features.shape, {}, 'float64');
  return builder.node('Cast', [product], features.shape, { to: ELEMENT_TYPE.float32 });
}

function answerOf(builder: GraphBuilder, rows: Tensor, loss: Loss): readonly [name: string, answer: Tensor] {
  switch (loss) {
    case 'crossEntropy':
      return ['probabilities', builder.node('Softmax', [rows], rows.shape, { axis: 1 })];
    case 'binaryCrossEntropy': {
      // Of the first class by the negative logit, which keeps the digits of small probabilities.
      const both = [builder.node('Neg', [rows], rows.shape), rows].map((logit) => builder.node('Sigmoid', [logit], rows.shape));
      return ['probabilities', builder.node('Concat', both, ['batch', 2], { axis: 1 })];
    }
    case 'meanSquaredError':
      return ['values', rows];
    default:
      return loss satisfies never;
  }
}

function axes(builder: GraphBuilder, axis: number): Tensor {
  return builder.constant('int64', [1], [axis]);
}

/** Names of results are counted; a file that others read has words. */
function withOutputNamed(graph: Graph, output: Tensor, name: string): Graph {
  const named = { ...output, name };
  const renamed = (tensor: Tensor): Tensor => (tensor.id === output.id ? named : tensor);
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) }));
  const constants = graph.constants.map((constant): Constant => ({ ...constant, tensor: renamed(constant.tensor) }));
  return { ...graph, outputs: [named], nodes, constants };
}
