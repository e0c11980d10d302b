/** The loss along lines and in planes of weights. */
import { LabError } from '#core/failure';
import { filterNormalised, planeThrough, randomDirection } from '#core/probes/directions';
import type { QuestionOf } from '#core/probes/questions';
import type { InterpolationResult, LossCurve, PlaneResult, SlicesResult } from '#core/probes/results';
import { distances, plus, rounded, type Tensors } from '#core/probes/vectors';
import { randomStream } from '#core/random';
import { lossesAlong } from '#engine/probes/losses';
import type { Progress } from '#engine/probes/gradient-table';
import type { Subject, Weights } from '#engine/probes/subject';

type Found<Result> = Omit<Result, 'kind' | 'runId' | 'update' | 'epoch' | 'ends' | 'corners'>;

/** Evenly from `from` to `to`; 0 and 1 are met exactly where the steps lead there. */
export function evenly(from: number, to: number, points: number): Float64Array {
  return Float64Array.from({ length: points }, (_, index) => {
    const position = from + ((to - from) * index) / (points - 1);
    return Math.abs(position - Math.round(position)) < 1e-9 ? Math.round(position) + 0 : position;
  });
}

/** Random directions from the seed and the number of the direction: the same ones for every run of a network. */
export async function slices(
  subject: Subject,
  weights: Weights,
  { directions, radius, points }: QuestionOf<'slices'>,
  seed: number,
  progress: Progress,
): Promise<Found<SlicesResult>> {
  const curves: LossCurve[] = [];
  for (let index = 0; index < directions; index++) {
    const random = randomDirection(subject.model, randomStream(seed, 'probe', 0, index));
    const direction = filterNormalised(subject.model, random, weights.parameters);
    curves.push(
      await lossesAlong(
        subject,
        evenly(-radius, radius, points),
        (position) => moved(weights, direction, position),
        (part) => progress((index + part) / directions),
      ),
    );
  }
  return { curves };
}

export async function interpolation(
  subject: Subject,
  [first, second]: readonly Weights[],
  { from, to, points, isNormalised }: QuestionOf<'interpolation'>,
  progress: Progress,
): Promise<Found<InterpolationResult>> {
  const lines = isNormalised ? 3 : 1;
  const positions = withEnds(evenly(from, to, points));
  const raw = await lossesAlong(
    subject,
    positions,
    (position) => between(first, second, position),
    (part) => progress(part / lines),
  );
  const distance = distances(first.parameters, second.parameters).total;
  if (!isNormalised) return { distance, raw, normalised: null };
  const around = (start: Weights, end: Weights, line: number): Promise<LossCurve> => {
    const direction = filterNormalised(subject.model, plus(end.parameters, start.parameters, -1), start.parameters);
    return lossesAlong(
      subject,
      evenly(-1, 1, points),
      (position) => moved(start, direction, position),
      (part) => progress((line + part) / lines),
    );
  };
  return { distance, raw, normalised: [await around(first, second, 1), await around(second, first, 2)] };
}

export async function plane(
  subject: Subject,
  [first, second, third]: readonly Weights[],
  { margin, points }: QuestionOf<'plane'>,
  progress: Progress,
): Promise<Found<PlaneResult>> {
  const through = planeThrough(first.parameters, second.parameters, third.parameters);
  if (through === null) {
    throw new LabError({ kind: 'conflict', problem: 'The three lie on one line (or are the same), so there is no plane through them.' });
  }
  const { axes, coordinates } = through;
  const range = (axis: 0 | 1): Float64Array => {
    const along = coordinates.map((point) => point[axis]);
    const [low, high] = [Math.min(...along), Math.max(...along)];
    return evenly(low - margin * (high - low), high + margin * (high - low), points);
  };
  const [x, y] = [range(0), range(1)];
  const losses = await lossesAlong(
    subject,
    Float64Array.from({ length: points * points }, (_, index) => index),
    (_, index) => {
      const right = moved(first, axes[0], x[index % points]);
      return moved(right, axes[1], y[Math.floor(index / points)]);
    },
    progress,
  );
  const { trainLoss, trainScore, validationLoss, validationScore, testLoss, testScore } = losses;
  return { coordinates, x, y, losses: { trainLoss, trainScore, validationLoss, validationScore, testLoss, testScore } };
}

/** The line with 0 and 1 among its positions, so that the two runs themselves are on it. */
function withEnds(positions: Float64Array): Float64Array {
  return Float64Array.from(new Set([...positions, 0, 1])).sort();
}

function moved({ parameters, statistics }: Weights, direction: Tensors, by: number): Weights {
  return { parameters: rounded(plus(parameters, direction, by)), statistics };
}

/** (1 - a) first + a second, running statistics with them; the very weights where a is 0 or 1. */
function between(first: Weights, second: Weights, a: number): Weights {
  if (a === 0) return first;
  if (a === 1) return second;
  const mixed = (some: Tensors, others: Tensors): readonly Float32Array[] =>
    some.map((one, tensor) => {
      const other = others[tensor];
      const values = new Float32Array(one.length);
      for (let index = 0; index < values.length; index++) values[index] = (1 - a) * one[index] + a * other[index];
      return values;
    });
  const statistics = mixed(first.statistics, second.statistics).map((values, index) =>
    // Beyond the two a mixed variance could fall below zero.
    index % 2 === 1 ? values.map((variance) => Math.max(0, variance)) : values,
  );
  return { parameters: mixed(first.parameters, second.parameters), statistics };
}
