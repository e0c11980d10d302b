/** One NumPy array from its `.npy` file. Format: NumPy enhancement proposal 1, versions 1 to 3. */
import { badTable, quoted } from '#datasets/bad-table';

type Read = (view: DataView, at: number, isLittle: boolean) => number;
interface ElementType {
  readonly bytes: number;
  readonly read: Read;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const whole64 = (high: number, low: number): number => high * 2 ** 32 + low;
const types: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['f4', { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  ['f8', { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  ['i1', { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ['i2', { bytes: 2, read: (view, at, little) => view.getInt16(at, little) }],
  ['i4', { bytes: 4, read: (view, at, little) => view.getInt32(at, little) }],
  [
    'i8',
    {
      bytes: 8,
      read: (view, at, little) => whole64(view.getInt32(little ? at + 4 : at, little), view.getUint32(little ? at : at + 4, little)),
    },
  ],
  ['u1', { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ['u2', { bytes: 2, read: (view, at, little) => view.getUint16(at, little) }],
  ['u4', { bytes: 4, read: (view, at, little) => view.getUint32(at, little) }],
  [
    'u8',
    {
      bytes: 8,
      read: (view, at, little) => whole64(view.getUint32(little ? at + 4 : at, little), view.getUint32(little ? at : at + 4, little)),
    },
  ],
  ['b1', { bytes: 1, read: (view, at) => view.getUint8(at) }],
]);

export interface NpyArray {
  readonly file: string;
  readonly shape: readonly number[];
  /** "f4", "i8", "u1", ... */
  readonly type: string;
  readonly length: number;
  /** All values, the last index fastest. */
  copyTo(values: Float32Array | Float64Array, from: number): void;
}

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** Throws LabError `badTable` for objects, texts and records, and where the file is not what its header promises. */
export function readNpy(file: string, bytes: Uint8Array): NpyArray {
  if (!isNpy(bytes)) throw badTable(file, 'The file does not begin with the magic text of a NumPy array (byte 0).');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = readHeader(file, bytes, view);
  const description = /'descr'\s*:\s*('[^']*'|\[)/.exec(header)?.[1] ?? '';
  const type = /^'([<>|=]?)([a-zA-Z]\d*)'$/.exec(description);
  const element = types.get(type?.[2] ?? '');
  if (type === null || element === undefined) throw badTable(file, unusable(description));
  const shape = shapeOf(header);
  const isFortran = /'fortran_order'\s*:\s*True/.test(header);
  if (shape === null) throw badTable(file, 'The header of the array does not tell its shape.');
  const length = shape.reduce((product, size) => product * size, 1);
  const end = start + length * element.bytes;
  if (bytes.length !== end) {
    const promised = `The header promises ${shape.join(' x ')} values, which end at byte ${end}`;
    throw badTable(
      file,
      `${promised}, but the file ${bytes.length < end ? 'breaks off' : 'goes on'} at byte ${Math.min(bytes.length, end)}.`,
    );
  }
  const isLittle = type[1] !== '>';
  const read = (place: number): number => element.read(view, start + place * element.bytes, isLittle);
  return {
    file,
    shape,
    type: type[2],
    length,
    copyTo(values, from) {
      if (isFortran) copyFortran(shape, length, (place, index) => (values[from + index] = read(place)));
      else for (let index = 0; index < length; index++) values[from + index] = read(index);
    },
  };
}

function readHeader(file: string, bytes: Uint8Array, view: DataView): { readonly header: string; readonly start: number } {
  const isShort = bytes[6] === 1;
  const headerAt = isShort ? 10 : 12;
  if (bytes.length < headerAt) throw badTable(file, `The file breaks off in its header, at byte ${bytes.length}.`);
  if (bytes[6] < 1 || bytes[6] > 3) throw badTable(file, `Version ${bytes[6]} of NumPy's format (byte 6) cannot be read here.`);
  const start = headerAt + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < start)
    throw badTable(file, `The header should end at byte ${start}, but the file breaks off at byte ${bytes.length}.`);
  return { header: new TextDecoder('latin1').decode(bytes.subarray(headerAt, start)), start };
}

/** null where there is none, or no array in memory could have it. */
function shapeOf(header: string): readonly number[] | null {
  const text = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (text === undefined) return null;
  const sizes = text
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map(Number);
  return sizes.every(Number.isSafeInteger) && Number.isSafeInteger(sizes.reduce((product, size) => product * size, 8)) ? sizes : null;
}

function unusable(description: string): string {
  if (description.includes('O')) return 'The array holds Python objects, which can run programs when they are read. Save it as numbers.';
  if (description === '[') return 'The array holds records with named fields. Save its columns as arrays of numbers.';
  if (/[US]\d*'$/.test(description)) return 'The array holds texts. Save its classes as whole numbers.';
  return `The array holds values of the type ${quoted(description.replaceAll("'", ''))}; whole and floating numbers of NumPy's usual types can be used.`;
}

/** Visits the values in the order of their indices, the last one fastest, with their places when the first one is fastest. */
function copyFortran(shape: readonly number[], length: number, visit: (place: number, index: number) => void): void {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const at = shape.map(() => 0);
  let place = 0;
  for (let index = 0; index < length; index++) {
    visit(place, index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++at[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      at[axis] = 0;
    }
  }
}
