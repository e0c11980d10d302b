/** The way to a target: rules of arrival, medians of groups, bounds of seeds, the fitted law. */
import { describe, expect, test } from 'vitest';
import { arrivalBlocks, groupArrivals, ladderFit } from '#core/compare/arrivals';
import { ladders } from '#core/compare/ladders';
import { openStudy } from '#core/compare/study';
import { arrivalBounds, arrivalIndex, FIRST_TOUCH } from '#core/series/arrival';
import { made, sizes } from '#test/core/compare/synthetic';

const target = { metric: 'test.accuracy', value: 0.8 } as const;

describe('arrival', () => {
  const values = [0.1, 0.85, 0.7, 0.82, 0.83, 0.84];

  test('is the first touch, the first of several in a row, or that of the smoothed curve', () => {
    expect(arrivalIndex(target, values, FIRST_TOUCH)).toBe(1);
    expect(arrivalIndex(target, values, { kind: 'inARow', evaluations: 3 })).toBe(3);
    expect(arrivalIndex(target, values, { kind: 'inARow', evaluations: 4 })).toBeNull();
    expect(arrivalIndex(target, values, { kind: 'smoothed', weight: 0 })).toBe(1);
    expect(arrivalIndex(target, values, { kind: 'smoothed', weight: 0.5 })).toBe(5);
  });

  test('lies between the evaluation before and its own; without one after the end', () => {
    const { runs } = made({ factors: sizes(4), seeds: 1, score: (epoch) => epoch / 5 });
    expect(arrivalBounds(runs[0].columns, 'updates', target, FIRST_TOUCH)).toEqual({ low: 375, high: 500 });
    expect(arrivalBounds(runs[0].columns, 'epochs', { ...target, value: 0.9 }, FIRST_TOUCH)).toEqual({ low: 4, high: Infinity });
    expect(arrivalBounds(runs[0].columns, 'epochs', { ...target, value: 0 }, FIRST_TOUCH)).toEqual({ low: -Infinity, high: 0 });
  });
});

describe('groups on the way', () => {
  const experiment = made({
    factors: sizes(4, 100),
    seeds: 4,
    change: { budget: { unit: 'epochs', amount: 10 } },
    score: (epoch, { condition, replicate }) =>
      condition.batchSize === 100 && replicate === 3 ? 0 : epoch / (condition.batchSize === 4 ? 5 : 10),
    status: ({ condition, replicate }) => (condition.batchSize === 100 && replicate === 3 ? 'diverged' : 'finished'),
  });
  const study = openStudy([experiment]);

  test('have a median on every axis that counts those that never arrive', () => {
    const [small, large] = study.groups.map((group) => groupArrivals(group, study.choices));
    expect(small?.epochs).toMatchObject({ runs: 4, arrived: 4, median: 4 });
    expect(small?.updates.median).toBe(500);
    expect(large?.epochs).toMatchObject({ runs: 4, arrived: 3, median: 8 });
    expect(large?.samples.median).toBe(4000);
    expect(groupArrivals(study.groups[0], { ...study.choices, target: null })).toBeNull();
  });

  test('have a block a seed, with nothing known but the end of those that never arrive', () => {
    const blocks = arrivalBlocks(study.groups, 'epochs', study.choices);
    expect(blocks).toHaveLength(4);
    expect(blocks[0]).toEqual([
      { low: 3, high: 4 },
      { low: 7, high: 8 },
    ]);
    expect(blocks[3][1]).toEqual({ low: Infinity, high: Infinity });
    expect(arrivalBlocks([], 'epochs', study.choices)).toEqual([]);
  });

  test('obey the law of diminishing returns as they were made to', () => {
    const lawful = made({
      factors: sizes(5, 10, 20, 50, 100),
      seeds: 5,
      change: { budget: { unit: 'epochs', amount: 10 }, record: { evaluateEvery: { unit: 'updates', amount: 2 } } },
      score: (epoch, { condition }) => ((epoch * 500) / condition.batchSize >= 20 + 1000 / condition.batchSize - 1e-9 ? 0.9 : 0.1),
    });
    const opened = openStudy([lawful]);
    const fit = ladderFit(ladders(opened.groups)[0], opened.choices);
    expect(fit?.sizes).toEqual([5, 10, 20, 50, 100]);
    expect(fit?.criticalBatch.value).toBeGreaterThan(45);
    expect(fit?.criticalBatch.value).toBeLessThan(55);
    expect(ladderFit(ladders(opened.groups)[0], { ...opened.choices, target: null })).toBeNull();
  });
});
