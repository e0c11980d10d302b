/** What the curve of a run tells beyond its end: the best values on the way, and when the target was reached. Pure. */
import type { ScoreKind } from '#contract/experiments';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { EvaluationColumns } from '#core/series/evaluation';
import { firstArrival } from '#core/series/steps-to-target';
import { targetColumn } from '#core/series/target';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];
export type Numbers = Readonly<Record<string, number | null>>;

export interface ReachedTarget {
  readonly reachedAtUpdate: number;
  readonly reachedAtEpoch: number;
  readonly reachedAtMs: number;
}

/** Lowest loss and highest score of a split, and the update at which each was first measured; null where nothing was. */
export function best(columns: EvaluationColumns, split: SplitName, scoreKind: ScoreKind): Numbers | null {
  const [losses, scores] = [columns[`${split}Loss`], columns[`${split}Score`]];
  const lowest = indexOfBest(losses, (value, other) => value < other);
  const highest = indexOfBest(scores, (value, other) => value > other);
  if (lowest === null && highest === null) return null;
  const at = (values: Float64Array, index: number | null): number | null => (index === null ? null : finite(values[index]));
  return {
    loss: at(losses, lowest),
    lossAtUpdate: at(columns.update, lowest),
    [scoreKind]: at(scores, highest),
    [`${scoreKind}AtUpdate`]: at(columns.update, highest),
  };
}

function indexOfBest(values: Float64Array, isBetter: (value: number, other: number) => boolean): number | null {
  let bestIndex: number | null = null;
  values.forEach((value, index) => {
    if (Number.isFinite(value) && (bestIndex === null || isBetter(value, values[bestIndex] ?? NaN))) bestIndex = index;
  });
  return bestIndex;
}

/** The first evaluation that met the target: at least the wanted score, or at most the wanted loss. */
export function reached(columns: EvaluationColumns, target: ExperimentSpec['target']): ReachedTarget | null {
  if (target === null) return null;
  const index = firstArrival(target, columns[targetColumn(target.metric)]);
  if (index === null) return null;
  const { update, epoch, seconds } = columns;
  return { reachedAtUpdate: update[index], reachedAtEpoch: epoch[index], reachedAtMs: seconds[index] * 1000 };
}

/** A number that JSON can carry. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
