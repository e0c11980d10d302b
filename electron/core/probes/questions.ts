/** What can be asked about the weights of runs, as schemas with their limits. What it costs is in `cost`, what comes back in `results`. */
import { z } from 'zod';

const runId = z.string().min(1).max(100);
const batchSize = z
  .int('A batch size is a whole number.')
  .min(1, 'A batch has at least one sample.')
  .max(10_000_000, 'A batch size of more than 10 million cannot be drawn here.');

/** Moments of a run whose weights are known: its start (from its seed), its end, an update at which they were kept, or its last checkpoint. */
export const momentSchema = z.union([z.enum(['start', 'end', 'latest']), z.strictObject({ update: z.int().min(0) })]);
const weightsSchema = z.strictObject({ runId, at: momentSchema.default('end') });

/** How many of the training rows a probe looks at, drawn by the experiment's seed. */
const rowsSchema = z
  .union([
    z
      .int('The number of rows must be a whole number.')
      .min(2, 'A probe needs at least two training rows.')
      .max(100_000_000, 'More than 100 million rows cannot be looked at.'),
    z.literal('all'),
  ])
  .default('all');
const trialsSchema = z
  .int('The number of trials must be a whole number.')
  .min(2, 'At least two trials are needed to see a spread.')
  .max(100_000, 'More than 100,000 trials tell nothing that 100,000 do not. Ask for fewer.')
  .default(1000);
/** Whether a row may come into a batch more than once; left out: it may not, as in an epoch. */
const withReplacementSchema = z.boolean().optional();
const pointsSchema = (standard: number, most: number) =>
  z
    .int('The number of points must be a whole number.')
    .min(3, 'At least three points make a curve.')
    .max(most, `At most ${String(most)} points can be drawn.`)
    .default(standard);

/** Norms of the gradients of many random batches of each size, at fixed weights. Sizes above the number of rows are left out. */
const gradientSettings = {
  batchSizes: z
    .array(batchSize)
    .min(1, 'Name at least one batch size.')
    .max(40, 'At most 40 batch sizes can be compared.')
    .default([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]),
  trials: trialsSchema,
  rows: rowsSchema,
  withReplacement: withReplacementSchema,
};

/** tr(S) / |G|^2, exactly and from pairs of a small and a large batch (McCandlish et al. 2018, appendix A.1). */
const noiseScaleSettings = {
  smallBatch: batchSize.default(16),
  largeBatch: batchSize.default(256),
  trials: trialsSchema,
  rows: rowsSchema,
  withReplacement: withReplacementSchema,
};

/** Largest eigenvalue of the Hessian of the training loss; largest loss in boxes around the weights (Keskar et al. 2017, metric 2.1). */
const sharpnessSettings = {
  rows: rowsSchema,
  boxSizes: z
    .array(z.number().gt(0, 'A box has a size above zero.').max(1, 'A box of more than 1 times the weights tells nothing about one place.'))
    .max(5, 'At most 5 boxes can be searched.')
    .default([1e-3, 5e-4]),
};

/** The loss along random directions in which every unit is as long as its weights (Li et al. 2018). */
const slicesSettings = {
  directions: z
    .int('The number of directions must be a whole number.')
    .min(1, 'At least one direction is needed.')
    .max(20, 'At most 20 directions can be looked along.')
    .default(3),
  radius: z
    .number()
    .gt(0, 'The radius must be above zero.')
    .max(10, 'A radius of more than 10 times the weights shows nothing.')
    .default(1),
  points: pointsSchema(41, 201),
};

export const questionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gradient'), of: weightsSchema, ...gradientSettings }),
  z.strictObject({ kind: z.literal('noiseScale'), of: weightsSchema, ...noiseScaleSettings }),
  z.strictObject({ kind: z.literal('sharpness'), of: weightsSchema, ...sharpnessSettings }),
  z.strictObject({ kind: z.literal('slices'), of: weightsSchema, ...slicesSettings }),
  /** How far runs went from their start and from each other, at every moment whose weights were kept. */
  z.strictObject({ kind: z.literal('distances'), runIds: z.array(runId).min(1).max(50, 'At most 50 runs can be compared.') }),
  /** How far linear and softmax regressions are from the exact minimum of what they minimise. */
  z.strictObject({ kind: z.literal('optimum'), runIds: z.array(runId).min(1).max(50, 'At most 50 runs can be compared.') }),
  /** Losses on the line (1 - a) first + a second, a from `from` to `to`. */
  z.strictObject({
    kind: z.literal('interpolation'),
    between: z.tuple([weightsSchema, weightsSchema]),
    from: z
      .number()
      .min(-10, 'The line can begin at -10 at the earliest.')
      .max(0, 'The line must begin at the first run or before it.')
      .default(-1),
    to: z.number().min(1, 'The line must end at the second run or beyond it.').max(10, 'The line can end at 10 at the latest.').default(2),
    points: pointsSchema(61, 401),
    /** Also around each of the two, with every unit of the direction as long as its weights. */
    isNormalised: z.boolean().default(true),
  }),
  /** Losses in the plane through three runs. */
  z.strictObject({
    kind: z.literal('plane'),
    through: z.tuple([weightsSchema, weightsSchema, weightsSchema]),
    /** How far it goes beyond the three, as a part of their extent. */
    margin: z.number().min(0, 'The margin cannot be below zero.').max(5, 'The margin can be 5 times the extent at most.').default(0.3),
    points: pointsSchema(21, 61),
  }),
]);

/** What a design asks of every run once it is trained, at every moment whose weights it keeps. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gradient'), ...gradientSettings }),
  z.strictObject({ kind: z.literal('noiseScale'), ...noiseScaleSettings }),
  z.strictObject({ kind: z.literal('sharpness'), ...sharpnessSettings }),
  z.strictObject({ kind: z.literal('slices'), ...slicesSettings }),
  z.strictObject({ kind: z.literal('distances') }),
  z.strictObject({ kind: z.literal('optimum') }),
]);

export type Moment = z.output<typeof momentSchema>;
export type WeightsOf = z.output<typeof weightsSchema>;
/** A question with every setting filled in. */
export type ProbeQuestion = z.output<typeof questionSchema>;
/** A question as it may be asked: settings left out have their defaults. */
export type ProbeQuestionInput = z.input<typeof questionSchema>;
export type ProbeRequest = z.output<typeof requestSchema>;
export type ProbeKind = ProbeQuestion['kind'];
export type QuestionOf<Kind extends ProbeKind> = Extract<ProbeQuestion, { readonly kind: Kind }>;

/** The weights that a question names; for one about whole runs, the ends of these. */
export function weightsIn(question: ProbeQuestion): readonly WeightsOf[] {
  switch (question.kind) {
    case 'gradient':
    case 'noiseScale':
    case 'sharpness':
    case 'slices':
      return [question.of];
    case 'distances':
    case 'optimum':
      return question.runIds.map((id) => ({ runId: id, at: 'end' }));
    case 'interpolation':
      return question.between;
    case 'plane':
      return question.through;
    default:
      return question satisfies never;
  }
}

/** The runs that a question is about, each once, in their order. */
export function runsIn(question: ProbeQuestion): readonly string[] {
  return [...new Set(weightsIn(question).map(({ runId: id }) => id))];
}
