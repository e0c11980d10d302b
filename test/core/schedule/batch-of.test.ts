/** The batch size that estimates go by. */
import { describe, expect, it } from 'vitest';
import { largestBatch, meanBatch } from '#core/schedule/batch-of';

describe('the batch size for estimates', () => {
  const length = { updates: 10, seconds: null };

  it('is that of the run where it stays the same, also with an incomplete last batch', () => {
    const condition = { batchSize: 32, laterBatches: [], samples: 306, length };
    expect([largestBatch(condition), meanBatch(condition)]).toEqual([32, 32]);
  });

  it('is the largest for memory and the mean for time where it changes', () => {
    const condition = { batchSize: 1, laterBatches: [{ fromUpdate: 5, size: 64 }], samples: 325, length };
    expect([largestBatch(condition), meanBatch(condition)]).toEqual([64, 33]);
  });
});
