/** How often Student's interval holds the true mean. */
import { expect, test } from 'vitest';
import { randomStream } from '#core/random';
import { summarize } from '#core/stats/summary';

test.each([5, 10, 20])('intervals of %i normal values hold the mean in 0.93 to 0.97 of 2,000 experiments', (n) => {
  const stream = randomStream(7, 'bootstrap', n);
  const held = Array.from({ length: 2000 }, () => summarize(Array.from({ length: n }, () => 3 + 2 * stream.normal()))).filter(
    ({ low, high }) => low <= 3 && high >= 3,
  );
  expect(held.length / 2000).toBeGreaterThan(0.93);
  expect(held.length / 2000).toBeLessThan(0.97);
});
