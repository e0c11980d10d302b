/** The layers of a network as a person writes them. What they make of their input is in `layer-shapes`, whether they fit in `layer-checks`. */
import { z } from 'zod';

const positiveInteger = z.int().min(1);

const activationSchema = z.enum(['relu', 'leakyRelu', 'tanh', 'sigmoid', 'gelu', 'linear']).default('relu');
/** Slope of leakyRelu below zero; 0.01 unless given. */
const alphaSchema = z.number().min(0).max(1).optional();

const denseSchema = z.strictObject({
  kind: z.literal('dense'),
  units: positiveInteger.max(65536),
  activation: activationSchema,
  alpha: alphaSchema,
});

const conv2dSchema = z.strictObject({
  kind: z.literal('conv2d'),
  filters: positiveInteger.max(4096),
  kernel: positiveInteger.max(64),
  stride: positiveInteger.max(64).default(1),
  /** `same` fills the edges with zeros, so that a stride of 1 keeps height and width; `valid` fills nothing. */
  padding: z.enum(['same', 'valid']).default('valid'),
  activation: activationSchema,
  alpha: alphaSchema,
});

/** The largest value of every window. */
const maxPoolSchema = z.strictObject({
  kind: z.literal('maxPool'),
  size: positiveInteger.max(64).default(2),
  stride: positiveInteger.max(64).default(2),
});

/** The mean of every window. */
const averagePoolSchema = z.strictObject({ ...maxPoolSchema.shape, kind: z.literal('averagePool') });

/** Images as rows of numbers, channel by channel. Dense layers do so by themselves. */
const flattenSchema = z.strictObject({ kind: z.literal('flatten') });

/** In training drops every value with probability `rate` and divides the others by 1 - rate; nothing in evaluation. */
const dropoutSchema = z.strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).lt(1) });

/**
 * Normalises every unit (of images: every channel) by mean and variance of its batch in training, by running ones in evaluation, then
 * scales and shifts it. Ioffe and Szegedy 2015; ghost batches: Hoffer et al. 2017.
 */
const batchNormSchema = z.strictObject({
  kind: z.literal('batchNorm'),
  /** Part of the running statistics that an update keeps. */
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Added to the variance. */
  epsilon: z.number().gt(0).max(1).default(1e-5),
  /** Rows that are normalised together; null: the whole batch. Rows that fill no group of their own join the last one. */
  ghostSize: positiveInteger.nullable().default(null),
});

const plainSchemas = [denseSchema, conv2dSchema, maxPoolSchema, averagePoolSchema, flattenSchema, dropoutSchema, batchNormSchema] as const;

/**
 * Layers with a shortcut around them: activation(x + layers(x)). What the layers make has the shape of what they get, so the shortcut needs
 * no weights (He et al. 2016, equation 1).
 */
const residualSchema = z.strictObject({
  kind: z.literal('residual'),
  layers: z.array(z.discriminatedUnion('kind', plainSchemas)).min(1).max(20),
  /** After the sum. */
  activation: activationSchema,
  alpha: alphaSchema,
});

export const layerSchema = z.discriminatedUnion('kind', [...plainSchemas, residualSchema]);

export type LayerSpec = z.output<typeof layerSchema>;
/** A layer that holds no others. */
export type PlainLayerSpec = Exclude<LayerSpec, { readonly kind: 'residual' }>;
export type LayerKind = LayerSpec['kind'];
export type LayerOf<Kind extends LayerKind> = Extract<LayerSpec, { readonly kind: Kind }>;
export type Activation = LayerOf<'dense'>['activation'];

export const LEAKY_SLOPE = 0.01;

/** Whether a layer applies an activation function. */
export function hasActivation(layer: LayerSpec): layer is LayerOf<'dense' | 'conv2d' | 'residual'> {
  return layer.kind === 'dense' || layer.kind === 'conv2d' || layer.kind === 'residual';
}

/** All layers in their order, those inside residual blocks in place of the block. */
export function plainLayers(layers: readonly LayerSpec[]): readonly PlainLayerSpec[] {
  return layers.flatMap((layer) => (layer.kind === 'residual' ? layer.layers : [layer]));
}
