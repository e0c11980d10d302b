/** From evaluations to curves. */
import { describe, expect, test } from 'vitest';
import { EVALUATION_COLUMNS, type EvaluationColumn } from '#core/series/evaluation';
import { curvesData, curveSeries, curvesTable, type ConditionTraces, type RunColumns } from '#renderer/charts/condition-curves.ts';

function columns(values: Partial<Record<EvaluationColumn, number[]>>): RunColumns {
  const length = values.update?.length ?? 0;
  const entries = EVALUATION_COLUMNS.map((name): [EvaluationColumn, number[]] => [name, values[name] ?? Array.from({ length }, () => NaN)]);
  // The entries are made from EVALUATION_COLUMNS, so every column is there.
  return Object.fromEntries(entries) as Record<EvaluationColumn, number[]>;
}
const run = (replicate: number, seconds: number[], testScore: number[]) => ({
  replicate,
  columns: columns({ update: [0, 10, 20], epoch: [0, 1, 2], samples: [0, 100, 200], seconds, testScore }),
});
const conditions: readonly ConditionTraces[] = [
  {
    key: 'a',
    label: 'Blobs: 32',
    short: 'A: 32',
    css: 'red',
    dash: 1,
    runs: [run(0, [0, 1, 2], [0.2, 0.4, 0.6]), run(1, [0, 2, 4], [0.4, 0.6, 0.8])],
  },
  { key: 'b', label: 'Blobs: 1', short: 'A: 1', css: 'blue', dash: 1, runs: [] },
];
const choice = { column: 'testScore', axis: 'epochs', scale: 100, smoothing: 0, band: 'range', selected: 'a' } as const;

describe('curves of conditions', () => {
  test('means in the unit of the chart; a condition without values has no curve', () => {
    const [series, ...others] = curveSeries(conditions, choice);
    expect(others).toEqual([]);
    expect(series).toMatchObject({ label: 'A: 32', isSelected: true });
    expect(series.band.x).toEqual([0, 1, 2]);
    expect(series.band.mean.map(Math.round)).toEqual([30, 50, 70]);
    expect(series.band.low.map(Math.round)).toEqual([20, 40, 60]);
  });

  test('along seconds every run has its own', () => {
    const [series] = curveSeries(conditions, { ...choice, axis: 'seconds' });
    expect(series.band.x).toEqual([0, 2, 4]);
    expect(series.band.mean.map(Math.round)).toEqual([30, 60, 80]);
  });

  test('smoothing changes the line and neither runs nor data', () => {
    const [plain] = curveSeries(conditions, choice);
    const [smoothed] = curveSeries(conditions, { ...choice, smoothing: 0.8 });
    expect(smoothed.band.mean[2]).toBeLessThan(plain.band.mean[2]);
    expect(smoothed.runs).toEqual(plain.runs);
    expect(curvesData(conditions, 'testScore').rows.at(-1)).toEqual(['Blobs: 32', 2, 20, 2, 200, 4, 0.8]);
  });

  test('the table reads the means at a few places', () => {
    expect(curvesTable(curveSeries(conditions, choice), 'epochs')).toEqual({
      columns: ['epochs', 'A: 32'],
      rows: [0, 1, 2].map((x, index) => [x, curveSeries(conditions, choice)[0].band.mean[index]]),
    });
  });
});
