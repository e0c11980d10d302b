/** The arithmetic of comparisons. */
import { describe, expect, test } from 'vitest';
import type { RunStatus, RunSummary } from '#contract/model';
import { indexAt } from '#core/compare/place';
import { evaluationColumns } from '#core/series/evaluation';
import { conditionColours } from '#renderer/charts/condition-colour.ts';
import { scoreOf } from '#renderer/charts/score.ts';
import { commonEnd, comparisonRows, type ComparedCondition } from '#renderer/features/compare/comparison.ts';
import { epochDecimals, gapText, intervalText, medianText, summaryData, summaryText } from '#renderer/features/compare/summary-table.ts';
import { batchSizes } from '#test/renderer/charts/planned';
import { evaluation } from '#test/renderer/features/live/evaluations';

const conditions = batchSizes(1, 'full');
const accuracy = scoreOf('test', 'accuracy');
const target = { metric: 'test.accuracy', value: 0.8 } as const;

/** One run a list of [update, score]. */
function compared(
  index: number,
  runs: readonly (readonly (readonly [number, number])[])[],
  statuses: readonly RunStatus[] = [],
): ComparedCondition {
  return {
    ...conditionColours(conditions)[index],
    key: String(index),
    experimentId: 'e',
    condition: conditions[index],
    runs: runs.map((points, replicate) => {
      const summary: RunSummary = {
        id: `${index}-${replicate}`,
        condition: index,
        replicate,
        status: statuses.at(replicate) ?? 'finished',
        update: points.at(-1)?.[0] ?? 0,
        seconds: 0,
        weightHash: null,
        engine: null,
        device: null,
        final: null,
      };
      return { summary, replicate, columns: evaluationColumns(points.map(([update, score]) => evaluation(update, score))) };
    }),
  };
}
const many = compared(0, [
  [
    [0, 0.3],
    [500, 0.82],
    [1000, 0.9],
  ],
  [
    [0, 0.3],
    [500, 0.78],
    [1000, 0.8],
  ],
]);
const few = compared(1, [
  [
    [0, 0.3],
    [1, 0.5],
    [2, 0.6],
  ],
  [
    [0, 0.3],
    [1, 0.4],
    [2, 0.5],
  ],
]);

describe('where results are read', () => {
  test('equal updates end where the shortest condition ends', () => {
    expect(commonEnd([many, few], 'updates')).toBe(2);
    expect(commonEnd([many], 'epochs')).toBe(62.5);
    expect(commonEnd([compared(0, [[[0, 0.3]]], ['training'])], 'updates')).toBeNull();
  });

  test('an evaluation stands for a place only if it was made near it', () => {
    const [{ columns }] = many.runs;
    expect(indexAt(columns, { kind: 'equal', axis: 'updates', x: 600 })).toBe(1);
    expect(indexAt(columns, { kind: 'equal', axis: 'updates', x: 499 })).toBeNull();
    expect(indexAt(columns, { kind: 'equal', axis: 'updates', x: 0 })).toBe(0);
    expect(indexAt(columns, { kind: 'end' })).toBe(2);
  });
});

describe('rows', () => {
  test('sum up the runs at the end: mean, best, gap, way to the target', () => {
    const [row] = comparisonRows([many], accuracy, target, { kind: 'end' });
    expect(row.score.n).toBe(2);
    expect(row.score.mean).toBeCloseTo(85, 9);
    expect(row.best.mean).toBeCloseTo(85, 9);
    expect(row.gap.mean).toBeCloseTo(5, 9);
    expect(row.arrivals?.updates).toEqual({ runs: 2, arrived: 2, median: 750 });
    expect(row.leftOut).toBeNull();
  });

  test('say so where nothing was measured that early', () => {
    const [early, own] = comparisonRows([many, few], accuracy, null, { kind: 'equal', axis: 'updates', x: 2 });
    expect(early).toMatchObject({ isMeasured: false, values: [], arrivals: null });
    expect(own.isMeasured).toBe(true);
    expect(own.score.mean).toBeCloseTo(55, 9);
  });

  test('best is what was reached by then, not later', () => {
    const falling = compared(0, [
      [
        [0, 0.2],
        [10, 0.9],
        [20, 0.5],
        [30, 0.95],
      ],
    ]);
    const [row] = comparisonRows([falling], accuracy, null, { kind: 'equal', axis: 'updates', x: 20 });
    expect(row.values[0]).toBeCloseTo(50, 9);
    expect(row.best.mean).toBeCloseTo(90, 9);
  });

  test('runs that diverged enter no mean, are counted, and never arrive', () => {
    const mixed = compared(
      0,
      [
        [
          [0, 0.3],
          [10, 0.9],
        ],
        [
          [0, 0.3],
          [10, NaN],
        ],
        [[0, 0.3]],
      ],
      ['finished', 'diverged', 'training'],
    );
    const [row] = comparisonRows([mixed], accuracy, target, { kind: 'end' });
    expect(row.values).toHaveLength(1);
    expect(row.leftOut).toBe('1 diverged, 1 training');
    expect(row.arrivals?.updates).toEqual({ runs: 2, arrived: 1, median: null });
  });

  test('judged on the training set there is no gap', () => {
    const [row] = comparisonRows([many], scoreOf('train', 'accuracy'), null, { kind: 'end' });
    expect(row.gap.mean).toBeNaN();
  });
});

describe('the summary as a table', () => {
  const rows = comparisonRows(
    [
      many,
      compared(1, [
        [
          [0, 0.3],
          [1, 0.5],
        ],
      ]),
    ],
    accuracy,
    target,
    { kind: 'end' },
  );

  test('writes intervals only where there are any, and signs gaps', () => {
    expect(intervalText(rows[0].score, accuracy)).toBe('21.5 to 148.5');
    expect(intervalText(rows[1].score, accuracy)).toBe('–');
    expect([
      gapText(1.31, accuracy),
      gapText(-1.31, accuracy),
      gapText(0.01, accuracy),
      gapText(-0.01, accuracy),
      gapText(NaN, accuracy),
    ]).toEqual(['+1.3', '\u22121.3', '0.0', '0.0', '–']);
    expect(medianText(rows[0].arrivals?.updates, 0)).toBe('750');
    expect(medianText(rows[1].arrivals?.updates, 0)).toBe('–');
    expect(epochDecimals(rows)).toBe(1);
  });

  test('gives other programs full numbers and nothing that is not one', () => {
    const { columns, rows: cells } = summaryData(rows, accuracy);
    expect(cells.every((row) => row.length === columns.length)).toBe(true);
    expect(cells[1].slice(0, 6)).toEqual(['full', 1, 50, null, null, null]);
  });

  test('has the same columns in every row of the text', () => {
    const { columns, rows: cells } = summaryText(rows, accuracy);
    expect(cells.every((row) => row.length === columns.length)).toBe(true);
    expect(cells[0].slice(-4)).toEqual(['2 of 2', '750', '46.9', '0.75']);
  });
});
