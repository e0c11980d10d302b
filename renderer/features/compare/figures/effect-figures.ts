/** Results against batch size: every seed, the mean and its interval; and over batch size and learning rate where both vary. */
import { BATCH_FIELD, RATE_FIELD } from '#core/compare/fields';
import type { EffectGroup } from '#renderer/charts/effect-input.ts';
import { heatHover, heatOption, type HeatInput } from '#renderer/charts/heat-option.ts';
import { placeText, type CompareView } from '#renderer/features/compare/compare-view.ts';
import type { Figure } from '#renderer/features/compare/figure.ts';
import { effectFigure, lookOf } from '#renderer/features/compare/figures/effect-groups.ts';
import { leftOutText, noResultText } from '#renderer/features/compare/result-words.ts';
import { formatNumber } from '#renderer/ui/format.ts';

export function effectOf(view: CompareView): Figure {
  const { rows, groups, quantity, selected } = view;
  const drawn = rows.map((row, index): EffectGroup => ({
    ...lookOf(groups[index], selected),
    values: row.seeds.values.map((value) => value * quantity.scale),
    middle: row.interval.mean * quantity.scale,
    low: row.interval.low * quantity.scale,
    high: row.interval.high * quantity.scale,
    note: row.isMeasured ? leftOutText(row) : 'not measured that early',
  }));
  return effectFigure(
    {
      title: `${quantity.title} ${placeText(view)}`,
      subtitle: rows.every(({ interval: { n } }) => n === 1)
        ? 'One run each: there is no interval'
        : 'Dots: seeds; bar and line: mean, 95\u00a0% CI',
      empty: noResultText(view.study),
    },
    view,
    { groups: drawn, y: { title: quantity.yTitle, isLog: false, format: quantity.format }, columns: 'mean, 95\u00a0% CI' },
    () => ({
      columns: ['condition', 'n', 'mean', 'SD', '95 % CI low', '95 % CI high'],
      rows: rows.map(({ interval: { n, mean, sd, low, high } }, index) => [groups[index].label, n, mean, sd, low, high]),
    }),
  );
}

/** Mean result over batch size and learning rate; null where not both vary, or a pair comes twice. */
export function heatOf(view: CompareView): Figure | null {
  const { rows, groups, quantity } = view;
  const cells = rows.map((row, index) => ({
    mean: row.interval.mean,
    size: groups[index].group.batchSize,
    rate: rateOf(groups[index].group.fields[RATE_FIELD]),
  }));
  const sizes = [...new Set(cells.flatMap(({ size }) => size ?? []))].sort((a, b) => a - b);
  const rates = [...new Set(cells.flatMap(({ rate }) => rate ?? []))].sort((a, b) => a - b);
  if (sizes.length < 2 || rates.length < 2) return null;
  if (new Set(cells.map(({ size, rate }) => `${String(size)} ${String(rate)}`)).size < cells.length) return null;
  const full = groups.find(({ group }) => group.isFullBatch)?.group.batchSize ?? null;
  const values = rates.map((rate) =>
    sizes.map((size) => (cells.find((cell) => cell.size === size && cell.rate === rate)?.mean ?? NaN) * quantity.scale),
  );
  const input: HeatInput = {
    columns: sizes.map((size) => (size === full ? 'full' : formatNumber(size, 6))),
    rows: rates.map((rate) => formatNumber(rate)),
    values,
    x: 'batch size',
    y: 'learning rate',
    format: quantity.format,
    isLowStrong: !view.study.choices.measure.isHigherBetter,
    lines: ratioLines(sizes, rates),
  };
  return {
    title: `${quantity.title} over batch size and learning rate`,
    subtitle: `Mean of seeds ${placeText(view)}; dashed: equal learning rate / batch size`,
    option: (size, theme) => heatOption(input, size, theme),
    hover: heatHover(input),
    table: () => ({
      columns: [`${BATCH_FIELD} / ${RATE_FIELD}`, ...input.columns],
      rows: rates.map((rate, index) => [formatNumber(rate), ...values[index].map((value) => (Number.isFinite(value) ? value : null))]),
    }),
    empty: '',
  };
}

const rateOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const MOST_LINES = 5;

/** Lines of equal rate / size through the cells of the middle column, in places of the grid. */
export function ratioLines(sizes: readonly number[], rates: readonly number[]): NonNullable<HeatInput['lines']> {
  const middle = Math.floor((sizes.length - 1) / 2);
  const stride = Math.ceil(rates.length / MOST_LINES);
  return rates
    .filter((_, index) => index % stride === 0)
    .map((rate) => {
      const ratio = rate / sizes[middle];
      const points = sizes.flatMap((size, column): (readonly [number, number])[] => {
        const row = placeIn(rates, ratio * size);
        return row === null ? [] : [[column, row]];
      });
      return { points };
    })
    .filter(({ points }) => points.length > 1);
}

/** Where a value lies among ascending ones, by logarithms; null beyond them. */
function placeIn(values: readonly number[], value: number): number | null {
  const rounding = 1e-9;
  const above = values.findIndex((one) => one >= value * (1 - rounding));
  if (above === -1) return null;
  if (Math.abs(values[above] / value - 1) < rounding) return above;
  return above === 0 ? null : above - 1 + Math.log(value / values[above - 1]) / Math.log(values[above] / values[above - 1]);
}
