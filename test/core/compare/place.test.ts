/** Where curves are read and how one becomes a number. */
import { describe, expect, test } from 'vitest';
import { curveNumber } from '#core/compare/curve-number';
import { commonEnd, indexAt, type Place } from '#core/compare/place';
import type { EvaluationColumns } from '#core/series/evaluation';
import { made, sizes } from '#test/core/compare/synthetic';

const rising = made({
  factors: sizes(100, 'full'),
  seeds: 1,
  change: { budget: { unit: 'epochs', amount: 10 } },
  score: (epoch) => epoch / 10,
});
const [small, full]: readonly EvaluationColumns[] = rising.runs.map(({ columns }) => columns);
const score = { column: 'testScore', isHigherBetter: true } as const;
const at = (x: number): Place => ({ kind: 'equal', axis: 'updates', x });
const END: Place = { kind: 'end' };

describe('the common budget', () => {
  test('is the least that any of the curves reaches, on every axis', () => {
    expect(commonEnd([small, full], 'epochs')).toBe(10);
    expect(commonEnd([small, full], 'updates')).toBe(10);
    expect(commonEnd([small], 'updates')).toBe(50);
    expect(commonEnd([small, full], 'samples')).toBe(5000);
    expect(commonEnd([], 'epochs')).toBeNull();
  });

  test('is read from an evaluation made there or shortly before, never later', () => {
    expect(indexAt(small, at(10))).toBe(2);
    expect(indexAt(small, at(14))).toBe(2);
    expect(indexAt(small, at(4))).toBeNull();
    expect(indexAt(small, END)).toBe(10);
  });
});

describe('the number of a curve', () => {
  test('is the last, at the budget, the best so far, a mean of the last, or at an update', () => {
    expect(curveNumber(small, score, { kind: 'last' }, at(10))).toBe(1);
    expect(curveNumber(small, score, { kind: 'atBudget' }, at(10))).toBe(0.2);
    expect(curveNumber(small, score, { kind: 'best' }, at(10))).toBe(0.2);
    expect(curveNumber(small, score, { kind: 'meanOfLast', evaluations: 3 }, END)).toBeCloseTo(0.9, 12);
    expect(curveNumber(small, score, { kind: 'atUpdate', update: 12 }, END)).toBeCloseTo(0.24, 12);
  });

  test('of a loss is best where it is lowest, and skips what is no number', () => {
    const loss = { column: 'testLoss', isHigherBetter: false } as const;
    const columns = {
      ...small,
      testLoss: Float64Array.from([1, NaN, 0.4, 0.6]),
      update: small.update.subarray(0, 4),
      epoch: small.epoch.subarray(0, 4),
    };
    expect(curveNumber(columns, loss, { kind: 'best' }, END)).toBe(0.4);
    expect(curveNumber(columns, loss, { kind: 'meanOfLast', evaluations: 3 }, END)).toBeNaN();
  });

  test('is not made up where nothing was measured', () => {
    expect(curveNumber(small, score, { kind: 'atBudget' }, at(4))).toBeNaN();
    expect(curveNumber(small, score, { kind: 'meanOfLast', evaluations: 4 }, at(10))).toBeNaN();
    expect(curveNumber(small, score, { kind: 'atUpdate', update: 51 }, END)).toBeNaN();
  });
});
