/** The generators of data as the designer offers them: names, fields with their ranges, and values to start from. */
import type { DataSource } from '#core/experiment/spec';
import type { TermName } from '#renderer/ui/glossary.ts';

export type MadeKind = Exclude<DataSource['kind'], 'dataset'>;

export interface SourceField {
  /** Its name inside `data.source`. */
  readonly key: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly term: TermName;
}

export interface MadeSource {
  readonly label: string;
  readonly hint: string;
  readonly samples: readonly [number, number];
  /** Beside samples and seed, which all have. */
  readonly fields: readonly SourceField[];
  /** Values of those fields to start from. */
  readonly start: Readonly<Record<string, number | string>>;
}

const TERMS = {
  classes: 'classes',
  features: 'features',
  clusterStd: 'clusterSpread',
  noise: 'dataNoise',
  factor: 'innerSize',
  turns: 'turns',
  signal: 'signal',
  distortion: 'distortion',
} as const satisfies Readonly<Record<string, TermName>>;
const field = (key: keyof typeof TERMS, label: string, min: number, max: number, step: number): SourceField => ({
  key,
  label,
  min,
  max,
  step,
  term: TERMS[key],
});
const classes = (most = 50): SourceField => field('classes', 'Classes', 2, most, 1);
const features = (least = 1): SourceField => field('features', 'Features', least, 1000, 1);
const noise = (most = 10, step = 0.05): SourceField => field('noise', 'Noise (SD)', 0, most, step);
const MANY = [4, 1_000_000] as const;

export const MADE_SOURCES: Readonly<Record<MadeKind, MadeSource>> = {
  blobs: {
    label: 'Blobs',
    hint: 'round clouds',
    samples: MANY,
    fields: [classes(), features(), field('clusterStd', 'Spread (SD)', 0, 1000, 0.1)],
    start: { classes: 3, features: 2, clusterStd: 2, stream: 'scikitLearn' },
  },
  moons: { label: 'Moons', hint: 'two half-circles', samples: MANY, fields: [noise()], start: { noise: 0.2 } },
  circles: {
    label: 'Circles',
    hint: 'one in the other',
    samples: MANY,
    fields: [noise(), field('factor', 'Inner size', 0.05, 0.95, 0.05)],
    start: { noise: 0.1, factor: 0.5 },
  },
  spirals: {
    label: 'Spirals',
    hint: 'wound up',
    samples: MANY,
    fields: [noise(), classes(10), field('turns', 'Turns', 0.25, 10, 0.25)],
    start: { noise: 0.1, classes: 2, turns: 1.5 },
  },
  xor: { label: 'XOR', hint: 'a chessboard of four', samples: MANY, fields: [noise()], start: { noise: 0.2 } },
  gaussianQuantiles: {
    label: 'Gaussian quantiles',
    hint: 'shells',
    samples: MANY,
    fields: [classes(), features()],
    start: { classes: 3, features: 2 },
  },
  softmaxRegression: {
    label: 'Softmax regression',
    hint: 'convex, classes',
    samples: MANY,
    fields: [classes(), features(), field('signal', 'Signal', 0, 100, 0.5)],
    start: { classes: 3, features: 2, signal: 3 },
  },
  linearRegression: {
    label: 'Linear regression',
    hint: 'convex, a number',
    samples: MANY,
    fields: [features(), noise(1000, 0.1)],
    start: { features: 5, noise: 1 },
  },
  nonlinearRegression: {
    label: 'Nonlinear regression',
    hint: 'a number',
    samples: MANY,
    fields: [features(5), noise(1000, 0.1)],
    start: { features: 10, noise: 1 },
  },
  digits: {
    label: 'Synthetic digits',
    hint: 'images 28 × 28',
    samples: [100, 100_000],
    fields: [field('distortion', 'Distortion', 0, 2, 0.1), noise(1, 0.05)],
    start: { distortion: 1, noise: 0.1 },
  },
};
// The record is written out kind by kind, so its keys are the kinds.
export const MADE_KINDS = Object.keys(MADE_SOURCES) as MadeKind[];
