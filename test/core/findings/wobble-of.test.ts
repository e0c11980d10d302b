/** The size of a wobble. */
import { expect, test } from 'vitest';
import { wobbleOf } from '#core/findings/wobble-of';
import { randomStream } from '#core/random';
import { made, sizes } from '#test/core/compare/synthetic';

const END = { kind: 'end' } as const;
const column = { column: 'testScore' } as const;

test('is the standard deviation of the noise, however few evaluations there are and however steep the curve', () => {
  const stream = randomStream(1, 'bootstrap');
  for (const epochs of [20, 24, 80]) {
    const change = { budget: { unit: 'epochs', amount: epochs } };
    const { runs } = made({ factors: sizes(100), seeds: 1000, change, score: (epoch) => epoch / 100 + 0.01 * stream.normal() });
    const mean = runs.reduce((sum, run) => sum + wobbleOf(run, column, END), 0) / runs.length;
    expect(Math.abs(mean - 0.01)).toBeLessThan(0.0005);
  }
});

test('needs five evaluations in the last quarter', () => {
  const change = { budget: { unit: 'epochs', amount: 16 } };
  const [run] = made({ factors: sizes(100), seeds: 1, change, score: (epoch) => epoch / 100 }).runs;
  expect(wobbleOf(run, column, END)).toBeNaN();
});
