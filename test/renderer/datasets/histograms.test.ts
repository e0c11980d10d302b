/** Histograms of columns: what is drawn where, what is said, and which numbers are handed on. */
import { expect, it } from 'vitest';
import type { ColumnRange } from '#core/data/summary';
import { histogramHover, histogramsOption, histogramTable, perRow } from '#renderer/features/datasets/histograms.ts';
import { plainTheme } from '#test/renderer/charts/plain-theme';

const column = (name: string, histogram: readonly number[]): ColumnRange => ({ name, mean: 2, sd: 1, min: 0, max: 4, histogram });
const columns = [column('a', [1, 0, 3, 4]), column('b', [7])];

interface Shape {
  readonly type: string;
  readonly shape?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly style: { readonly text?: string; readonly fill?: string };
}
function shapes(index: number): readonly Shape[] {
  const { series } = histogramsOption(columns)({ width: 420, height: 104 }, plainTheme);
  const [first] = Array.isArray(series) ? series : [];
  if (first.type !== 'custom') throw new Error('The histograms are drawn by hand.');
  // ECharts calls it with more; only the index is read.
  const render = first.renderItem as unknown as (item: { readonly dataIndex: number }) => { readonly children: readonly Shape[] };
  return render({ dataIndex: index }).children;
}

it('draws bars as tall as their counts, side by side, and none for an empty step', () => {
  const bars = shapes(0).filter(({ style }) => style.fill === 'var(--heat-4)');
  expect(bars.map(({ shape }) => shape?.height)).toEqual([15, 0, 45, 60]);
  expect(bars.every(({ shape }) => (shape?.x ?? -1) >= 0 && (shape?.x ?? 0) + (shape?.width ?? 0) <= 200)).toBe(true);
  expect(shapes(1).flatMap(({ style }) => style.text ?? [])).toEqual(['b', '0', '4']);
  expect(shapes(1)[0].shape?.x).toBe(220);
});

it('stands as many in a row as have room', () => {
  expect([perRow(100, 3), perRow(420, 3), perRow(4000, 3)]).toEqual([1, 2, 3]);
});

it('says what it is under the pointer, and hands on every step', () => {
  const hover = histogramHover(columns);
  const said = hover({ position: null, dataIndex: 0 });
  expect([said?.heading, said?.rows.map(({ value }) => value)]).toEqual(['a', ['2', '1', '0', '4', '4']]);
  expect(hover({ position: null, dataIndex: null })).toBeNull();
  expect(histogramTable(columns)).toEqual({
    columns: ['column', 'from', 'to', 'samples'],
    rows: [
      ['a', 0, 1, 1],
      ['a', 1, 2, 0],
      ['a', 2, 3, 3],
      ['a', 3, 4, 4],
      ['b', 0, 4, 7],
    ],
  });
});
