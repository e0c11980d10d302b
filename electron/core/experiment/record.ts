/** What a run writes down: metrics, evaluations, weights to come back to, and what is to be asked about these. */
import { z } from 'zod';
import { requestSchema } from '#core/probes/questions';

const keepWeightsSchema = z.strictObject({
  /** After so many epochs, to the nearest update. */
  epochs: z.array(z.number().gt(0).max(1e9)).max(200).default([]),
  /** After so many updates, beside those. */
  updates: z.array(z.int().min(1).max(1e9)).max(200).default([]),
  atEnd: z.boolean().default(true),
});

const noiseScaleSchema = z.strictObject({
  smallBatch: z.int().min(1).max(100_000).default(16),
  largeBatch: z.int().min(2).max(1_000_000).default(256),
  /** Large batches at each evaluation; each is also cut into as many small ones as it holds. */
  pairs: z.int().min(4).max(1000).default(8),
});

export const recordSchema = z.strictObject({
  everyUpdate: z.array(z.enum(['loss', 'accuracy', 'gradientNorm'])).default(['loss', 'accuracy', 'gradientNorm']),
  evaluateEvery: z
    .strictObject({ unit: z.enum(['epochs', 'updates']), amount: z.number().gt(0).max(1e9) })
    .default({ unit: 'epochs', amount: 1 }),
  /** Weights, with the state of the optimizer, that stay with the run: to look at, to compare and to go on from. */
  keepWeights: keepWeightsSchema.default({ epochs: [], updates: [], atEnd: true }),
  /** Asked of every run once it is trained, of each of its kept weights. */
  probes: z.array(requestSchema).max(20).default([]),
  /** At every evaluation, from pairs of batches of two sizes; null or left out, as in designs of before, for never. */
  noiseScale: noiseScaleSchema.nullable().optional(),
});

export type KeepWeights = z.output<typeof keepWeightsSchema>;
export type NoiseScaleSettings = z.output<typeof noiseScaleSchema>;

/** What a design measures where it says no more than that it does. */
export const NOISE_SCALE_DEFAULTS: NoiseScaleSettings = noiseScaleSchema.parse({});
