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

export const recordSchema = z.strictObject({
  everyUpdate: z.array(z.enum(['loss', 'accuracy', 'gradientNorm'])).default(['loss', 'accuracy', 'gradientNorm']),
  evaluateEvery: z
    .strictObject({ unit: z.enum(['epochs', 'updates']), amount: z.number().gt(0).max(1e9) })
    .default({ unit: 'epochs', amount: 1 }),
  /** Weights, with the state of the optimizer, that stay with the run: to look at, to compare and to go on from. */
  keepWeights: keepWeightsSchema.default({ epochs: [], updates: [], atEnd: true }),
  /** Asked of every run once it is trained, of each of its kept weights. */
  probes: z.array(requestSchema).max(20).default([]),
});

export type KeepWeights = z.output<typeof keepWeightsSchema>;
