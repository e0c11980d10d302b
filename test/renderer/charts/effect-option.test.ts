/** Results against batch size. */
import { describe, expect, test } from 'vitest';
import { effectOption, inTwoLines } from '#renderer/charts/effect-option.ts';
import type { EffectGroup } from '#renderer/charts/effect-input.ts';
import { init } from '#renderer/charts/echarts.ts';
import { focusRange } from '#renderer/charts/focus-range.ts';
import { plainTheme } from '#test/renderer/charts/plain-theme';

const view = { width: 400, height: 300 };
const group = (batchSize: number, middle: number, change: Partial<EffectGroup> = {}): EffectGroup => ({
  label: String(batchSize),
  css: 'colour',
  batchSize,
  isFullBatch: false,
  values: [middle - 1, middle + 1],
  middle,
  low: middle - 2,
  high: middle + 2,
  note: null,
  isSelected: false,
  ...change,
});
const full = group(500, 83, { label: 'full', isFullBatch: true });
const y = { title: 'correct, %', isLog: false, format: String };
const labels = (axis: unknown): unknown =>
  (axis as { axisLabel: { customValues: number[]; formatter: (value: number) => string } }).axisLabel;

describe('effect chart', () => {
  test('leaves nothing of what it showed before', () => {
    const [law, next] = [
      effectOption(
        {
          groups: [group(4, 82, { note: '4 of 10 never arrive' }), group(450, 81)],
          against: 'batchSize',
          y,
          columns: 'mean',
          lines: [{ label: 'law', points: [[4, 82] as const, [450, 81] as const], isDashed: false }],
        },
        view,
        plainTheme,
      ),
      effectOption({ groups: [group(8, 82)], against: 'condition', y, columns: 'mean' }, view, plainTheme),
    ];
    const drawn = (...options: (typeof law)[]): string => {
      const chart = init(null, null, { renderer: 'svg', ssr: true, ...view });
      for (const option of options) chart.setOption(option, { notMerge: true });
      // Shapes by themselves: their running numbers differ.
      const shapes = [...chart.renderToSVGString().matchAll(/<(?:path|text)[^>]*? (?:d|x)="[^"]*"/g)].map(([shape]) => shape);
      chart.dispose();
      return shapes
        .map((shape) => shape.replaceAll(/ (?:class|id|clip-path)="[^"]*"/g, ''))
        .sort()
        .join('\n');
    };
    expect(drawn(law, next)).toBe(drawn(next));
    expect(drawn(law)).not.toBe(drawn(next));
  });

  test('has a tick at each batch size used, and full in a column of its own', () => {
    const option = effectOption(
      { groups: [group(4, 82), group(450, 81), full], against: 'batchSize', y, columns: 'mean' },
      view,
      plainTheme,
    );
    const axes = Array.isArray(option.xAxis) ? option.xAxis : [];
    expect(axes).toHaveLength(2);
    const [mini, own] = axes.map(labels) as { customValues: number[]; formatter: (value: number) => string }[];
    expect(mini.customValues.map(mini.formatter)).toEqual(['4', '450']);
    expect(own.customValues.map(own.formatter)).toEqual(['full']);
  });

  test('without different batch sizes has a column a condition', () => {
    const groups = [group(32, 82, { label: 'momentum 0' }), group(32, 84, { label: 'momentum 0.9' })];
    const option = effectOption({ groups, against: 'condition', y, columns: 'mean' }, view, plainTheme);
    const axes = Array.isArray(option.xAxis) ? option.xAxis : [];
    const [own] = axes.map(labels) as { customValues: number[]; formatter: (value: number) => string }[];
    expect(own.customValues.map(own.formatter)).toEqual(['momentum 0', 'momentum 0.9']);
  });

  test('keeps five groups of each of eight batch sizes in their own columns, within the picture', () => {
    const groups = [8, 16, 32, 64, 128, 256, 512, 1024].flatMap((size) => Array.from({ length: 5 }, () => group(size, 82)));
    const chart = init(null, null, { renderer: 'svg', ssr: true, ...view });
    chart.setOption(effectOption({ groups, against: 'batchSize', y, columns: 'mean' }, view, plainTheme));
    const lines = [...chart.renderToSVGString().matchAll(/<path d="M([\d.]+) [\d.]+L\1 [\d.]+"[^>]*stroke-width="2"/g)];
    chart.dispose();
    const places = lines.map(([, x]) => Number(x));
    expect(places).toHaveLength(groups.length);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(new Set(places).size).toBe(groups.length);
    expect(Math.max(...places)).toBeLessThan(view.width - 8);
  });
});

describe('focusRange', () => {
  test('shows everything while the groups are comparable', () => {
    expect(focusRange([[80, 82], [81, 84], [79, 80], [83]])).toEqual({ range: [79, 84], outside: new Set() });
  });

  test('moves one far group off the axis and says which', () => {
    expect(focusRange([[50, 56], [81, 84], [80, 83], [83]])).toEqual({ range: [80, 84], outside: new Set([0]) });
  });

  test('never moves more than a quarter, and nothing among three', () => {
    expect(focusRange([[10], [11], [80], [81]])?.outside.size).toBe(0);
    expect(focusRange([[10], [80], [81]])?.outside.size).toBe(0);
  });

  test('has nothing to show without values', () => {
    expect(focusRange([[], [NaN]])).toBeNull();
  });
});

test('a name wider than its column takes two lines, broken near its middle', () => {
  const textWidth = (text: string): number => 6 * text.length;
  expect(inTwoLines('rate step ×0.5, batch ×2', 100, textWidth)).toBe('rate step\n×0.5, batch ×2');
  expect(inTwoLines('rate step ×0.5, batch ×2', 200, textWidth)).toBe('rate step ×0.5, batch ×2');
  expect(inTwoLines('replacement', 20, textWidth)).toBe('replacement');
});
