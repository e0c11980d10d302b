import { describe, expect, it } from 'vitest';
import { permutation, randomStream } from '#core/random';

describe('named random streams', () => {
  it('give the same draws for the same name, for ever', () => {
    const draws = Array.from(
      { length: 4 },
      (
        (stream) => () =>
          stream.bits()
      )(randomStream(1, 'weights', 0)),
    );
    expect(draws).toEqual(
      Array.from(
        { length: 4 },
        (
          (stream) => () =>
            stream.bits()
        )(randomStream(1, 'weights', 0)),
      ),
    );
    expect(draws).toMatchInlineSnapshot(`
      [
        3286534558,
        2943381613,
        784333337,
        3673028839,
      ]
    `);
  });

  it('differ in every part of the name', () => {
    const first = [
      randomStream(1, 'weights', 0),
      randomStream(2, 'weights', 0),
      randomStream(1, 'order', 0),
      randomStream(1, 'weights', 1),
      randomStream(1, 'weights', 0, 0),
      randomStream(11, 'weights'),
      randomStream(1, 'weights', 10),
      randomStream(1, 'weights', 1, 0),
    ].map((stream) => stream.bits());
    expect(new Set(first).size).toBe(first.length);
  });

  it('are uniform and normal as they should be', () => {
    const stream = randomStream(7, 'data');
    const n = 200_000;
    const uniform = Array.from({ length: n }, () => stream.uniform());
    const normal = Array.from({ length: n }, () => stream.normal());
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
    // Five standard errors.
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(n));
    expect(Math.abs(mean(normal))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(mean(normal.map((value) => value * value)) - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(n));
    expect(Math.min(...uniform.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 1000))).toBeLessThan(1);
  });

  it('draws every bit evenly, the lowest too', () => {
    const stream = randomStream(3, 'order');
    const n = 40_000;
    const counts = new Array<number>(32).fill(0);
    for (let draw = 0; draw < n; draw++) {
      const word = stream.bits();
      for (let bit = 0; bit < 32; bit++) counts[bit] += (word >>> bit) & 1;
    }
    for (const count of counts) expect(Math.abs(count - n / 2)).toBeLessThan(5 * Math.sqrt(n / 4));
  });

  it('permute: every number once, every place equally likely', () => {
    const places = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 5000; seed++) {
      const order = permutation(5, randomStream(seed, 'order'));
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      places[order.indexOf(0)]++;
    }
    for (const count of places) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(800));
  });
});
