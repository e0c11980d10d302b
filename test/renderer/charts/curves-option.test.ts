/** Learning curves as a chart, looked at without a screen. */
import { describe, expect, test } from 'vitest';
import { meanBand } from '#core/series/mean-band';
import { curvesOption } from '#renderer/charts/curves-option.ts';
import type { CurveSeries, CurvesInput } from '#renderer/charts/curves-input.ts';
import type { ChartOption, LineSeriesOption } from '#renderer/charts/echarts.ts';
import { plainTheme } from '#test/renderer/charts/plain-theme';

const view = { width: 600, height: 300 };
const x = [0, 1, 2, 3, 4];

function series(label: string, end: number, isSelected = false): CurveSeries {
  const runs = [0, 1].map((shift) => ({ x, y: x.map((at) => 20 + ((end - 20) * at) / 4 + shift) }));
  return { label, css: `colour-${label}`, dash: 1, band: meanBand(runs), runs, isSelected };
}
function input(list: readonly CurveSeries[], change: Partial<CurvesInput> = {}): CurvesInput {
  return {
    series: list,
    x: { title: 'epochs', short: 'epochs', isLog: false },
    y: { title: 'correct, %', isLog: false, limits: [0, 100] },
    target: null,
    ...change,
  };
}
/** Flattens what is drawn by custom series to a list of shapes. */
interface Shape {
  readonly type: string;
  readonly children?: readonly Shape[];
  readonly style?: { readonly text?: string };
}
function shapes(option: ChartOption): readonly Shape[] {
  const flat = (shape: Shape): readonly Shape[] => [shape, ...(shape.children ?? []).flatMap(flat)];
  const list = Array.isArray(option.series) ? option.series : [];
  return list.flatMap((one) => {
    if (one.type !== 'custom' || one.renderItem === undefined) return [];
    // Our own renderItem looks at no argument, and returns plain shapes.
    const draw = one.renderItem as unknown as () => Shape;
    return flat(draw());
  });
}
const texts = (option: ChartOption): readonly string[] =>
  shapes(option).flatMap(({ style }) => (style?.text === undefined ? [] : [style.text]));
const lines = (option: ChartOption): readonly LineSeriesOption[] =>
  (Array.isArray(option.series) ? option.series : []).flatMap((one) => (one.type === 'line' ? [one] : []));
/** Of a line, whose data are flat. */
const points = ({ data }: LineSeriesOption): readonly (readonly number[])[] => {
  const flat = Array.from((data ?? []) as unknown as Float64Array);
  return Array.from({ length: flat.length / 2 }, (_, index) => flat.slice(2 * index, 2 * index + 2));
};
const bands = (option: ChartOption): number => shapes(option).filter(({ type }) => type === 'polygon').length;

describe('curves', () => {
  test('one line a series, in its colour, with its mean', () => {
    const option = curvesOption(input([series('1', 80), series('32', 60)]), view, plainTheme);
    const drawn = lines(option);
    expect(drawn.map(({ name }) => name)).toEqual(['1', '32']);
    expect(drawn[0].lineStyle?.color).toBe('colour-1');
    expect(points(drawn[0]).at(-1)).toEqual([4, 80.5]);
  });

  test('up to four series all have a band, more only the selected one', () => {
    const few = [series('1', 80), series('2', 70), series('3', 60), series('4', 50)];
    expect(bands(curvesOption(input(few), view, plainTheme))).toBe(4);
    const many = [...few, series('5', 40, true)];
    expect(bands(curvesOption(input(many), view, plainTheme))).toBe(1);
  });

  test('single runs are drawn of the selected series only, as one broken line', () => {
    const option = curvesOption(input([series('1', 80), series('32', 60, true)]), view, plainTheme);
    const runs = lines(option).filter(({ name }) => name === undefined);
    expect(runs).toHaveLength(1);
    expect(points(runs[0])).toHaveLength(2 * x.length + 2);
  });

  test('every curve is named at its end; a single curve needs no name', () => {
    expect(texts(curvesOption(input([series('1', 80), series('32', 40)]), view, plainTheme))).toEqual(['1', '32']);
    expect(texts(curvesOption(input([series('1', 80)]), view, plainTheme))).toEqual([]);
  });

  test('names that would touch are dropped, the selected one last', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => series(`name${index}`, 80 + index * 0.01, index === 5));
    const shown = texts(curvesOption(input(crowd), view, plainTheme));
    expect(shown.length).toBeLessThan(6);
    expect(shown).toContain('name5');
  });

  test('curves that reach the target are named where they do', () => {
    const target = { value: 70, label: 'mean reaches 70 %', isReached: (value: number) => value >= 70 };
    const option = curvesOption(input([series('fast', 90), series('slow', 40)], { target }), view, plainTheme);
    expect(texts(option)).toEqual(['fast', 'slow', 'mean reaches 70 %']);
    const pins = shapes(option).filter(({ type }) => type === 'line');
    expect(pins).toHaveLength(1);
  });

  test('a log axis leaves out the evaluation at zero', () => {
    const log = input([series('1', 80)], { x: { title: 'epochs', short: 'epochs', isLog: true } });
    const [mean] = lines(curvesOption(log, view, plainTheme));
    expect(points(mean)[0]).toEqual([0, 35.5]);
    expect(points(mean)).toHaveLength(4);
  });

  test('an accuracy axis never goes beyond 0 and 100', () => {
    const option = curvesOption(input([series('1', 99.4)]), view, plainTheme);
    const axis = Array.isArray(option.yAxis) ? option.yAxis[0] : option.yAxis;
    expect(axis).toMatchObject({ min: 20, max: 100 });
  });
});
