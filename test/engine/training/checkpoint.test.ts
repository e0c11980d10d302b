/** Checkpoints come back exactly, and nothing else is taken for one. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabError } from '#core/failure';
import { decodeCheckpoint, encodeCheckpoint, type Snapshot } from '#engine/training/checkpoint';
import { NOTHING_WATCHED } from '#engine/training/watch';

const snapshot: Snapshot = {
  parameters: [Float32Array.of(1.5, -2, 3e-30), Float32Array.of(NaN, Infinity)],
  slots: [Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(-1, 1)],
  statistics: [Float32Array.of(0.25)],
  update: 12_345_678_901,
  seconds: 1.25,
  evaluatedAt: -1,
  recent: { count: 3, loss: 0.1, accuracy: NaN, gradientNorm: 7 },
  watch: {
    stopping: { best: 0.25, bestAt: 40, waited: 3 },
    plateau: { best: NaN, bestAt: NaN, waited: 0 },
    reductions: { count: 2, since: 12_345_678_900 },
  },
};

/** The same as the version before wrote it, which knew no watch: eight float64 less. */
function beforeWatch(bytes: Uint8Array): Uint8Array {
  const content = Buffer.concat([bytes.subarray(0, 20 + 7 * 8), bytes.subarray(20 + 15 * 8, -32)]);
  content.writeUInt32LE(3, 4);
  return Buffer.concat([content, createHash('sha256').update(content).digest()]);
}

describe('a checkpoint', () => {
  it('comes back as it was', () => {
    expect(decodeCheckpoint('r', encodeCheckpoint(snapshot), [3, 2], [1])).toEqual(snapshot);
    const plain = { ...snapshot, slots: [] };
    expect(decodeCheckpoint('r', encodeCheckpoint(plain), [3, 2], [1])).toEqual(plain);
  });

  it('of before runs watched their evaluations is one of a run that has watched nothing', () => {
    expect(decodeCheckpoint('r', beforeWatch(encodeCheckpoint(snapshot)), [3, 2], [1])).toEqual({ ...snapshot, watch: NOTHING_WATCHED });
  });

  it('is refused when any bit of it has changed', () => {
    const bytes = encodeCheckpoint(snapshot);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (position, bit) => {
        const damaged = bytes.with(position, bytes[position] ^ (1 << bit));
        expect(() => decodeCheckpoint('r', damaged, [3, 2], [1])).toThrow(LabError);
      }),
    );
  });

  it('is refused when it is cut short, empty, or of another model', () => {
    const bytes = encodeCheckpoint(snapshot);
    for (const length of [0, 3, 40, 71, bytes.length - 1]) {
      expect(() => decodeCheckpoint('r', bytes.subarray(0, length), [3, 2], [1])).toThrow(/not written by this engine|check sum/);
    }
    expect(() => decodeCheckpoint('r', bytes, [2, 3], [1])).toThrow(/another model/);
    expect(() => decodeCheckpoint('r', bytes, [3, 2], [])).toThrow(/another model/);
    expect(() => decodeCheckpoint('r', bytes, [3], [1])).toThrow(/another model/);
  });
});
