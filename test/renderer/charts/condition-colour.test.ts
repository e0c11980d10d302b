/** Colours and dashes of conditions, and what they are called beside those of other experiments. */
import { describe, expect, test } from 'vitest';
import { comparisonColours } from '#renderer/charts/comparison-colour.ts';
import { conditionColours } from '#renderer/charts/condition-colour.ts';
import { batchSizes, planned } from '#test/renderer/charts/planned';

const colours = (...sizes: (number | 'full')[]): readonly string[] => conditionColours(batchSizes(...sizes)).map(({ css }) => css);

describe('colours', () => {
  test('one mini-batch size takes the middle, two take hot and cold, seven take all', () => {
    expect(colours(32)).toEqual(['var(--series-4)']);
    expect(colours(64, 8)).toEqual(['var(--series-5)', 'var(--series-1)']);
    expect(colours(1, 2, 4, 8, 16, 32, 64)).toEqual([1, 2, 3, 4, 5, 6, 7].map((series) => `var(--series-${series})`));
  });

  test('the full batch is ink and takes no place on the scale, also where it is written as a number', () => {
    expect(colours('full', 1, 32)).toEqual(['var(--series-8)', 'var(--series-1)', 'var(--series-5)']);
    expect(colours(500)).toEqual(['var(--series-8)']);
  });

  test('more than seven are mixed between neighbours', () => {
    const all = colours(1, 2, 4, 8, 16, 32, 64, 128);
    expect(all[0]).toBe('var(--series-1)');
    expect(all[1]).toBe('color-mix(in oklab, var(--series-2) 85.7%, var(--series-1))');
    expect(all[7]).toBe('var(--series-7)');
    expect(new Set(all).size).toBe(8);
  });

  test('a condition keeps its colour wherever it stands in the grid', () => {
    expect(colours(1, 8, 32)).toEqual([...colours(32, 8, 1)].reverse());
  });
});

describe('second factor', () => {
  const modes = planned([
    {
      paths: ['batch.size', 'optimizer.learningRate'],
      values: [
        ['full', 0.01],
        [32, 0.01],
        [1, 0.01],
        [1, 0.001],
      ],
    },
  ]).conditions;

  test('shows as the line style', () => {
    expect(conditionColours(modes).map(({ dash }) => dash)).toEqual([1, 1, 1, 2]);
  });

  test('without different batch sizes gives categories their own colours and names', () => {
    const { conditions } = planned([{ path: 'optimizer.momentum', values: [0, 0.5, 0.9] }]);
    expect(conditionColours(conditions)).toEqual([
      { css: 'var(--series-1)', dash: 1, label: 'momentum 0', short: 'momentum 0' },
      { css: 'var(--series-5)', dash: 2, label: 'momentum 0.5', short: 'momentum 0.5' },
      { css: 'var(--series-3)', dash: 3, label: 'momentum 0.9', short: 'momentum 0.9' },
    ]);
  });
});

describe('several experiments', () => {
  test('have a letter before the short names of their conditions, and their own names before the whole ones', () => {
    const kinds = planned([{ path: 'schedule.kind', values: ['constant', 'step'] }]).conditions;
    const [, [constant]] = comparisonColours([
      { name: 'One', conditions: batchSizes(1, 32) },
      { name: 'Other', conditions: kinds },
    ]);
    expect([constant.label, constant.short]).toEqual(['Other: learning-rate schedule constant', 'B: constant rate']);
  });

  test('alone, an experiment looks as it does everywhere', () => {
    const conditions = batchSizes(1, 32, 'full');
    expect(comparisonColours([{ name: 'Blobs', conditions }])).toEqual([conditionColours(conditions)]);
  });

  test('share one scale of batch sizes, differ in line style, and are named', () => {
    const [first, second] = comparisonColours([
      { name: 'Blobs', conditions: batchSizes(1, 32) },
      { name: 'Blobs', conditions: batchSizes(32, 128) },
    ]);
    expect(first[1].css).toBe(second[0].css);
    expect([first[1].dash, second[0].dash]).toEqual([1, 2]);
    expect([first[1].label, second[0].label]).toEqual(['Blobs: 32', 'Blobs (2): 32']);
    expect([first[1].short, second[0].short]).toEqual(['A: 32', 'B: 32']);
  });

  test('keep their looks when another one is added', () => {
    const all = [batchSizes(4, 64, 'full'), batchSizes(1, 16, 64), batchSizes(16), batchSizes(64), batchSizes(64), batchSizes(64)].map(
      (conditions, index) => ({ name: `E${String(index)}`, conditions }),
    );
    const looks = (count: number): readonly (readonly [string, number])[] =>
      comparisonColours(all.slice(0, count)).flatMap((own) => own.map(({ css, dash }) => [css, dash] as const));
    const together = looks(all.length);
    for (let count = 1; count < all.length; count++) expect(looks(count)).toEqual(together.slice(0, looks(count).length));
    expect(new Set(together.map(String)).size).toBe(together.length);
  });
});
