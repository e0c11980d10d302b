/** Groups of a comparison as the chart of results against batch size takes them. */
import type { EffectGroup, EffectInput } from '#renderer/charts/effect-input.ts';
import { effectHover, effectOption } from '#renderer/charts/effect-option.ts';
import type { DataTable } from '#core/table-text';
import type { CompareView, ShownGroup } from '#renderer/features/compare/compare-view.ts';
import type { Figure } from '#renderer/features/compare/figure.ts';

/** Groups that do not differ in batch size, or hold several, get a column each. */
export function against(groups: readonly ShownGroup[]): EffectInput['against'] {
  if (groups.some(({ group }) => group.batchSize === null)) return 'condition';
  const sizes = new Set(groups.map(({ group }) => (group.isFullBatch ? 'full' : group.batchSize)));
  return sizes.size > 1 || groups.length === 1 ? 'batchSize' : 'condition';
}

type Look = Pick<EffectGroup, 'label' | 'css' | 'batchSize' | 'isFullBatch' | 'isSelected'>;

export function lookOf({ short, css, group, key }: ShownGroup, selected: string | null): Look {
  return { label: short, css, batchSize: group.batchSize ?? 0, isFullBatch: group.isFullBatch, isSelected: key === selected };
}

/** The chart, or none where no group has a value. */
export function effectFigure(
  words: Pick<Figure, 'title' | 'subtitle' | 'empty'>,
  view: CompareView,
  input: Pick<EffectInput, 'groups' | 'y' | 'columns' | 'lines'>,
  table: () => DataTable,
): Figure {
  const whole: EffectInput = { ...input, against: against(view.groups) };
  const isDrawable = input.groups.some(({ values }) => values.length > 0);
  return { ...words, option: isDrawable ? (size, theme) => effectOption(whole, size, theme) : null, hover: effectHover(whole), table };
}
