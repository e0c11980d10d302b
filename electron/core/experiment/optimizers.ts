/** Optimizers of an experiment: one flat schema, so that any setting and the kind itself can be varied, and which kind reads what. */
import { z } from 'zod';

export const OPTIMIZER_KINDS = ['sgd', 'rmsprop', 'adam', 'adamW', 'lars', 'lamb'] as const;

/** A factor by which an average forgets: below 1. */
function forgetting(usual: number): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .min(0)
    .refine((value) => value < 1, `must be less than 1 (${String(usual)} is usual): at 1 the average never takes in a gradient.`)
    .default(usual);
}

/** Defaults are those of PyTorch, but for weight decay, which is off unless it is asked for. */
export const optimizerSchema = z.strictObject({
  kind: z.enum(OPTIMIZER_KINDS),
  learningRate: z.number().gt(0).max(1000),
  /** sgd (heavy ball), rmsprop, lars. */
  momentum: z.number().min(0).lt(1).default(0),
  /** sgd. */
  nesterov: z.boolean().default(false),
  weightDecay: z.number().min(0).max(10).default(0),
  /** Weight decay apart from the gradient (Loshchilov and Hutter 2019): sgd, rmsprop, adam; adamW is adam with it. */
  decoupled: z.boolean().default(false),
  /** Averages of gradients and of their squares: adam, adamW, lamb. */
  beta1: forgetting(0.9),
  beta2: forgetting(0.999),
  /** Average of squared gradients: rmsprop (PyTorch's alpha). */
  smoothing: forgetting(0.99),
  /** Added to the root of averaged squares: rmsprop, adam, adamW, lamb. */
  epsilon: z.number().gt(0).max(1).default(1e-8),
  /** lars (eta in You, Gitman and Ginsburg 2017). */
  trustCoefficient: z.number().gt(0).max(100).default(0.001),
  /** Longest gradient over all layers; a longer one is shortened to it (Pascanu et al. 2013). */
  clipNorm: z.union([z.number().gt(0).max(1e12), z.literal('off')]).default('off'),
});

/** An optimizer with every setting filled in. */
export type OptimizerSettings = Readonly<z.output<typeof optimizerSchema>>;
export type OptimizerKind = OptimizerSettings['kind'];

type Setting = keyof OptimizerSettings;

const READ_BY_ALL: readonly Setting[] = ['kind', 'learningRate', 'weightDecay', 'clipNorm'];
const READ_BY: Readonly<Record<OptimizerKind, readonly Setting[]>> = {
  sgd: ['momentum', 'nesterov', 'decoupled'],
  rmsprop: ['momentum', 'smoothing', 'epsilon', 'decoupled'],
  adam: ['beta1', 'beta2', 'epsilon', 'decoupled'],
  adamW: ['beta1', 'beta2', 'epsilon'],
  lars: ['momentum', 'trustCoefficient'],
  lamb: ['beta1', 'beta2', 'epsilon'],
};

/** Settings that differ from their default although this kind of optimizer does not read them. */
export function unreadSettings(settings: OptimizerSettings): readonly Setting[] {
  const defaults = optimizerDefaults(settings);
  // Keys of a strict object are the names of its settings.
  return (Object.keys(settings) as Setting[]).filter((name) => !isRead(settings.kind, name) && settings[name] !== defaults[name]);
}

/** The settings with all that this kind does not read at its default, so that equal optimizers look equal. */
export function readSettings(settings: OptimizerSettings): OptimizerSettings {
  const read = Object.entries(settings).filter(([name]) => isRead(settings.kind, name));
  return { ...optimizerDefaults(settings), ...Object.fromEntries(read) };
}

/** All settings at their defaults but kind and learning rate. */
export function optimizerDefaults({ kind, learningRate }: Pick<OptimizerSettings, 'kind' | 'learningRate'>): OptimizerSettings {
  return { ...optimizerSchema.parse({ kind, learningRate: 1 }), learningRate };
}

/** Whether this kind of optimizer reads the setting of this name. */
export function isRead(kind: OptimizerKind, name: string): boolean {
  return [...READ_BY_ALL, ...READ_BY[kind]].some((setting) => setting === name);
}
