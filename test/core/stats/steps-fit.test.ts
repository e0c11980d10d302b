/** The law of diminishing returns: reference fit, recovery, regimes. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '#core/random';
import { fitSteps, perfectScaling, regimeOf, stepsAt, type StepsAtSize } from '#core/stats/steps-fit';

const SIZES = [4, 8, 16, 32, 64, 128, 256];
const single = (steps: readonly number[]): StepsAtSize[] => SIZES.map((batchSize, index) => ({ batchSize, steps: [steps[index]] }));

describe('the fit of steps = S_min + E_min / B', () => {
  test('maximises the gamma likelihood with identity link as SciPy does', () => {
    const fit = fitSteps(single([2600, 1370, 760, 430, 270, 190, 150]));
    expect(fit?.fewestSteps.value).toBeCloseTo(111.109894641756, 3);
    expect((fit?.fewestSamples.value ?? 0) / 10132.599165831474).toBeCloseTo(1, 6);
    expect(fit?.criticalBatch.value).toBeCloseTo(91.19439, 3);
    expect(fit?.criticalBatch.low).toBeNaN();
  });

  test('finds exact parameters exactly and draws its line', () => {
    const fit = fitSteps(single(SIZES.map((size) => 50 + 6400 / size)));
    expect(fit?.fewestSteps.value).toBeCloseTo(50, 6);
    expect(fit?.criticalBatch.value).toBeCloseTo(128, 5);
    if (fit === null) throw new Error('no fit');
    expect(stepsAt(fit, 64)).toBeCloseTo(150, 5);
    expect(SIZES.map((size) => regimeOf(fit, size))).toEqual([
      ...Array<string>(4).fill('perfect scaling'),
      ...Array<string>(3).fill('diminishing returns'),
    ]);
    expect(regimeOf(fit, 520)).toBe('no further gain');
  });

  test('holds the true values in its interval over ten noisy seeds, the same every time', () => {
    const stream = randomStream(3, 'bootstrap');
    const cells = SIZES.map((batchSize) => ({
      batchSize,
      steps: Array.from({ length: 10 }, () => (50 + 6400 / batchSize) * Math.exp(0.2 * stream.normal())),
    }));
    const fit = fitSteps(cells);
    expect(fit?.criticalBatch.low).toBeLessThan(128);
    expect(fit?.criticalBatch.high).toBeGreaterThan(128);
    expect(fit?.resamples).toBe(2000);
    expect(fitSteps(cells)).toEqual(fit);
  });

  test('leaves out sizes whose median run never arrives, and needs three others', () => {
    const never = { batchSize: 1, steps: [Infinity, Infinity, 9] };
    const cells = [never, ...[2, 4, 8].map((batchSize) => ({ batchSize, steps: [100 / batchSize, 100 / batchSize, Infinity] }))];
    expect(fitSteps(cells)).toMatchObject({ sizes: [2, 4, 8], leftOut: [1], seeds: 3 });
    expect(fitSteps(cells.slice(0, 3))).toBeNull();
    expect(fitSteps([])).toBeNull();
  });

  test('has no negative floor: perfect scaling everywhere has no critical batch', () => {
    const fit = fitSteps(single(SIZES.map((size) => 6400 / size ** 1.2)));
    expect(fit?.fewestSteps.value).toBe(0);
    expect(fit?.criticalBatch.value).toBe(Infinity);
    expect(fit === null ? null : regimeOf(fit, 1e6)).toBe('perfect scaling');
  });

  test('a floor alone means that batch size gains nothing', () => {
    const fit = fitSteps(single([100, 101, 102, 103, 104, 105, 106]));
    expect(fit?.fewestSamples.value).toBe(0);
    expect(fit === null ? null : regimeOf(fit, 4)).toBe('no further gain');
  });
});

test('perfect scaling halves the steps when the batch doubles', () => {
  expect(perfectScaling({ batchSize: 4, steps: 1000 }, 8)).toBe(500);
});
