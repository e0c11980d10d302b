/** The graph of K optimizer updates of R stacked runs: forward, backward, optimizer and metrics, repeated inside the graph. */
import { differentiate } from '#engine/graph/differentiate';
import { GraphBuilder, type Graph, type Tensor } from '#engine/graph/graph';
import { FEW_ROWS } from '#engine/graph/operations/affine';
import { squaredNorm } from '#engine/graph/operations/matrix';
import { repeat } from '#engine/graph/operations/repeat';
import { batchExtras } from '#engine/model/batch-extras';
import { keptTurned, lossHead, network, parameterShapes, statisticSizes, type GraphModel } from '#engine/model/network';
import { optimizerRule } from '#engine/model/optimizer';
import { clipped } from '#engine/model/optimizers/clipping';
import { optimizerCoefficients, slotSizes, type OptimizerForm } from '#engine/model/optimizers/rule';

/** Everything that makes one training graph different from another. */
export interface TrainingForm {
  readonly model: GraphModel;
  readonly runs: number;
  /** Rows of a batch, or of its parts: one row has shapes of its own, and few are laid out otherwise than many (see `isFew`). */
  readonly rows: 'one' | 'few' | 'many';
  readonly optimizer: OptimizerForm;
  /** Batches of different sizes are filled up to one size; each row then has its own weight. */
  readonly isPadded: boolean;
  /** Batches come in parts, whose gradients are added up: order, targets and weights (always one a row) have an axis M after K. */
  readonly isInParts: boolean;
  readonly recordsGradientNorm: boolean;
}

/** Inputs up to this size are gathered for all K updates at once, before the repetition; larger ones one batch at a time. */
const GATHERED_AT_ONCE = 64;

/**
 * Inputs: `features` [N, in + 1] with a last column of ones; `order` [K, R, B], rows of `features`; `targets` [K, R, B, C];
 * `weights` = gradient scale / B as [R, 1, 1], [K, R, 1, 1] where it varies, or (padded) [K, R, B, C]; `ones` [R, B, 1]; the
 * optimizer's coefficients, [R, 1, 1] or [K, R, 1, 1]; then per layer `parameters`, and as often as the optimizer asks `slots`,
 * [R, in + 1, out], kept turned over or not as `keptTurned` says (slot s of layer l of L: `slots${s L + l}`, sizes as `slotSizes` says).
 * Then running `statistics` [R, 1, C], and what `batch-extras` lists.
 * Outputs: parameters, slots, statistics, `rows` [K, R, B, C] (see LossHead), and per layer the squared norm of gradient scale * gradient,
 * [K, R, 1, 1].
 *
 * The loss is differentiated already multiplied by the optimizer's gradient scale (for gradient descent -learningRate), so that
 * gradients need no pass of their own for it.
 */
export function trainingGraph(form: TrainingForm): Graph {
  const { model, runs } = form;
  const batch = { one: 1, few: FEW_ROWS, many: 'B' }[form.rows];
  const outer = new GraphBuilder('train');
  const features = outer.input('features', 'float32', ['N', model.inputs + 1]);
  const updates = form.isInParts ? ['K', 'M'] : ['K'];
  const order = outer.input('order', 'int32', [...updates, runs, batch]);
  const targets = outer.input('targets', 'float32', [...updates, runs, batch, model.outputs]);
  const rule = optimizerRule(form.optimizer);
  const number = (name: string, varies: boolean): Tensor => outer.input(name, 'float32', [...(varies ? ['K'] : []), runs, 1, 1]);
  const hasWeightsOfRows = form.isPadded || form.isInParts;
  const hasWeightsOfUpdates = hasWeightsOfRows || rule.gradientScale.varies;
  const weights = hasWeightsOfRows
    ? outer.input('weights', 'float32', [...updates, runs, batch, model.outputs])
    : number('weights', rule.gradientScale.varies);
  const ones = model.layers.length > 0 ? outer.input('ones', 'float32', [runs, batch, 1]) : null;
  const coefficients = Object.entries(optimizerCoefficients(form.optimizer, rule)).map(([name, { varies }]) => ({
    name,
    varies,
    tensor: number(name, varies),
  }));
  const varying = coefficients.filter((one) => one.varies);
  const shapes = parameterShapes(model);
  const areTurned = keptTurned(model);
  const parametersIn = shapes.map((shape, index) =>
    outer.input(`parameters${String(index)}`, 'float32', [runs, ...(areTurned[index] ? shape.toReversed() : shape)]),
  );
  const slotsIn = Array.from({ length: rule.slots * shapes.length }, (_, index) =>
    outer.input(`slots${String(index)}`, 'float32', slotSizes(parametersIn[index % shapes.length].shape)),
  );
  const trained = [...parametersIn, ...slotsIn];
  const statistics = statisticSizes(model).map((size, index) => outer.input(`statistics${String(index)}`, 'float32', [runs, 1, size]));
  const given = [...trained, ...statistics];
  const extras = batchExtras(outer, model, runs, batch, form.isPadded);

  const isGatheredAtOnce = model.inputs <= GATHERED_AT_ONCE && !form.isInParts;
  const gather = (builder: GraphBuilder, rows: Tensor): Tensor =>
    builder.node('Gather', [features, rows], [...rows.shape, model.inputs + 1], { axis: 0 });
  const batches = isGatheredAtOnce ? gather(outer, order) : order;
  const scanned = [batches, targets, ...varying.map((one) => one.tensor), ...extras.scanned, ...(hasWeightsOfUpdates ? [weights] : [])];

  const result = repeat(outer, given, scanned, (body, now, slices) => {
    const [rows, target] = slices;
    const parameters = now.slice(0, shapes.length);
    const layers = parameters.map((tensor, layer) => ({ tensor, isTurned: areTurned[layer] }));
    /** Forward and backward. */
    const pass = (builder: GraphBuilder, input: Tensor, wanted: Tensor, rowWeights: Tensor) => {
      const { output, statistics: after } = network(builder, model, {
        rows: isGatheredAtOnce ? input : gather(builder, input),
        ones,
        parameters: layers,
        statistics: now.slice(trained.length),
        training: extras.of(slices.slice(2 + varying.length)),
      });
      const head = lossHead(builder, model.loss, output, wanted, rowWeights);
      return { gradients: differentiate(builder, head.loss, parameters), rows: head.rows, after };
    };
    const batchWeights = hasWeightsOfUpdates ? slices[slices.length - 1] : weights;
    const passed = form.isInParts
      ? { ...summedOverParts(body, parameters, [rows, target, batchWeights], pass), after: now.slice(trained.length) }
      : pass(body, rows, target, batchWeights);
    const { gradients } = passed;
    const needsNorms = form.recordsGradientNorm || form.optimizer.isClipped;
    const norms = needsNorms ? gradients.map((gradient) => squaredNorm(body, gradient)) : [];
    const values = Object.fromEntries(coefficients.map((one) => [one.name, one.varies ? slices[2 + varying.indexOf(one)] : one.tensor]));
    const usable = form.optimizer.isClipped ? clipped(body, gradients, norms, values.clippingLimit) : gradients;
    const next = parameters.map((parameter, layer) =>
      rule.step(body, {
        parameters: parameter,
        slots: Array.from({ length: rule.slots }, (_, slot) => now[(1 + slot) * shapes.length + layer]),
        gradient: usable[layer],
        coefficients: values,
      }),
    );
    return {
      state: [
        ...next.map((step) => step.parameters),
        ...Array.from({ length: rule.slots }, (_, slot) => next.map((step) => step.slots[slot])).flat(),
        ...passed.after,
      ],
      records: [passed.rows, ...(form.recordsGradientNorm ? norms : [])],
    };
  });
  return outer.finish([...result.state, ...result.records]);
}

/** The sums of the gradients of all parts of a batch, and their rows, [M, R, B, C]. `slices` have the axis M. */
function summedOverParts(
  body: GraphBuilder,
  parameters: readonly Tensor[],
  slices: readonly [order: Tensor, targets: Tensor, weights: Tensor],
  pass: (
    builder: GraphBuilder,
    input: Tensor,
    wanted: Tensor,
    rowWeights: Tensor,
  ) => { readonly gradients: readonly Tensor[]; readonly rows: Tensor },
): { readonly gradients: readonly Tensor[]; readonly rows: Tensor } {
  const zeros = parameters.map(({ shape }) => {
    const sizes = body.constant('int64', [shape.length], shape.map(Number));
    return body.node('Expand', [body.constant('float32', [1, 1, 1], [0]), sizes], shape);
  });
  const { state, records } = repeat(body, zeros, slices, (part, sums, [input, wanted, rowWeights]) => {
    const { gradients, rows } = pass(part, input, wanted, rowWeights);
    return { state: gradients.map((gradient, index) => part.node('Add', [sums[index], gradient], gradient.shape)), records: [rows] };
  });
  return { gradients: state, rows: records[0] };
}
