/**
 * Graphs of gradients at fixed weights of one network, as it is evaluated: no dropout. Those of batches normalise with the statistics of
 * each batch, as training does; the others know networks without batch normalisation. A batch of one row has shapes of its own.
 */
import { differentiate } from '#engine/graph/differentiate';
import { GraphBuilder, type Graph, type Tensor } from '#engine/graph/graph';
import { tangentGraph } from '#engine/graph/tangent';
import { matrixProduct, squaredNorm, transposed } from '#engine/graph/operations/matrix';
import { repeat } from '#engine/graph/operations/repeat';
import { groupInputs } from '#engine/model/batch-extras';
import { lossHead, network, parameterShapes, statisticSizes, type GraphModel, type TrainingExtras } from '#engine/model/network';
import { invariant } from '#core/failure';

interface Given {
  readonly builder: GraphBuilder;
  readonly features: Tensor;
  readonly ones: Tensor | null;
  readonly parameters: readonly Tensor[];
  readonly statistics: readonly Tensor[];
}

function given(name: string, model: GraphModel, batch: number | string): Given {
  const builder = new GraphBuilder(name);
  const features = builder.input('features', 'float32', ['N', model.inputs + 1]);
  const ones = model.layers.length > 0 ? builder.input('ones', 'float32', [1, batch, 1]) : null;
  const parameters = parameterShapes(model).map((shape, index) => builder.input(`parameters${String(index)}`, 'float32', [1, ...shape]));
  const statistics = statisticSizes(model).map((size, index) => builder.input(`statistics${String(index)}`, 'float32', [1, 1, size]));
  return { builder, features, ones, parameters, statistics };
}

/** Sum of the losses of rows, written into `builder`; also what every row's loss is read from. */
function summedLoss(
  builder: GraphBuilder,
  model: GraphModel,
  { ones, parameters, statistics }: Given,
  input: Tensor,
  targets: Tensor,
  training: TrainingExtras | null = null,
) {
  const { output } = network(builder, model, {
    rows: input,
    ones,
    parameters: parameters.map((tensor) => ({ tensor, isTurned: false })),
    statistics,
    training,
  });
  return lossHead(builder, model.loss, output, targets, builder.constant('float32', [1, 1, 1], [1]));
}

function gather(builder: GraphBuilder, features: Tensor, rows: Tensor): Tensor {
  return builder.node('Gather', [features, rows], [...rows.shape, features.shape[1]], { axis: 0 });
}

/** Inputs `rows` [1, n], `targets` [1, n, C]; outputs the gradients of the summed loss, then the loss [1, 1, 1]. */
export function gradientGraph(model: GraphModel, withLoss = true): Graph {
  const own = given('gradient', model, 'n');
  const { builder, features, parameters } = own;
  const rows = builder.input('rows', 'int32', [1, 'n']);
  const targets = builder.input('targets', 'float32', [1, 'n', model.outputs]);
  const { loss } = summedLoss(builder, model, own, gather(builder, features, rows), targets);
  return builder.finish([...differentiate(builder, loss, parameters), ...(withLoss ? [loss] : [])]);
}

/** As `gradientGraph`, with a direction `parameters0_tangent` ... of the weights: products of the Hessian of the summed loss with it. */
export function curvatureGraph(model: GraphModel): Graph {
  const parameters = parameterShapes(model).map((_, index) => `parameters${String(index)}`);
  return tangentGraph(gradientGraph(model, false), parameters);
}

/**
 * Inputs `rows` [K, 1, B], `targets` [K, 1, B, C]. Of each of the K batches the gradients of the summed loss, [K, 1, rows, columns], or
 * (`norms`) their squared norms, [K, 1, 1, 1]. With batch normalisation each batch has its own statistics, over the rows that
 * `groupInputs` name.
 */
export function batchGradientsGraph(
  model: GraphModel,
  { isSingleRow, wants }: { isSingleRow: boolean; wants: 'gradients' | 'norms' },
): Graph {
  const batch = isSingleRow ? 1 : 'B';
  const own = given('batches', model, batch);
  const { builder, features, parameters } = own;
  const rows = builder.input('rows', 'int32', ['K', 1, batch]);
  const targets = builder.input('targets', 'float32', ['K', 1, batch, model.outputs]);
  const groups = groupInputs(builder, model, 1, batch);
  const training = { masks: null, groups: groups.of(groups.tensors) };
  const { records } = repeat(builder, [], [rows, targets], (body, _, [order, target]) => {
    const { loss } = summedLoss(body, model, own, gather(body, features, order), target, training);
    const gradients = differentiate(body, loss, parameters);
    return { state: [], records: wants === 'norms' ? gradients.map((gradient) => squaredNorm(body, gradient)) : gradients };
  });
  return builder.finish(records);
}

/**
 * Of a network of dense layers: inputs `rows` [1, n], `targets` [1, n, C]; outputs of every layer what goes in, [1, n, in] (of the first
 * [1, n, in + 1] with its column of ones), and the slope of each row's loss against what comes out before the activation, [1, n, out].
 * The gradient of a row is the product of the two, with a one for the bias.
 */
export function factorsGraph(model: GraphModel): Graph {
  const own = given('factors', model, 'n');
  const { builder, features, parameters } = own;
  const rows = builder.input('rows', 'int32', [1, 'n']);
  const targets = builder.input('targets', 'float32', [1, 'n', model.outputs]);
  const input = gather(builder, features, rows);
  const { loss } = summedLoss(builder, model, own, input, targets);
  const steps = parameters.map((parameter) => {
    const step = builder.tape.find(({ inputs }) => inputs.some(({ id }) => id === parameter.id));
    invariant(step !== undefined, 'every parameter is used');
    return step;
  });
  const slopes = differentiate(
    builder,
    loss,
    steps.map(({ output }) => output),
  );
  const inputs = steps.map(({ inputs: [first] }, layer) => (first.id === parameters[layer].id ? input : first));
  return builder.finish([...inputs, ...slopes]);
}

/** Products of gradients: inputs `a` [1, n, p], `allA` [1, N, p], `d` [1, n, q], `allD` [1, N, q]; (a allA' + bias) * (d allD'), [1, n, N]. */
export function pairsGraph(hasOnes: boolean): Graph {
  const builder = new GraphBuilder('pairs');
  const side = (name: string, rows: string, columns: string): Tensor => builder.input(name, 'float32', [1, rows, columns]);
  const [a, allA, d, allD] = [side('a', 'n', 'p'), side('allA', 'N', 'p'), side('d', 'n', 'q'), side('allD', 'N', 'q')];
  const inner = matrixProduct(builder, a, transposed(builder, allA));
  const outer = matrixProduct(builder, d, transposed(builder, allD));
  const whole = hasOnes ? inner : builder.node('Add', [inner, builder.constant('float32', [], [1])], inner.shape);
  return builder.finish([builder.node('Mul', [whole, outer], inner.shape)]);
}

/** Sums over pairs: inputs `members` [1, T, N] of zeros and ones and `table` [1, N, N]; m table m' for every row m, [1, T, 1]. */
export function sumsGraph(): Graph {
  const builder = new GraphBuilder('sums');
  const members = builder.input('members', 'float32', [1, 'T', 'N']);
  const table = builder.input('table', 'float32', [1, 'N', 'N']);
  const rows = builder.node('Mul', [matrixProduct(builder, members, table), members], members.shape);
  return builder.finish([builder.node('ReduceSum', [rows, builder.constant('int64', [1], [2])], [1, 'T', 1], { keepdims: 1 })]);
}
