/** Groups against each other. */
import { describe, expect, test } from 'vitest';
import { comparePairs, compareSeeds } from '#core/compare/pairs';
import { resultRows } from '#core/compare/results';
import { openStudy } from '#core/compare/study';
import { pairedDifference } from '#core/stats/difference';
import { made, sizes } from '#test/core/compare/synthetic';
import { FIRST_DRUG, SECOND_DRUG } from '#test/core/stats/sleep-data';

const sleep = made({
  factors: sizes(32, 'full'),
  score: (_, { condition, replicate }) => (condition.isFullBatch ? SECOND_DRUG : FIRST_DRUG)[replicate],
});

describe('pairs', () => {
  test('share their seeds and carry every test with what the seeds can show', () => {
    const [pair] = comparePairs(resultRows(openStudy([sleep])), 0.95);
    expect(pair.difference).toEqual(pairedDifference(FIRST_DRUG, SECOND_DRUG));
    expect(pair.holm).toBeCloseTo(0.002832890197384273, 12);
    expect(pair.permutation?.p).toBe(0.00390625);
    expect(pair.wilcoxon?.isExact).toBe(true);
    expect(pair.power.smallestDetectable).toBeCloseTo(0.9960013714554437 * 1.2299954832798732, 5);
    expect(pair.power).toMatchObject({ seedsNeeded: 7, moreSeeds: 0 });
  });

  test('are corrected over the whole table, or over those against one row', () => {
    const three = made({
      factors: sizes(16, 32, 'full'),
      score: (_, { condition, replicate }) => (condition.index === 0 ? 0 : (condition.isFullBatch ? SECOND_DRUG : FIRST_DRUG)[replicate]),
    });
    const rows = resultRows(openStudy([three]));
    const all = comparePairs(rows, 0.95);
    expect(all.map(({ first, second }) => [first.group.batchSize, second.group.batchSize])).toEqual([
      [16, 32],
      [16, 500],
      [32, 500],
    ]);
    expect(all[2].holm).toBeCloseTo(3 * 0.002832890197384273, 10);
    const against = comparePairs(rows, 0.95, rows[1]);
    expect(against.map(({ first }) => first.group.batchSize)).toEqual([16, 500]);
    expect(against[1].difference.mean).toBeCloseTo(1.58, 12);
    expect(against[1].holm).toBeCloseTo(2 * 0.002832890197384273, 10);
  });

  test('of other seeds are not paired', () => {
    const one = { keys: ['a', 'b', 'c'], values: [1, 2, 3] };
    const other = { keys: ['d', 'e', 'c'], values: [1, 2, 4] };
    expect(compareSeeds(one, other, 0.95)).toMatchObject({ difference: { method: 'Welch t', n: 3 }, paired: null });
    expect(compareSeeds(one, { keys: ['c', 'b'], values: [4, 2] }, 0.95)).toMatchObject({
      difference: { method: 'paired t', n: 2 },
      paired: [0, -1],
    });
  });
});
