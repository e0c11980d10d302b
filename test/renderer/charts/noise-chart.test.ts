/** The chart of the noise scale: only where it is measured, with the batch size now, and open where nothing is known above. */
import { describe, expect, it } from 'vitest';
import type { NoiseMeasurement } from '#core/probes/noise-scale';
import { evaluationColumns, type Evaluation } from '#core/series/evaluation';
import { isNoiseMeasured, noiseChart, noiseInput, type NoiseChoice, type NoisyCondition } from '#renderer/charts/noise-chart.ts';
import { plainTheme } from '#test/renderer/charts/plain-theme';
import { planned } from '#test/renderer/charts/planned';

const measured = (squaredNorm: number, spread = 0): NoiseMeasurement => {
  return { pairs: 8, trace: 100, squaredNorm, traceVariance: 0, squaredNormVariance: spread, covariance: 0 };
};

/** 50 updates an evaluation; a batch of 16 has 31.25 an epoch of 500 rows. */
function evaluations(noises: readonly (NoiseMeasurement | undefined)[]): Evaluation[] {
  return noises.map((noise, index) => ({
    ...{ update: 50 * index, samples: 800 * index, epoch: 1.6 * index, seconds: index / 4, weightDistance: 0, weightNorm: 1, recent: null },
    ...{ train: { loss: 1, score: 0.5 }, validation: null, test: null },
    ...(noise === undefined ? {} : { noise }),
  }));
}

const { conditions } = planned([{ path: 'batch.size', values: [4, 16, 64, 128, 256] }]);

function shown(index: number, ...runs: readonly (readonly (NoiseMeasurement | undefined)[])[]): NoisyCondition {
  const label = `batch size ${String(conditions[index].batchSize)}`;
  const traces = runs.map((noises, replicate) => ({ replicate, columns: evaluationColumns(evaluations(noises)) }));
  return {
    key: String(index),
    label,
    short: String(conditions[index].batchSize),
    css: `css-${index}`,
    dash: 1,
    runs: traces,
    planned: conditions[index],
  };
}

const choice: NoiseChoice = { axis: 'updates', isLogX: false, band: 'interval', selected: null };
const view = { width: 400, height: 300 };
const certain = [measured(10), measured(5), measured(2)];

describe('the chart of the noise scale', () => {
  it('is there only where a run has measured it', () => {
    const none = [shown(1, [undefined, undefined])];
    expect(isNoiseMeasured(none)).toBe(false);
    expect(noiseChart(none, choice).option).toBeNull();
    expect(isNoiseMeasured([...none, shown(0, certain)])).toBe(true);
    expect(noiseChart([...none, shown(0, certain)], choice).option).not.toBeNull();
  });

  it('has a curve and the batch size of each condition, up to where that is now', () => {
    const { series, y } = noiseInput([shown(1, certain), shown(2, certain)], choice);
    expect(series.map(({ label, mark, css }) => [label, mark, css])).toEqual([
      ['16, batch size', 'line', 'css-1'],
      ['16', 'both', 'css-1'],
      ['16, batch size', 'points', 'css-1'],
      ['64, batch size', 'line', 'css-2'],
      ['64', 'both', 'css-2'],
      ['64, batch size', 'points', 'css-2'],
    ]);
    expect([series[0].x, series[0].y, series[2].x, series[2].y]).toEqual([[0, 50, 100], [16, 16, 16], [100], [16]]);
    expect(Array.from(series[1].x)).toEqual([0, 50, 100]);
    expect(series[1].y[0]).toBeCloseTo(10, 10);
    expect(y.isLog).toBe(true);
  });

  it('follows a batch size that grows, and shows none where the runs differ in it', () => {
    const grown: NoisyCondition = { ...shown(1, certain), planned: { ...conditions[1], laterBatches: [{ fromUpdate: 60, size: 64 }] } };
    expect(noiseInput([grown], choice).series.at(-1)?.y).toEqual([64]);
    expect(noiseInput([{ ...grown, planned: null }], choice).series).toHaveLength(1);
  });

  it('of many conditions draws the band and the line of the selected one alone', () => {
    const five = conditions.map((_, index) => shown(index, certain));
    const { series } = noiseInput(five, { ...choice, selected: '3' });
    expect(series.filter(({ spread }) => spread === 'band').map(({ label }) => label)).toEqual(['128']);
    expect(series.filter(({ label, mark }) => label.endsWith('batch size') && mark === 'line')).toHaveLength(1);
    expect(series.filter(({ mark }) => mark === 'points')).toHaveLength(5);
  });

  const open = shown(1, [measured(10), measured(-30, 9)]);

  it('draws a band without an upper end up to the top, and says so at the pointer, in the table and in the file', () => {
    const chart = noiseChart([open], choice);
    const option = chart.option?.(view, plainTheme);
    const bands = (Array.isArray(option?.series) ? option.series : []).filter((one) => one.type === 'custom' && one.z === 1);
    expect(bands).toHaveLength(1);
    // What a custom series draws; a polygon needs none of what it is called with.
    const [{ renderItem }] = bands as unknown as readonly [{ renderItem: () => { shape: { points: [number, number][] } } }];
    const { points } = renderItem().shape;
    const right = Math.max(...points.map(([x]) => x));
    const top = Math.min(...points.filter(([x]) => x === right).map(([, y]) => y));
    expect(top).toBe(22);
    expect(points).toHaveLength(4);

    const said = chart.hover({ position: 50, dataIndex: null });
    expect(said?.heading).toBe('Update 50');
    expect(said?.rows).toHaveLength(1);
    expect(said?.rows[0]).toMatchObject({
      label: '16',
      value: 'unknown',
      interval: expect.stringMatching(/or more, no upper limit$/) as string,
    });
    // In between the curve is on its way into the open.
    expect(chart.hover({ position: 25, dataIndex: null })?.rows).toHaveLength(1);

    expect(chart.table().rows.at(-1)?.slice(0, 4)).toEqual(['batch size 16', 50, 16, null]);
    expect(chart.table().rows.at(-1)?.[5]).toBe('Infinity');
    const data = chart.data();
    expect(data.columns).toContain('noiseScaleHigh');
    expect(data.rows.at(-1)?.[data.columns.indexOf('noiseScaleHigh')]).toBe('Infinity');
    expect(data.rows.at(-1)?.[data.columns.indexOf('noiseSquaredNorm')]).toBe(-30);
    expect(data.rows.at(-1)?.[data.columns.indexOf('batchSize')]).toBe(16);
  });

  it('leaves a gap in the line where the value is unknown', () => {
    // One that came out below zero pulls those after it down with it, until it is no longer among the last five.
    const gap = shown(1, [measured(10), measured(-50), ...Array.from({ length: 6 }, () => measured(10))]);
    const option = noiseChart([{ ...gap, planned: null }], choice).option?.(view, plainTheme);
    const lines = (Array.isArray(option?.series) ? option.series : []).filter((one) => one.type === 'line');
    // Flat: x y x y, with NaN twice between the parts.
    const values = lines.flatMap(({ data }) => Array.from(data as Float64Array));
    expect(values.filter((value, index) => index % 2 === 0 && !Number.isNaN(value))).toEqual([0, 300, 350]);
    expect(values.slice(2, 4)).toEqual([NaN, NaN]);
  });
});
