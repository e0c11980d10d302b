/** First arrival at a target. */
import { describe, expect, test } from 'vitest';
import { firstArrival, summarizeArrivals } from '#core/series/steps-to-target';
import { isReached, targetColumn } from '#core/series/target';

describe('steps to target', () => {
  test('accuracy arrives from below, loss from above, and the target itself counts', () => {
    expect(firstArrival({ metric: 'test.accuracy', value: 0.8 }, [0.3, 0.79, 0.8, 0.5])).toBe(2);
    expect(firstArrival({ metric: 'train.loss', value: 0.5 }, [2, 0.6, 0.5, 0.4])).toBe(2);
    expect(isReached('validation.loss', 0.51, 0.5)).toBe(false);
  });

  test('a run that never gets there, or whose values are missing, does not arrive', () => {
    expect(firstArrival({ metric: 'test.accuracy', value: 0.8 }, [0.3, NaN, 0.79])).toBeNull();
    expect(firstArrival({ metric: 'test.loss', value: 0.8 }, [])).toBeNull();
  });

  test('each metric reads its own column', () => {
    expect(targetColumn('test.accuracy')).toBe('testScore');
    expect(targetColumn('validation.loss')).toBe('validationLoss');
  });

  test('runs that never arrived stand after all others in the median', () => {
    expect(summarizeArrivals([10, null, 30])).toEqual({ runs: 3, arrived: 2, median: 30 });
    expect(summarizeArrivals([10, null, null])).toEqual({ runs: 3, arrived: 1, median: null });
    expect(summarizeArrivals([10, null])).toEqual({ runs: 2, arrived: 1, median: null });
    expect(summarizeArrivals([])).toEqual({ runs: 0, arrived: 0, median: null });
  });
});
