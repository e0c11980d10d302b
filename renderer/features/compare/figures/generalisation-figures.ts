/** Training and held-out results against batch size, and the gap between them. */
import { bySeed, runNumber } from '#core/compare/results';
import { summarize, type Interval } from '#core/stats/summary';
import type { EffectGroup } from '#renderer/charts/effect-input.ts';
import { placeText, type CompareView } from '#renderer/features/compare/compare-view.ts';
import type { Figure } from '#renderer/features/compare/figure.ts';
import { effectFigure, lookOf } from '#renderer/features/compare/figures/effect-groups.ts';
import { isScore, measureOf, splitOf, type MeasuredColumn } from '#renderer/features/compare/quantities.ts';
import type { Quantity } from '#renderer/charts/score.ts';
import { lossMeasure, scoreMeasure } from '#core/compare/measure';
import { formatDecimals } from '#renderer/ui/format.ts';

export interface Sides {
  readonly heldOut: MeasuredColumn;
  readonly train: MeasuredColumn;
}

/** The held-out column that is measured and its training twin; null where nothing was held out. */
export function sidesOf(column: MeasuredColumn, columns: readonly MeasuredColumn[]): Sides | null {
  const wanted = splitOf(column) === 'train' ? columns.find((one) => isScore(one) === isScore(column) && splitOf(one) !== 'train') : column;
  return wanted === undefined ? null : { heldOut: wanted, train: isScore(wanted) ? 'trainScore' : 'trainLoss' };
}

export function sideFigure(view: CompareView, column: MeasuredColumn, quantity: Quantity): Figure {
  const intervals = seedsOf(view, column, quantity);
  return drawn(view, intervals, quantity, `${quantity.title} ${placeText(view)}`, quantity.yTitle);
}

/** Training minus held-out score, or held-out minus training loss: above zero where a run does better on what it has seen. */
export function gapFigure(view: CompareView, heldOut: MeasuredColumn, quantity: Quantity): Figure {
  const { study } = view;
  const kind = study.experiments.at(0)?.scoreKind ?? 'accuracy';
  const [own, other] = isScore(heldOut)
    ? [scoreMeasure('train', kind), measureOf(heldOut, kind)]
    : [measureOf(heldOut, kind), lossMeasure('train')];
  const { place, groups, choices } = study;
  const values = groups.map((group) => {
    if (place === null) return [];
    const [first, second] = [runNumber(own, choices.summary, place), runNumber(other, choices.summary, place)];
    return bySeed(group, (run) => first(run) - second(run)).values.map((value) => value * quantity.scale);
  });
  const words = isScore(heldOut) ? `training minus ${splitOf(heldOut)}` : `${splitOf(heldOut)} minus training`;
  const unit = quantity.unit === '' ? quantity.yTitle : 'points';
  const written: Quantity = { ...quantity, format: (value) => formatDecimals(value, quantity.unit === '' ? 3 : 2) };
  return drawn(view, values, written, `Gap, ${words}, ${placeText(view)}`, `${words}, ${unit}`);
}

function seedsOf({ study }: CompareView, column: MeasuredColumn, quantity: Quantity): readonly (readonly number[])[] {
  const { place, groups, choices, experiments } = study;
  const measure = measureOf(column, experiments.at(0)?.scoreKind ?? 'accuracy');
  return groups.map((group) =>
    place === null ? [] : bySeed(group, runNumber(measure, choices.summary, place)).values.map((value) => value * quantity.scale),
  );
}

function drawn(view: CompareView, values: readonly (readonly number[])[], quantity: Quantity, title: string, yTitle: string): Figure {
  const intervals = values.map((own): Interval => summarize(own, view.study.choices.level));
  const groups = view.groups.map((shown, index): EffectGroup => {
    const { mean, low, high } = intervals[index];
    return { ...lookOf(shown, view.selected), values: values[index], middle: mean, low, high, note: null };
  });
  return effectFigure(
    {
      title,
      subtitle: 'Dots: seeds; bar and line: mean, 95\u00a0% CI',
      empty: 'Appears when the first runs of these conditions have finished.',
    },
    view,
    { groups, y: { title: yTitle, isLog: false, format: quantity.format }, columns: 'mean, 95\u00a0% CI' },
    () => ({
      columns: ['condition', 'n', 'mean', 'SD', '95 % CI low', '95 % CI high'],
      rows: intervals.map(({ n, mean, sd, low, high }, index) => [view.groups[index].label, n, mean, sd, low, high]),
    }),
  );
}
