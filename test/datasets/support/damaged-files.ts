/** Good files of every kind, and the same with bytes changed, cut out or doubled. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ImportFile } from '#datasets/import-options';
import { cifar, float32, idx, idxImages, int64, jpg, npy, png, tar, zip } from '#test/datasets/support/made-files';

type Wound = readonly ['set' | 'flip' | 'cut' | 'double' | 'end', { readonly at: number; readonly length: number; readonly byte: number }];

function wounded(bytes: Uint8Array, wounds: readonly Wound[]): Uint8Array {
  let now = Buffer.from(bytes);
  for (const [kind, { at, length, byte }] of wounds) {
    const from = Math.floor(at * now.length);
    const to = Math.min(now.length, from + length);
    if (kind === 'set') now.fill(byte, from, to);
    else if (kind === 'flip' && from < now.length) now[from] ^= 1 << (byte % 8);
    else if (kind === 'cut') now = Buffer.concat([now.subarray(0, from), now.subarray(to)]);
    else if (kind === 'double') now = Buffer.concat([now.subarray(0, to), now.subarray(from)]);
    else if (kind === 'end') now = now.subarray(0, from);
  }
  return now;
}

const images = idxImages(6, 2, 3);
const labels = idx([6], [3, 5, 7, 3, 5, 7]);
const x = npy("'<f4'", [4, 2], float32(1, 2, 3, 4, 5, 6, 7, 8));
const y = npy("'<i8'", [4], int64(0, 1, -1, 1));
const pictures = ['a/1.png', 'a/2.jpg', 'b/1.png', 'b/2.jpg'].map((name) => ({
  name,
  content: name.endsWith('png') ? png(3, 2, [9, 99, 199, 255]) : jpg(3, 2, [9, 99, 199, 255]),
}));
const asFiles = (entries: readonly { readonly name: string; readonly content: Uint8Array }[]) =>
  entries.map(({ name, content }) => ({ name, bytes: content }));
/** Of every kind that can be imported. */
export const goodFiles: readonly (readonly ImportFile[])[] = [
  asFiles([
    { name: 'train-images', content: images },
    { name: 'train-labels', content: labels },
  ]),
  asFiles([
    {
      name: 'mnist.tgz',
      content: tar([
        { name: 'i', content: images },
        { name: 'l', content: labels },
      ]),
    },
  ]),
  asFiles([
    { name: 'i.gz', content: gzipSync(images) },
    { name: 'l', content: labels },
  ]),
  asFiles([{ name: 'c.bin', content: cifar([[1], [2], [3], [3]]) }]),
  asFiles([
    {
      name: 'a.npz',
      content: zip([
        { name: 'x.npy', content: x },
        { name: 'y.npy', content: y },
      ]),
    },
  ]),
  asFiles([
    { name: 'x.npy', content: x },
    { name: 'y.npy', content: y },
  ]),
  asFiles(pictures),
  asFiles([{ name: 'p.zip', content: zip(pictures) }]),
];

const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat({ max: 40 }), byte: fc.nat({ max: 255 }) });
const kind = fc.constantFrom('set', 'flip', 'cut', 'double', 'end');

export const damagedFiles = fc
  .tuple(fc.constantFrom(...goodFiles), fc.nat(), fc.array(fc.tuple(kind, damage), { minLength: 1, maxLength: 4 }))
  .map(([files, which, wounds]) =>
    files.map((file, index) => (index === which % files.length ? { ...file, bytes: wounded(file.bytes, wounds) } : file)),
  );
