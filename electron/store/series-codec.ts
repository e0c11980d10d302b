/**
 * How a per-update series lies on the disk, for whoever reads it without the lab. It leaves out when to write what: see `series`.
 *
 * A series (one metric of one run) is a row of float32 values, one an update, without gaps. Its older part is in `series_chunks`,
 * the rest in `series_tail`; both name the update of their first value (`first_update`) and how many follow (`count`). A chunk
 * ends just before a multiple of 16,384 updates. All numbers are little-endian; a NaN is a value like any other.
 *
 * - `series_tail.data`: `count` float32.
 * - `series_chunks.data`: one Zstandard frame (with content size and checksum) around the same bytes in four planes: the first
 *   byte of every value, then every second byte, third, fourth. `sha256` is the digest of the bytes before that.
 * - `series_chunks.cells`: for drawing. Cell c covers the updates [64 c, 64 c + 64) of the chunk, so the first and the last may
 *   be short. With n cells: n float64 sums, n float32 minima, n float32 maxima, n uint8 counts, all without the NaNs.
 *
 * In Python:
 *     planes = numpy.frombuffer(zstandard.decompress(data), numpy.uint8).reshape(4, count)
 *     values = planes.T.copy().view('<f4').ravel()
 */
import { hash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Chunks end at multiples of this many updates. */
export const CHUNK_UPDATES = 16_384;
/** Updates that one cell summarises; divides CHUNK_UPDATES. */
export const CELL_UPDATES = 64;

/** Thrown where stored bytes are not what was written. */
export class DamagedRecordError extends Error {
  override readonly name = 'DamagedRecordError';
}

/** Sums, minima, maxima and counts of the cells of a chunk. */
export interface Cells {
  readonly firstCell: number;
  readonly sum: Float64Array;
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly count: Uint8Array;
}

/** The bytes of the values, without a copy. */
export function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** The values in bytes, as a copy (the bytes need not lie on a multiple of four). */
export function valuesOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(copyOf(bytes));
}

export function digestOf(values: Float32Array): Buffer {
  return hash('sha256', bytesOf(values), 'buffer');
}

export function encodeChunk(values: Float32Array): Buffer {
  const bytes = bytesOf(values);
  const count = values.length;
  const planes = Buffer.allocUnsafe(bytes.length);
  for (let index = 0, from = 0; index < count; index++) {
    planes[index] = bytes[from++];
    planes[count + index] = bytes[from++];
    planes[2 * count + index] = bytes[from++];
    planes[3 * count + index] = bytes[from++];
  }
  return zstdCompressSync(planes, {
    pledgedSrcSize: planes.length,
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}

/** Throws DamagedRecordError where the bytes are damaged. */
export function decodeChunk(data: Uint8Array, count: number): Float32Array {
  const planes = decompress(data, 4 * count);
  const values = new Float32Array(count);
  const bytes = bytesOf(values);
  for (let index = 0, to = 0; index < count; index++) {
    bytes[to++] = planes[index];
    bytes[to++] = planes[count + index];
    bytes[to++] = planes[2 * count + index];
    bytes[to++] = planes[3 * count + index];
  }
  return values;
}

export function encodeCells(firstUpdate: number, values: Float32Array): Buffer {
  const firstCell = Math.floor(firstUpdate / CELL_UPDATES);
  const length = Math.ceil((firstUpdate + values.length) / CELL_UPDATES) - firstCell;
  const sum = new Float64Array(length);
  const min = new Float32Array(length).fill(Infinity);
  const max = new Float32Array(length).fill(-Infinity);
  const count = new Uint8Array(length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (Number.isNaN(value)) continue;
    const cell = Math.floor((firstUpdate + index) / CELL_UPDATES) - firstCell;
    sum[cell] += value;
    if (value < min[cell]) min[cell] = value;
    if (value > max[cell]) max[cell] = value;
    count[cell]++;
  }
  return Buffer.concat([Buffer.from(sum.buffer), bytesOf(min), bytesOf(max), count]);
}

/** Throws DamagedRecordError where the bytes are damaged. */
export function decodeCells(firstUpdate: number, bytes: Uint8Array): Cells {
  const length = bytes.length / 17;
  if (!Number.isInteger(length)) throw new DamagedRecordError('the summary of a chunk has the wrong length');
  const buffer = copyOf(bytes);
  return {
    firstCell: Math.floor(firstUpdate / CELL_UPDATES),
    sum: new Float64Array(buffer, 0, length),
    min: new Float32Array(buffer, 8 * length, length),
    max: new Float32Array(buffer, 12 * length, length),
    count: new Uint8Array(buffer, 16 * length, length),
  };
}

function decompress(data: Uint8Array, length: number): Buffer {
  try {
    const planes = zstdDecompressSync(data, { maxOutputLength: length });
    if (planes.length === length) return planes;
  } catch (error) {
    throw new DamagedRecordError('a chunk cannot be decompressed', { cause: error });
  }
  throw new DamagedRecordError('a chunk has the wrong length');
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}
