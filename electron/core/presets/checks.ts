/** What a preset predicts of its results, as data. How each is judged is in `scorecard`. */
import { z } from 'zod';
import { PROBE_QUANTITIES } from '#core/presets/probe-readings';

/** What can be read from one run. */
export const MEASURES = [
  'train.accuracy',
  'validation.accuracy',
  'test.accuracy',
  'train.loss',
  'test.loss',
  /** Training accuracy less test accuracy. */
  'gap',
  /** Standard deviation of the test accuracy over the last quarter of the run. */
  'wobble',
  'weightDistance',
  'samplesPerSecond',
  /** Measured by a probe at the end of the run. */
  'distanceToOptimum',
] as const;
export type Measure = (typeof MEASURES)[number];

/** The conditions whose factors have these values. */
const whereSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
export type Where = z.output<typeof whereSchema>;

/** The point of the runs at which a measure is read: their end, or the last common number of epochs or updates. */
const atSchema = z.enum(['end', 'equalEpochs', 'equalUpdates']).default('end');
export type ReadingPoint = z.output<typeof atSchema>;

const measure = z.enum(MEASURES);
const text = z.string().min(1).max(300);
/** Unique within its preset: claims are held against checks by this name. */
const id = z.string().min(1).max(60);

export const checkSchema = z.discriminatedUnion('kind', [
  /** A published number of one run. */
  z.strictObject({ kind: z.literal('published'), id, text, where: whereSchema, measure, value: z.number() }),
  /** Condition a against condition b, paired by seed: further up or down than `margin`, or within it. */
  z.strictObject({
    kind: z.literal('contrast'),
    id,
    text,
    a: whereSchema,
    b: whereSchema,
    measure,
    at: atSchema,
    expect: z.enum(['above', 'below', 'near']),
    margin: z.number().min(0),
  }),
  /** Which condition reaches the design's target sooner, counted in epochs or updates. */
  z.strictObject({
    kind: z.literal('arrival'),
    id,
    text,
    a: whereSchema,
    b: whereSchema,
    unit: z.enum(['epochs', 'updates']),
    expect: z.enum(['sooner', 'later']),
  }),
  /** The straight line of the measure against the batch size, both as logarithms, fitted for each seed. */
  z.strictObject({
    kind: z.literal('slope'),
    id,
    text,
    where: whereSchema.default({}),
    measure,
    from: z.int().min(1).optional(),
    to: z.int().min(1).optional(),
    /** A sign, or a value within a tolerance. */
    expect: z.union([z.enum(['rises', 'falls']), z.strictObject({ slope: z.number(), tolerance: z.number().gt(0) })]),
  }),
  /** What a probe found, or how many times what it found elsewhere (`over`: of other conditions, or at another epoch), against a value. */
  z.strictObject({
    kind: z.literal('probe'),
    id,
    text,
    quantity: z.enum(PROBE_QUANTITIES),
    of: whereSchema.default({}),
    /** null: at the end. */
    epoch: z.number().gt(0).nullable().default(null),
    over: z
      .strictObject({ of: whereSchema.default({}), epoch: z.number().gt(0).nullable().default(null) })
      .nullable()
      .default(null),
    expect: z.enum(['above', 'below']),
    value: z.number(),
  }),
]);
export type Check = z.output<typeof checkSchema>;
