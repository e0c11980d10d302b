/** What every optimizer says about itself: what it keeps, which numbers it needs at each update, and its step as graph operations. */
import type { OptimizerKind, OptimizerSettings } from '#core/experiment/optimizers';
import { ABSENT, type Dimension, type GraphBuilder, type Tensor } from '#engine/graph/graph';
import { isLarge } from '#engine/graph/operations/affine';
import { reshaped } from '#engine/graph/operations/image';

/** What the runs of a stack have in common; whatever one of them needs, all have (with numbers that change nothing). */
export interface OptimizerForm {
  readonly kind: OptimizerKind;
  readonly hasMomentum: boolean;
  readonly isNesterov: boolean;
  readonly hasDecay: boolean;
  /** Weight decay apart from the gradient. */
  readonly isDecoupled: boolean;
  readonly isClipped: boolean;
  /** Whether the learning rate changes during the run. */
  readonly isScheduled: boolean;
}

/** One update of one run. */
export interface Moment {
  readonly settings: OptimizerSettings;
  /** 0-based. */
  readonly update: number;
  /** Learning rates of this update and of the one before (at the first: the same). */
  readonly rate: number;
  readonly previousRate: number;
}

/** A number a run and update that the graph is fed with, [R, 1, 1] where it stays the same and [K, R, 1, 1] where it does not. */
export interface Coefficient {
  readonly varies: boolean;
  readonly at: (moment: Moment) => number;
}

export interface StepInputs {
  readonly parameters: Tensor;
  /** In the shape that `slotShape` says. */
  readonly slots: readonly Tensor[];
  /** Gradient of the loss times the rule's gradient scale. */
  readonly gradient: Tensor;
  /** The coefficients by name, [R, 1, 1]. */
  readonly coefficients: Readonly<Record<string, Tensor>>;
}

export interface Step {
  readonly parameters: Tensor;
  readonly slots: readonly Tensor[];
}

export interface OptimizerRule {
  /** How many arrays of the size of its parameters an optimizer keeps; they start at zero. */
  readonly slots: number;
  /** What the loss is multiplied by before it is differentiated, which costs nothing: factors that every gradient would need anyway. */
  readonly gradientScale: Coefficient;
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly step: (builder: GraphBuilder, inputs: StepInputs) => Step;
}

/** All coefficients by the name of their graph input: those of the rule, and the clipping limit. */
export function optimizerCoefficients(form: OptimizerForm, rule: OptimizerRule): Readonly<Record<string, Coefficient>> {
  return form.isClipped ? { ...rule.coefficients, clippingLimit: clippingLimit(rule) } : rule.coefficients;
}

/** The limit for gradients that come multiplied by the rule's scale; infinite for a run without clipping. */
function clippingLimit({ gradientScale }: OptimizerRule): Coefficient {
  return {
    varies: gradientScale.varies,
    at: (moment) => {
      const { clipNorm } = moment.settings;
      return clipNorm === 'off' ? Infinity : clipNorm * Math.abs(gradientScale.at(moment));
    },
  };
}

/** The sizes in which training graphs keep what an optimizer keeps for parameters of the sizes [R, rows, columns]: see `carriedOn`. */
export function slotSizes(parameters: readonly Dimension[]): readonly number[] {
  const sizes = parameters.map(Number);
  return isLarge(parameters) ? [1, ...sizes] : sizes;
}

/** `slot * factor + added`: as the next slot, and in the shape of the parameters; `factor` [R, 1, 1]. */
export function carriedOn(
  builder: GraphBuilder,
  slot: Tensor,
  factor: Tensor,
  added: Tensor,
): { readonly slot: Tensor; readonly value: Tensor } {
  if (slot.shape.length === 3) {
    const sum = builder.node('Add', [builder.node('Mul', [slot, factor], slot.shape), added], slot.shape);
    return { slot: sum, value: sum };
  }
  // A convolution with windows of one number that is added to what is there: one pass over memory instead of two.
  const [runs] = added.shape;
  const window = reshaped(builder, factor, [runs, 1, 1, 1]);
  const sum = builder.node('FusedConv', [slot, window, ABSENT, reshaped(builder, added, slot.shape)], slot.shape, { group: Number(runs) });
  return { slot: sum, value: reshaped(builder, sum, added.shape) };
}

/** `left + right * factor`, shape of `left`. */
export function plusProduct(builder: GraphBuilder, left: Tensor, right: Tensor, factor: Tensor): Tensor {
  return builder.node('Add', [left, builder.node('Mul', [right, factor], left.shape)], left.shape);
}
