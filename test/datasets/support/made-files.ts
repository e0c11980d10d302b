/** Files of data made by hand for the tests of importers: IDX, CIFAR, NumPy, tar, zip, PNG and JPEG, all small. */
import { crc32, deflateRawSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';

export function idx(sizes: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  for (const [index, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * index);
  return Buffer.concat([header, Buffer.from(values)]);
}

/** `labels` images of 28 x 28 or another size; pixel p of image i is (i + p) mod 256. */
export function idxImages(count: number, height: number, width: number): Buffer {
  return idx(
    [count, height, width],
    Array.from({ length: count * height * width }, (_, at) => (Math.floor(at / (height * width)) + (at % (height * width))) % 256),
  );
}

/** Records of CIFAR-10 (one label each) or CIFAR-100 (two); pixel p of every image is p mod 256. */
export function cifar(labels: readonly (readonly number[])[]): Buffer {
  const pixels = Array.from({ length: 3072 }, (_, at) => at % 256);
  return Buffer.concat(labels.map((label) => Buffer.from([...label, ...pixels])));
}

export function npy(description: string, shape: readonly number[], content: Uint8Array, isFortran = false): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': ${description}, 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': (${tuple}), }`;
  const header = Buffer.from(text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ') + '\n', 'latin1');
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, header, content]);
}

export const float32 = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
export const int64 = (...values: readonly number[]): Uint8Array => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly isEncrypted?: boolean;
  /** What the archive claims, where it lies. */
  readonly claimedSize?: number;
}

export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content, isEncrypted = false, claimedSize = content.length } of entries) {
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((isEncrypted ? 1 : 0) | 0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimedSize, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, end, Buffer.from(name)]));
    files.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, directory, end]);
}

export function tar(entries: readonly { readonly name: string; readonly content: Uint8Array }[]): Buffer {
  const blocks = entries.flatMap(({ name, content }) => {
    const header = Buffer.alloc(512);
    header.write(name);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0ustar\x0000', 148, 'latin1');
    header[156] = 0x30;
    header.write('ustar\x0000', 257, 'latin1');
    header.write('        ', 148);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** `colour` of every pixel: red, green, blue, opacity. Grey files hold the red. */
export function png(width: number, height: number, colour: readonly number[], isGrey = false): Buffer {
  const image = new PNG({ width, height });
  for (let at = 0; at < width * height; at++) image.data.set(isGrey ? [colour[0], colour[0], colour[0], 255] : colour, 4 * at);
  return PNG.sync.write(image, { colorType: isGrey ? 0 : 6 });
}

export function jpg(width: number, height: number, colour: readonly number[]): Buffer {
  const data = Buffer.alloc(4 * width * height);
  for (let at = 0; at < width * height; at++) data.set(colour, 4 * at);
  return jpeg.encode({ data, width, height }, 100).data;
}
