/**
 * How quick the Live screen stays while 2 engine processes train and runs stream in. With BATCHLAB_SOAK=1 it trains 100 runs for a minute and
 * holds the processor time against P3's limits; `npm run bench:surface` tells all figures.
 */
import { expect, it } from 'vitest';
import { liveFigures } from '#test/support/live-figures';

const IS_SOAK = process.env.BATCHLAB_SOAK === '1';
const LIMITS_MS = { task: 100, press: 100, eventLoop: 50 };
const longest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

it('stays quick while many runs stream in', { timeout: 300_000 }, async () => {
  const figures = await liveFigures(IS_SOAK ? { seconds: 60, replicates: 20 } : { seconds: 6, replicates: 2 });
  const { tasks, opening, presses, loop } = figures;
  expect(figures.problems).toEqual([]);
  // What was measured was training, a screen that draws, somebody who clicks, and a lab that works.
  expect(figures.updates).toBeGreaterThan(0);
  for (const { wallMs, ownMs } of [tasks, opening, presses, loop]) {
    expect(ownMs).toHaveLength(wallMs.length);
    expect(longest(wallMs)).toBeGreaterThan(0);
    expect(longest(ownMs)).toBeGreaterThan(0);
  }
  if (!IS_SOAK) return;
  expect(longest([...tasks.ownMs, ...opening.ownMs])).toBeLessThanOrEqual(LIMITS_MS.task);
  expect(longest(presses.ownMs)).toBeLessThanOrEqual(LIMITS_MS.press);
  expect(longest(loop.ownMs)).toBeLessThanOrEqual(LIMITS_MS.eventLoop);
});
