/** The stored form of a series, read here as its description tells a stranger to read it. */
import fc from 'fast-check';
import { zstdDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bytesOf, DamagedRecordError, decodeCells, decodeChunk, encodeCells, encodeChunk, valuesOf } from '#store/series-codec';

const values = fc.float32Array({ minLength: 1, maxLength: 300 });

it('gives every bit back, NaN and infinities included', () => {
  fc.assert(
    fc.property(values, (original) => {
      const bits = bytesOf(original);
      expect(bytesOf(decodeChunk(encodeChunk(original), original.length)).equals(bits)).toBe(true);
      expect(bytesOf(valuesOf(bits)).equals(bits)).toBe(true);
    }),
  );
});

it('is four planes of bytes in one Zstandard frame that states its size', () => {
  const original = Float32Array.of(1.5, -2, 3.25);
  const frame = encodeChunk(original);
  expect(frame.readUInt32LE(0)).toBe(0xfd2fb528);
  // RFC 8878: frame header descriptor with single segment and checksum, then the content size in one byte.
  expect([frame[4], frame[5]]).toEqual([0x24, 12]);
  const planes = new DataView(Uint8Array.from(zstdDecompressSync(frame)).buffer);
  const bytes = new DataView(new ArrayBuffer(12));
  for (let value = 0; value < 3; value++) {
    for (let plane = 0; plane < 4; plane++) bytes.setUint8(4 * value + plane, planes.getUint8(3 * plane + value));
  }
  expect([0, 4, 8].map((offset) => bytes.getFloat32(offset, true))).toEqual([1.5, -2, 3.25]);
});

it('summarises 64 updates in a cell, counted from update 0, without NaN', () => {
  const bytes = encodeCells(62, Float32Array.of(1, 2, 3, Number.NaN, 5));
  expect(bytes).toHaveLength(2 * 17);
  expect([bytes.readDoubleLE(0), bytes.readDoubleLE(8)]).toEqual([3, 8]);
  expect([16, 20, 24, 28].map((offset) => bytes.readFloatLE(offset))).toEqual([1, 3, 2, 5]);
  expect([bytes[32], bytes[33]]).toEqual([2, 2]);
  expect(decodeCells(62, bytes)).toEqual({
    ...{ firstCell: 0, sum: Float64Array.of(3, 8), min: Float32Array.of(1, 3) },
    ...{ max: Float32Array.of(2, 5), count: Uint8Array.of(2, 2) },
  });
});

it('notices a changed bit, a missing end and a wrong length', () => {
  const original = Float32Array.from({ length: 1000 }, (_, index) => Math.fround(Math.sin(index)));
  const frame = encodeChunk(original);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 * frame.length - 1 }), (bit) => {
      const damaged = Buffer.from(frame);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      let read: Float32Array | null = null;
      try {
        read = decodeChunk(damaged, 1000);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedRecordError);
      }
      // A bit that nobody reads may change; a value may not.
      if (read !== null) expect(bytesOf(read).equals(bytesOf(original))).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(() => decodeChunk(frame.subarray(0, 100), 1000)).toThrow(DamagedRecordError);
  expect(() => decodeChunk(frame, 999)).toThrow(DamagedRecordError);
  expect(() => decodeChunk(frame, 1001)).toThrow(DamagedRecordError);
  expect(() => decodeCells(0, Buffer.alloc(18))).toThrow(DamagedRecordError);
});
