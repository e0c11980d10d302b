/** Labels that never touch. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepApart, spreadLabels } from '#renderer/charts/label-layout.ts';

const label = (at: number, rank = 0) => ({ at, size: 14, rank });

describe('spreadLabels', () => {
  test('labels with room stay where they are', () => {
    expect(spreadLabels([label(20), label(60)], 0, 100)).toEqual([20, 60]);
  });

  test('labels that would touch are moved apart around their middle', () => {
    expect(spreadLabels([label(50), label(50)], 0, 100)).toEqual([43, 57]);
  });

  test('labels stay within the ends', () => {
    expect(spreadLabels([label(0), label(100)], 0, 100)).toEqual([7, 93]);
  });

  test('without room the lowest rank goes', () => {
    expect(spreadLabels([label(10, 2), label(10, 1), label(10, 3)], 0, 30)).toEqual(
      [8, null, 22].map((at) => (at === 8 ? 7 : at === 22 ? 21 : null)),
    );
  });

  test('no label is moved farther than allowed', () => {
    const places = spreadLabels([label(50, 2), label(50, 1), label(50, 0), label(50, 3)], 0, 200, 10);
    expect(places).toEqual([43, null, null, 57]);
  });

  test('never lets two labels touch', () => {
    const labels = fc.array(
      fc.record({ at: fc.integer({ min: -20, max: 320 }), size: fc.constant(14), rank: fc.integer({ min: 0, max: 3 }) }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(labels, fc.constantFrom(20, Infinity), (wanted, farthest) => {
        const placed = spreadLabels(wanted, 0, 300, farthest)
          .filter((at) => at !== null)
          .sort((a, b) => a - b);
        for (let index = 1; index < placed.length; index++) expect(placed[index] - placed[index - 1]).toBeGreaterThanOrEqual(14 - 1e-6);
        for (const at of placed) {
          expect(at).toBeGreaterThanOrEqual(7 - 1e-6);
          expect(at).toBeLessThanOrEqual(293 + 1e-6);
        }
      }),
    );
  });
});

describe('keepApart', () => {
  const box = (x: number, rank: number) => ({ x, y: 0, width: 20, height: 10, rank });

  test('of two that touch the more important stays', () => {
    expect(keepApart([box(0, 0), box(10, 1), box(40, 0)])).toEqual([false, true, true]);
  });

  test('marks of infinite rank always stay, and drive names away', () => {
    expect(keepApart([box(0, Infinity), box(5, Infinity), box(10, 3)])).toEqual([true, true, false]);
  });
});
