/** What the methods take, checked at run time: how experiments, runs and probes are named and what may be said of them. */
import { z } from 'zod';
import { momentSchema, type ProbeQuestionInput } from '#core/probes/questions';

export const nothing = z.strictObject({});
export const id = z.string().min(1).max(100);
const ids = z.array(id).min(1).max(10_000);
const tags = z.array(z.string().trim().min(1).max(50)).max(50);

export const experiment = z.strictObject({ id });
export const experiments = z.strictObject({ ids });
/** Comparisons or designs. */
export const several = z.strictObject({ ids });
/** `withData`: with the imported tables that they were trained on. */
export const studyExport = z.strictObject({ ids, withData: z.boolean().optional() });
export const condition = z.strictObject({ id, condition: z.int().min(0).max(100_000) });
export const mark = z.strictObject({
  id,
  isStarred: z.boolean().optional(),
  tags: tags.optional(),
  notes: z.string().max(100_000).nullable().optional(),
});
export const markMany = z.strictObject({ ids, isStarred: z.boolean().optional(), addTags: tags.optional(), removeTags: tags.optional() });
export const comparisonName = z.string().trim().min(1).max(200);

export const run = z.strictObject({ runId: id });
/** Where to go on from, and with what. */
export const branch = z.strictObject({
  runId: id,
  update: z.int().min(0),
  change: z
    .strictObject({
      batchSize: z.union([z.int().min(1), z.literal('full')]).optional(),
      learningRate: z.number().gt(0).max(1e6).optional(),
    })
    .refine((change) => change.batchSize !== undefined || change.learningRate !== undefined, 'nothing is changed'),
});
/** Updates of a series, in so many points. */
export const stretch = z.strictObject({
  runId: id,
  metric: z.enum(['loss', 'accuracy', 'gradientNorm']),
  fromUpdate: z.int().min(0),
  toUpdate: z.int().min(0),
  points: z.int().min(1).max(20_000),
});
export const predictions = z.strictObject({
  runId: id,
  at: momentSchema.default('latest'),
  split: z.enum(['train', 'validation', 'test']),
  bins: z.int().min(2).max(100).default(10),
  samples: z.int().min(0).max(200).default(24),
  map: z.int().min(0).max(400).default(100),
});
/** Checked by the lab, which says what is wrong with it in sentences. */
export const question = z.custom<ProbeQuestionInput>();
