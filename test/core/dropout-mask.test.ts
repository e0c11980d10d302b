/** Dropout masks: their rate, their independence, and what they depend on. */
import { describe, expect, it } from 'vitest';
import { dropoutMasks } from '#core/dropout-mask';

const [rows, units] = [100, 200];
function mask(update: number, rate = 0.3, [seed, replicate, layer] = [1, 0, 0], isUnitMajor = false): Float32Array {
  const values = new Float32Array(rows * units);
  dropoutMasks(seed, replicate, layer, rate)(update, { rows, units, isUnitMajor }, values, 0);
  return values;
}
const dropped = (values: Float32Array): number => values.reduce((sum, value) => sum + Number(value === 0), 0) / values.length;
/** Part of the values that two masks agree on. */
const agreement = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, index) => sum + Number(value === right[index]), 0) / left.length;

describe('a dropout mask', () => {
  it('drops at its rate, and keeps the expectation of what is left', () => {
    for (const rate of [0.01, 0.3, 0.5, 0.9]) {
      const values = mask(7, rate);
      // Five standard deviations.
      expect(Math.abs(dropped(values) - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / values.length));
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
    }
  });

  it('is another one at every update, replicate, layer and seed, as if independent', () => {
    const first = mask(0);
    const expected = 0.3 ** 2 + 0.7 ** 2;
    const deviation = Math.sqrt((expected * (1 - expected)) / first.length);
    const others = [mask(1), mask(2), mask(1000), mask(0, 0.3, [1, 1, 0]), mask(0, 0.3, [1, 0, 1]), mask(0, 0.3, [2, 0, 0])];
    for (const other of others) expect(Math.abs(agreement(first, other) - expected)).toBeLessThan(5 * deviation);
    expect(mask(0)).toEqual(first);
  });

  it('has no pattern along rows or units', () => {
    const values = mask(3, 0.5);
    const expected = 0.5;
    for (const shift of [1, 2, units, units + 1, 64]) {
      const part = agreement(values.subarray(shift), values.subarray(0, values.length - shift));
      expect(Math.abs(part - expected)).toBeLessThan(5 * Math.sqrt(0.25 / values.length));
    }
  });

  it('is the same for every row however many rows a batch has, and turned over', () => {
    const whole = mask(5);
    const few = new Float32Array(10 * units);
    dropoutMasks(1, 0, 0, 0.3)(5, { rows: 10, units, isUnitMajor: false }, few, 0);
    expect(few).toEqual(whole.subarray(0, 10 * units));
    const turned = mask(5, 0.3, [1, 0, 0], true);
    expect(Array.from(turned, (_, index) => turned[(index % units) * rows + Math.floor(index / units)])).toEqual([...whole]);
  });
});
