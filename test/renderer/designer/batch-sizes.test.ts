import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchSize } from '#core/experiment/spec';
import { parseBatchSizes, powersOfTwo } from '#renderer/features/designer/batch-sizes.ts';

const sizes = (text: string, rows: number | null = 500): readonly BatchSize[] | string => {
  const parsed = parseBatchSizes(text, rows);
  return 'sizes' in parsed ? parsed.sizes : parsed.problem;
};

describe('parseBatchSizes', () => {
  it('reads lists however they are separated', () => {
    expect([sizes('1, 32, full'), sizes('1 32\tfull'), sizes('1;32;FULL'), sizes('1,32')]).toEqual([
      [1, 32, 'full'],
      [1, 32, 'full'],
      [1, 32, 'full'],
      [1, 32],
    ]);
  });
  it('tells a grouping comma from a separating one', () => {
    expect([sizes('1,024'), sizes('1, 1,024'), sizes('100,200'), sizes('4,8,16')]).toEqual([[1024], [1, 1024], [100200], [4, 8, 16]]);
  });
  it('goes on doubling up to the full batch', () => {
    expect(sizes('1, 2, 4 ... full')).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 'full']);
    expect(sizes('1 ... full', 4)).toEqual([1, 2, 'full']);
  });
  it('doubles between two ends, however the dots are written', () => {
    const expected = [8, 16, 32, 64];
    expect([sizes('8..64'), sizes('8 … 64'), sizes('8 to 64'), sizes('8...64')]).toEqual(Array(4).fill(expected));
  });
  it('follows the pattern in front of the dots', () => {
    expect([sizes('1, 4 ... 256'), sizes('10, 20, 30 ... 60'), sizes('10, 20 ... 50')]).toEqual([
      [1, 4, 16, 64, 256],
      [10, 20, 30, 40, 50, 60],
      [10, 20, 30, 40, 50],
    ]);
  });
  it('ends with the end that was written, also where the pattern misses it', () => {
    expect(sizes('8 ... 100')).toEqual([8, 16, 32, 64, 100]);
  });
  it('says what it cannot read', () => {
    expect([sizes('1, two'), sizes('0'), sizes('1.5'), sizes('-4')]).toEqual([
      '"two" is not a batch size. Use whole numbers from 1, or "full".',
      '"0" is not a batch size. Use whole numbers from 1, or "full".',
      '"1.5" is not a batch size. Use whole numbers from 1, or "full".',
      '"-4" is not a batch size. Use whole numbers from 1, or "full".',
    ]);
    expect(sizes('... 8')).toContain('before and after the dots');
    expect(sizes('8 ...')).toContain('before and after the dots');
    expect(sizes('64 ... 8')).toBe('The sizes go up: 8 is less than 64.');
    expect(sizes('1 ... full', null)).toContain('will be known');
    expect(sizes('10, 11 ... 1011')).toBe('That is more than 200 batch sizes. Use fewer.');
  });
  it('never throws and never gives a size twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('1', '2', '30', 'full', '...', ',', ' ', '1,000', 'x', 'to'), { maxLength: 12 }), (words) => {
        const parsed = parseBatchSizes(words.join(''), 500);
        if ('sizes' in parsed) expect(new Set(parsed.sizes).size).toBe(parsed.sizes.length);
        else expect(parsed.problem).not.toBe('');
      }),
    );
  });
});

it('fills with the powers of two below the training rows, then full', () => {
  expect([powersOfTwo(500), powersOfTwo(8), powersOfTwo(1)]).toEqual([
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 'full'],
    [1, 2, 4, 'full'],
    ['full'],
  ]);
});
