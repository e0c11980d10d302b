/** The experiment file, version 1: its shape as a schema. What the values mean together is checked in `validate`. */
import { z } from 'zod';
import { batchSchema } from '#core/experiment/batches';
import { layerSchema } from '#core/experiment/layers';
import { optimizerSchema } from '#core/experiment/optimizers';
import { recordSchema } from '#core/experiment/record';
import { scheduleDefaults, scheduleSchema } from '#core/experiment/schedules';
import { sourceSchema } from '#core/experiment/source';
import { stoppingSchema } from '#core/experiment/stopping';
import { WATCHABLE } from '#core/series/target';

export type { Activation, LayerSpec } from '#core/experiment/layers';
export { type DataSource, sourceSchema } from '#core/experiment/source';

export const FORMAT = 'batch-size-lab/experiment';

const positiveInteger = z.int().min(1);
const fraction = z.number().min(0).max(1);

const splitSchema = z.strictObject({
  /**
   * What the parts are fractions of. `fractions`: of all rows. `file`: of the data's own division; train and validation are parts of its
   * training rows (together at most 1), test is a part of its test rows.
   */
  use: z.enum(['fractions', 'file']).default('fractions'),
  train: fraction,
  validation: fraction,
  test: fraction,
  stratify: z.boolean().default(false),
  /** `asGiven` cuts the rows in their order (first train, then validation, then test); `shuffled` permutes them first. */
  order: z.enum(['asGiven', 'shuffled']).default('shuffled'),
});

const factorValue = z.union([z.number(), z.string(), z.boolean()]);
const factorSchema = z.union([
  z.strictObject({ path: z.string().min(1), values: z.array(factorValue).min(1).max(1000) }),
  z.strictObject({ paths: z.array(z.string().min(1)).min(2).max(10), values: z.array(z.array(factorValue).min(2)).min(1).max(1000) }),
]);

export const specSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  name: z.string().min(1).max(200),
  question: z.string().max(2000).default(''),
  notes: z.string().max(100_000).default(''),
  data: z.strictObject({
    source: sourceSchema,
    split: splitSchema,
    /** Trains on so many of the split's training rows, drawn by the experiment's seed, or on all of them. */
    trainingRows: z.union([positiveInteger.max(100_000_000), z.literal('all')]).default('all'),
    /** Part of the training rows whose class is replaced by another one. */
    labelNoise: fraction.default(0),
    /** Of the features, measured on the training rows only: mean 0 and deviation 1, or 0 to 1, feature by feature or all together. */
    scaling: z.enum(['none', 'standardizePerFeature', 'standardizeGlobal', 'minMaxPerFeature', 'minMaxGlobal']).default('none'),
  }),
  model: z.strictObject({
    layers: z.array(layerSchema).max(50),
    initializer: z.enum(['heUniform', 'heNormal', 'glorotUniform', 'glorotNormal']).default('heUniform'),
  }),
  /** crossEntropy: softmax, one output a class. binaryCrossEntropy: two classes, one output through a sigmoid (logistic). */
  loss: z.enum(['crossEntropy', 'binaryCrossEntropy', 'meanSquaredError']),
  /** Cross-entropy: so much of the target is spread evenly over all classes (Szegedy et al. 2016, section 7; PyTorch's label_smoothing). */
  labelSmoothing: z.number().min(0).lt(1).default(0),
  optimizer: optimizerSchema,
  schedule: scheduleSchema.default(() => scheduleDefaults('constant')),
  learningRateRule: z
    .discriminatedUnion('kind', [
      // Unused here; it stands ready where the kind is varied and other kinds need it.
      z.strictObject({ kind: z.literal('none'), referenceBatch: positiveInteger.optional() }),
      z.strictObject({ kind: z.enum(['linear', 'squareRoot']), referenceBatch: positiveInteger }),
    ])
    .default({ kind: 'none' }),
  batch: batchSchema,
  factors: z.array(factorSchema).max(10).default([]),
  budget: z.strictObject({ unit: z.enum(['epochs', 'updates', 'samples', 'seconds']), amount: z.number().gt(0).max(1e12) }),
  /** Ends a run before its budget; null: never. */
  stopping: stoppingSchema.nullable().default(null),
  target: z
    .strictObject({
      metric: z.enum(WATCHABLE),
      value: z.number(),
    })
    .nullable()
    .default(null),
  replicates: positiveInteger.max(1000),
  seed: z.int().min(0).max(4294967295),
  record: recordSchema.default(() => recordSchema.parse({})),
});

/** An experiment as the lab works with it: every default filled in. */
export type ExperimentSpec = z.output<typeof specSchema>;
/** An experiment as a person may write it: defaults left out. */
export type ExperimentFile = z.input<typeof specSchema>;
export type SplitSpec = z.output<typeof splitSchema>;
export type { BatchSize } from '#core/experiment/batches';
export type Initializer = ExperimentSpec['model']['initializer'];
export type Loss = ExperimentSpec['loss'];
export type Scaling = ExperimentSpec['data']['scaling'];
export type Budget = ExperimentSpec['budget'];
export type Factor = ExperimentSpec['factors'][number];
export type FactorValue = z.output<typeof factorValue>;
export type MetricName = ExperimentSpec['record']['everyUpdate'][number];
