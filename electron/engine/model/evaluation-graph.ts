/** The graph that looks at chosen rows of the data with R stacked networks, without changing them. */
import { GraphBuilder, type Graph } from '#engine/graph/graph';
import { keptTurned, network, parameterShapes, statisticSizes, type GraphModel } from '#engine/model/network';

/**
 * Inputs: `features` [N, in + 1], `rows` [1, n], `ones` [R, n, 1] (with hidden layers), `parameters0` ... [R, in + 1, out] (`areKept`:
 * as training graphs keep them, some turned over), `statistics0` ... [R, 1, C].
 * Output [R, n, C]: log probabilities of the classes, the logit of the second of two classes, or predicted values.
 */
export function evaluationGraph(model: GraphModel, runs: number, areKept = false): Graph {
  const builder = new GraphBuilder('evaluate');
  const features = builder.input('features', 'float32', ['N', model.inputs + 1]);
  const rows = builder.input('rows', 'int32', [1, 'n']);
  const ones = model.layers.length > 0 ? builder.input('ones', 'float32', [runs, 'n', 1]) : null;
  const areTurned = keptTurned(model);
  const parameters = parameterShapes(model).map((shape, index) => {
    const isTurned = areKept && areTurned[index];
    return { tensor: builder.input(`parameters${String(index)}`, 'float32', [runs, ...(isTurned ? shape.toReversed() : shape)]), isTurned };
  });
  const input = builder.node('Gather', [features, rows], [1, 'n', model.inputs + 1], { axis: 0 });
  const statistics = statisticSizes(model).map((size, index) => builder.input(`statistics${String(index)}`, 'float32', [runs, 1, size]));
  const { output } = network(builder, model, { rows: input, ones, parameters, statistics, training: null });
  const result = model.loss === 'crossEntropy' ? builder.node('LogSoftmax', [output], output.shape, { axis: 2 }) : output;
  return builder.finish([result]);
}
