/** What probes find, as a schema: an answer that came in a file is drawn only if it has the form of one. Numbers may be NaN or infinite. */
import { z } from 'zod';
import type { ProbeResult } from '#core/probes/results';

/** The longest list in an answer: batch sizes, kept moments, points of a line. */
const MOST = 10_000;

const number = z.custom<number>((value) => typeof value === 'number', 'is not a number');
const count = z.int().min(0).max(1e12);
const text = z.string().max(1000);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(MOST);
const numbers = z.instanceof(Float64Array).refine(({ length }) => length <= MOST * 100, 'is too long');

const spread = z.strictObject({
  n: count,
  mean: number,
  sd: number,
  low: number,
  high: number,
  quantiles: z.tuple([number, number, number, number, number]),
});
const moment = { runId: z.string().min(1).max(100), update: count, epoch: number };
const drawn = { withReplacement: z.boolean().optional(), notes: list(text).optional() };
const coefficient = z.strictObject({ value: number, low: number, high: number });

const gradientPart = z.strictObject({
  name: text,
  parameters: count,
  fullSquaredNorm: number.nullable(),
  trace: number.nullable(),
  noiseScale: number.nullable(),
  points: list(z.strictObject({ batchSize: count, norm: spread, squaredNorm: spread, theory: number.nullable() })),
  sumFit: z.strictObject({ n: count, slope: coefficient, intercept: coefficient, rSquared: number, level: number }).nullable(),
});

const losses = {
  trainLoss: numbers,
  trainScore: numbers,
  validationLoss: numbers,
  validationScore: numbers,
  testLoss: numbers,
  testScore: numbers,
};
const curve = z
  .strictObject({ position: numbers, ...losses })
  .refine((columns) => Object.values(columns).every(({ length }) => length === columns.position.length), 'has columns of unlike lengths');

const runDistances = z.strictObject({
  runId: moment.runId,
  points: list(
    z.strictObject({
      update: count,
      epoch: number,
      total: number,
      layers: list(number),
      path: number,
      gradientNorm: number,
      gradientCosine: number.nullable(),
    }),
  ),
  reach: z
    .strictObject({ update: numbers, radius: numbers, rule: text })
    .refine(({ update, radius }) => update.length === radius.length, 'has columns of unlike lengths')
    .nullable(),
});

const end = z.strictObject(moment);

export const resultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gradient'),
    ...moment,
    ...drawn,
    rows: count,
    trials: count,
    parts: z.tuple([gradientPart], gradientPart).refine(({ length }) => length <= MOST, 'is too long'),
    agreement: z
      .strictObject({
        points: list(z.strictObject({ batchSize: count, ratio: spread })),
        cosines: z.strictObject({ all: spread, within: spread.nullable(), between: spread.nullable() }),
        rows: count,
      })
      .nullable(),
  }),
  z.strictObject({
    kind: z.literal('noiseScale'),
    ...moment,
    ...drawn,
    rows: count,
    exact: list(z.strictObject({ name: text, fullSquaredNorm: number, trace: number, noiseScale: number })),
    estimate: z.strictObject({
      ...{ smallBatch: count, largeBatch: count, trials: count },
      ...{ fullSquaredNorm: number, trace: number, noiseScale: number, low: number, high: number, level: number },
    }),
  }),
  z
    .strictObject({
      kind: z.literal('distances'),
      layers: list(text),
      runs: list(runDistances),
      between: z.strictObject({ total: numbers, layers: list(numbers) }),
    })
    .refine(
      ({ runs, between: { total, layers } }) => [total, ...layers].every(({ length }) => length === runs.length ** 2),
      'has distances between other runs than its own',
    ),
  z.strictObject({
    kind: z.literal('sharpness'),
    ...moment,
    ...{ rows: count, loss: number, gradientNorm: number, eigenvalue: number, residual: number, iterations: count },
    boxes: list(z.strictObject({ size: number, largestLoss: number, sharpness: number })),
  }),
  z.strictObject({ kind: z.literal('slices'), ...moment, curves: list(curve) }),
  z.strictObject({
    kind: z.literal('interpolation'),
    ends: z.tuple([end, end]),
    distance: number,
    raw: curve,
    normalised: z.tuple([curve, curve]).nullable(),
  }),
  z
    .strictObject({
      kind: z.literal('plane'),
      corners: z.tuple([end, end, end]),
      coordinates: list(z.tuple([number, number])),
      x: numbers,
      y: numbers,
      losses: z.strictObject(losses),
    })
    .refine(
      ({ x, y, losses: all }) => Object.values(all).every(({ length }) => length === x.length * y.length),
      'has losses at other places than its own',
    ),
  z.strictObject({
    kind: z.literal('optimum'),
    runs: list(
      z.strictObject({
        runId: moment.runId,
        batchSize: count,
        ...{ weightDecay: number, objective: number, loss: number, weightNorm: number, gradientNorm: number },
        points: list(z.strictObject({ update: count, epoch: number, distance: number, excess: number })),
      }),
    ),
  }),
]) satisfies z.ZodType<ProbeResult>;

/** The runs that an answer speaks of. */
export function runsOfResult(result: ProbeResult): readonly string[] {
  switch (result.kind) {
    case 'gradient':
    case 'noiseScale':
    case 'sharpness':
    case 'slices':
      return [result.runId];
    case 'distances':
    case 'optimum':
      return result.runs.map(({ runId }) => runId);
    case 'interpolation':
      return result.ends.map(({ runId }) => runId);
    case 'plane':
      return result.corners.map(({ runId }) => runId);
    default:
      return result satisfies never;
  }
}
