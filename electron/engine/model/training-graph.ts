/** The graph of K optimizer updates of R stacked runs: forward, backward, optimizer and metrics, repeated inside the graph. */
import type { ModelShape } from '#core/experiment/plan';
import { differentiate } from '#engine/graph/differentiate';
import { GraphBuilder, type Graph, type Tensor } from '#engine/graph/graph';
import { squaredNorm, transposed } from '#engine/graph/operations/matrix';
import { repeat } from '#engine/graph/operations/repeat';
import { lossHead, network, parameterShapes } from '#engine/model/network';
import { momentumStep, type StepInputs } from '#engine/model/optimizer';

/** Everything that makes one training graph different from another. */
export interface TrainingForm {
  readonly model: Pick<ModelShape, 'inputs' | 'layers' | 'outputs' | 'loss'>;
  readonly runs: number;
  /** Batches of one row have shapes of their own. */
  readonly isSingleRow: boolean;
  readonly hasMomentum: boolean;
  readonly isNesterov: boolean;
  readonly hasWeightDecay: boolean;
  /** Batches of different sizes are filled up to one size; each row then has its own weight. */
  readonly isPadded: boolean;
  readonly recordsGradientNorm: boolean;
}

/** Inputs up to this size are gathered for all K updates at once, before the repetition; larger ones one batch at a time. */
const GATHERED_AT_ONCE = 64;

/** Layers with at most this many outputs are turned over (see `LayerParameters`). */
const FEW_OUTPUTS = 16;

/**
 * Inputs: `features` [N, in + 1] with a last column of ones; `order` [K, R, B], rows of `features`; `targets` [K, R, B, C];
 * `weights` = -learningRate / B as [R, 1, 1], or (padded) [K, R, B, C]; `ones` [R, B, 1]; `momentum` [R, 1, 1];
 * `decay` = -learningRate * weightDecay [R, 1, 1]; then per layer `parameters` and (with momentum) `steps`, [R, in + 1, out].
 * Outputs: parameters, steps, `rows` [K, R, B, C] (see LossHead), and per layer the squared norm of
 * learningRate * gradient, [K, R, 1, 1].
 *
 * The loss is differentiated already multiplied by -learningRate, so gradients come out as steps and need no pass of their own.
 */
export function trainingGraph(form: TrainingForm): Graph {
  const { model, runs } = form;
  const batch = form.isSingleRow ? 1 : 'B';
  const outer = new GraphBuilder('train');
  const features = outer.input('features', 'float32', ['N', model.inputs + 1]);
  const order = outer.input('order', 'int32', ['K', runs, batch]);
  const targets = outer.input('targets', 'float32', ['K', runs, batch, model.outputs]);
  const scalar = (name: string): Tensor => outer.input(name, 'float32', [runs, 1, 1]);
  const weights = form.isPadded ? outer.input('weights', 'float32', ['K', runs, batch, model.outputs]) : scalar('weights');
  const ones = model.layers.length > 0 ? outer.input('ones', 'float32', [runs, batch, 1]) : null;
  const inputs: StepInputs = {
    momentum: form.hasMomentum ? scalar('momentum') : null,
    decay: form.hasWeightDecay ? scalar('decay') : null,
    isNesterov: form.isNesterov,
  };
  const shapes = parameterShapes(model);
  const stateOf = (name: string): Tensor[] =>
    shapes.map(([rows, columns], layer) => outer.input(`${name}${String(layer)}`, 'float32', [runs, rows, columns]));
  const given = [...stateOf('parameters'), ...(form.hasMomentum ? stateOf('steps') : [])];
  const isTurned = (index: number): boolean => shapes[index % shapes.length][1] <= FEW_OUTPUTS;
  const turn = (tensor: Tensor, index: number): Tensor => (isTurned(index) ? transposed(outer, tensor) : tensor);

  const isGatheredAtOnce = model.inputs <= GATHERED_AT_ONCE;
  const gather = (builder: GraphBuilder, rows: Tensor): Tensor =>
    builder.node('Gather', [features, rows], [...rows.shape, model.inputs + 1], { axis: 0 });
  const batches = isGatheredAtOnce ? gather(outer, order) : order;

  const result = repeat(outer, given.map(turn), [batches, targets, ...(form.isPadded ? [weights] : [])], (body, now, slices) => {
    const [rows, target, rowWeights] = slices;
    const input = isGatheredAtOnce ? rows : gather(body, rows);
    const parameters = now.slice(0, shapes.length);
    const layers = parameters.map((tensor, layer) => ({ tensor, isTurned: isTurned(layer) }));
    const output = network(body, model, input, ones, layers);
    const head = lossHead(body, model.loss, output, target, form.isPadded ? rowWeights : weights);
    const gradients = differentiate(body, head.loss, parameters);
    const next = parameters.map((parameter, layer) =>
      momentumStep(body, inputs, parameter, form.hasMomentum ? now[shapes.length + layer] : null, gradients[layer]),
    );
    return {
      state: [...next.map((step) => step.parameters), ...next.flatMap((step) => (step.step === null ? [] : [step.step]))],
      records: [head.rows, ...(form.recordsGradientNorm ? gradients.map((gradient) => squaredNorm(body, gradient)) : [])],
    };
  });
  return outer.finish([...result.state.map(turn), ...result.records]);
}
