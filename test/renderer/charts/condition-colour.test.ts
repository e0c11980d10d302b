/** Colours, dashes and names of conditions. */
import { describe, expect, test } from 'vitest';
import { comparisonColours } from '#renderer/charts/comparison-colour.ts';
import { conditionColours, spokenLabel } from '#renderer/charts/condition-colour.ts';
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

  test('is named only where it tells conditions apart', () => {
    expect(conditionColours(modes).map(({ label }) => label)).toEqual(['full', '32', '1, rate 0.01', '1, rate 0.001']);
  });

  test('of schedules has a short name that says the course, beside the whole one', () => {
    const { conditions } = planned([
      {
        paths: ['schedule.kind', 'schedule.decay', 'batch.schedule.kind', 'batch.schedule.by'],
        values: [
          ['step', 0.25, 'constant', 2],
          ['step', 0.5, 'multiply', 2],
          ['constant', 1, 'multiply', 4],
        ],
      },
    ]);
    const looks = conditionColours(conditions);
    expect(looks.map(({ short }) => short)).toEqual(['rate ×0.25, constant batch', 'rate ×0.5, batch ×2', 'constant rate, batch ×4']);
    expect(looks[1].label).toBe('learning-rate schedule step, learning-rate decay 0.5, batch-size schedule multiply, batch-size growth 2');
    const kinds = planned([{ path: 'schedule.kind', values: ['constant', 'cosine', 'step'] }]).conditions;
    expect(conditionColours(kinds).map(({ short }) => short)).toEqual(['constant rate', 'rate cosine', 'rate step']);
    const beside = comparisonColours([
      { name: 'One', conditions: kinds },
      { name: 'Other', conditions },
    ]);
    expect(beside[1][2].short).toBe('B: constant rate, batch ×4');
  });

  test('of sampling has a short name that is its value', () => {
    const looks = conditionColours(planned([{ path: 'batch.sampling', values: ['replacement', 'shuffle'] }]).conditions);
    expect(looks.map(({ short }) => short)).toEqual(['replacement', 'shuffle']);
    expect(looks.map(({ label }) => label)).toEqual(['sampling replacement', 'sampling shuffle']);
  });

  test('keeps the whole name where a short one would not tell conditions apart', () => {
    const { conditions } = planned([
      {
        paths: ['batch.schedule.kind', 'batch.schedule.by'],
        values: [
          ['constant', 2],
          ['constant', 4],
          ['multiply', 2],
        ],
      },
    ]);
    const looks = conditionColours(conditions);
    expect(looks.map(({ short, label }) => short === label)).toEqual([true, true, false]);
    expect(new Set(looks.map(({ short }) => short)).size).toBe(3);
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

test('labels are spoken in full within a sentence', () => {
  expect(['32', 'full', '1, rate 0.001'].map(spokenLabel)).toEqual(['batch size 32', 'full batch', '1, rate 0.001']);
});
