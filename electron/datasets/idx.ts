/** One IDX file, the format of MNIST: magic number, sizes, values, all big-endian. Format: LeCun, Cortes and Burges, "The MNIST database". */
import { badTable } from '#datasets/bad-table';

type Read = (view: DataView, at: number) => number;

/** By the third byte of the magic number. */
const types: ReadonlyMap<number, { readonly bytes: number; readonly read: Read }> = new Map([
  [0x08, { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) }],
  [0x09, { bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) }],
  [0x0b, { bytes: 2, read: (view: DataView, at: number) => view.getInt16(at) }],
  [0x0c, { bytes: 4, read: (view: DataView, at: number) => view.getInt32(at) }],
  [0x0d, { bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at) }],
  [0x0e, { bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at) }],
]);
const BYTE = 0x08;
const MOST_SIZES = 4;

export interface IdxArray {
  readonly file: string;
  readonly sizes: readonly number[];
  /** Of unsigned bytes, as pixels are. */
  readonly isBytes: boolean;
  readonly length: number;
  value(index: number): number;
}

export function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && types.has(bytes[2]) && bytes[3] >= 1 && bytes[3] <= MOST_SIZES;
}

/** Throws LabError `badTable` where the file is not what its header promises. */
export function readIdx(file: string, bytes: Uint8Array): IdxArray {
  const type = types.get(bytes[2]);
  if (!isIdx(bytes) || type === undefined) throw badTable(file, 'The file does not begin with the magic number of an IDX file (byte 0).');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + 4 * bytes[3];
  if (bytes.length < start) throw badTable(file, `The file breaks off in its header, at byte ${bytes.length}.`);
  const sizes = Array.from({ length: bytes[3] }, (_, index) => view.getUint32(4 + 4 * index));
  const length = sizes.reduce((product, size) => product * size, 1);
  const end = start + length * type.bytes;
  if (bytes.length !== end) {
    const promised = `The header promises ${sizes.join(' x ')} values, which end at byte ${end}`;
    throw badTable(
      file,
      `${promised}, but the file ${bytes.length < end ? 'breaks off' : 'goes on'} at byte ${Math.min(bytes.length, end)}.`,
    );
  }
  return {
    file,
    sizes,
    isBytes: bytes[2] === BYTE,
    length,
    value: (index) => type.read(view, start + index * type.bytes),
  };
}
