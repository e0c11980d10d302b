/** Where the data of an experiment comes from: made by one of the lab's generators, or an imported dataset. */
import { z } from 'zod';

const samples = z.int().min(4).max(1_000_000);
const features = z.int().min(1).max(1000);
const classes = z.int().min(2).max(50);
const noise = z.number().min(0).max(10);
const seed = z.int().min(0).max(4294967295);

const blobs = z.strictObject({
  kind: z.literal('blobs'),
  samples,
  classes,
  features,
  clusterStd: z.number().min(0).max(1000),
  seed,
  /** `scikitLearn` draws exactly what `sklearn.datasets.make_blobs(random_state=seed)` draws. */
  stream: z.enum(['lab', 'scikitLearn']).default('scikitLearn'),
});
const moons = z.strictObject({ kind: z.literal('moons'), samples, noise, seed });
const circles = z.strictObject({ kind: z.literal('circles'), samples, noise, seed, factor: z.number().gt(0).lt(1).default(0.5) });
const spirals = z.strictObject({
  kind: z.literal('spirals'),
  samples,
  noise,
  seed,
  classes: z.int().min(2).max(10).default(2),
  turns: z.number().gt(0).max(10).default(1.5),
});
const xor = z.strictObject({ kind: z.literal('xor'), samples, noise, seed });
const gaussianQuantiles = z.strictObject({
  kind: z.literal('gaussianQuantiles'),
  samples,
  classes: classes.default(3),
  features: features.default(2),
  seed,
});
const softmaxRegression = z.strictObject({
  kind: z.literal('softmaxRegression'),
  samples,
  classes: classes.default(3),
  features: features.default(2),
  /** Standard deviation of the scores that the classes are drawn by: 0 is pure chance, 10 almost certain. */
  signal: z.number().min(0).max(100).default(3),
  seed,
});
const linearRegression = z.strictObject({
  kind: z.literal('linearRegression'),
  samples,
  features: features.default(5),
  noise: z.number().min(0).max(1000).default(1),
  seed,
});
const nonlinearRegression = z.strictObject({
  kind: z.literal('nonlinearRegression'),
  samples,
  /** The first five matter, the others are there to mislead. */
  features: z.int().min(5).max(1000).default(10),
  noise: z.number().min(0).max(1000).default(1),
  seed,
});
const digits = z.strictObject({
  kind: z.literal('digits'),
  samples: z.int().min(100).max(100_000),
  /** 0: every digit as in a copybook, 1: as people write, 2: scrawled. */
  distortion: z.number().min(0).max(2).default(1),
  /** Standard deviation of the noise of every pixel, whose values go from 0 to 1. */
  noise: z.number().min(0).max(1).default(0.1),
  seed,
});
const dataset = z.strictObject({ kind: z.literal('dataset'), name: z.string().min(1).max(200) });

export const sourceSchema = z.discriminatedUnion('kind', [
  blobs,
  moons,
  circles,
  spirals,
  xor,
  gaussianQuantiles,
  softmaxRegression,
  linearRegression,
  nonlinearRegression,
  digits,
  dataset,
]);

export type DataSource = z.output<typeof sourceSchema>;
