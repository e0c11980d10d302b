/** The trend test within seeds. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '#core/random';
import { trend, type Bounds } from '#core/stats/trend';

const exactly = (...values: readonly number[]): Bounds[] => values.map((value) => ({ low: value, high: value }));

describe('trend within seeds', () => {
  test('a rise in every seed is beyond chance, its mirror image as much', () => {
    const rising = Array.from({ length: 6 }, () => exactly(1, 2, 3));
    expect(trend(rising)).toMatchObject({ n: 6, tau: 1 });
    expect(trend(rising).p).toBeLessThan(0.001);
    expect(trend(rising.map((block) => block.toReversed())).tau).toBe(-1);
    expect(trend(rising)).toEqual(trend(rising));
  });

  test('of two levels is the sign test: 5 seeds give 2/32, 8 give 2/256', () => {
    expect(Math.abs(trend(Array.from({ length: 5 }, () => exactly(1, 2))).p - 2 / 32)).toBeLessThan(0.008);
    expect(Math.abs(trend(Array.from({ length: 8 }, () => exactly(1, 2))).p - 2 / 256)).toBeLessThan(0.003);
  });

  test('what lies between two evaluations is in no order with what lies in the same stretch', () => {
    const open: Bounds[] = [
      { low: 0, high: 125 },
      { low: 60, high: 64 },
    ];
    expect(trend(Array.from({ length: 10 }, () => open))).toMatchObject({ tau: 0, p: 1 });
    const closed: Bounds[] = [
      { low: 125, high: 250 },
      { low: 60, high: 64 },
    ];
    expect(trend(Array.from({ length: 10 }, () => closed)).tau).toBe(-1);
  });

  test('runs that never arrived come after all that did while they were watched, and in no order among each other', () => {
    const block: Bounds[] = [
      { low: 200, high: Infinity },
      { low: 199, high: 200 },
      { low: 300, high: Infinity },
      { low: 299, high: 300 },
    ];
    // Certain: second before first, third and fourth; fourth before third; nothing is known of first against third and fourth.
    expect(trend([block]).tau).toBeCloseTo((-1 + 1 + 1 - 1) / 4, 12);
  });

  test('without an effect finds one in about 5 % of experiments', () => {
    const stream = randomStream(11, 'bootstrap');
    const experiments = 200;
    const found = Array.from({ length: experiments }, () =>
      trend(Array.from({ length: 6 }, () => exactly(...Array.from({ length: 4 }, () => stream.normal())))),
    ).filter(({ p }) => p < 0.05);
    expect(found.length / experiments).toBeLessThan(0.1);
    expect(found.length).toBeGreaterThan(0);
  });

  test('needs seeds and two levels', () => {
    expect(trend([]).p).toBeNaN();
    expect(trend([exactly(1)]).p).toBeNaN();
  });
});
