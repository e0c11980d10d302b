/** Writes a sheet of synthetic digits as a PNG picture, one digit a row: `node test/support/contact-sheet.ts OUT.png [SEED]`. */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { DIGIT_SIDE, digits } from '#core/data/digits';

const COLUMNS = 20;
/** Every pixel is drawn this many times across and down. */
const ZOOM = 2;
const GAP = 2;
const CELL = DIGIT_SIDE * ZOOM + GAP;

const out = process.argv.at(2);
const seed = process.argv.at(3) ?? '1';
if (out === undefined) throw new Error('Name the file to write: node test/support/contact-sheet.ts OUT.png [SEED]');

const { features, target } = digits({ samples: 10 * COLUMNS, distortion: 1, noise: 0.05, seed: Number(seed) });
if (target.kind !== 'class') throw new Error('Digits have classes.');

const width = COLUMNS * CELL + GAP;
const height = 10 * CELL + GAP;
const sheet = new Uint8Array(width * height).fill(200);
const filled = new Array<number>(10).fill(0);
for (const [row, digit] of target.labels.entries()) {
  const left = GAP + CELL * filled[digit]++;
  const top = GAP + CELL * digit;
  for (let y = 0; y < DIGIT_SIDE * ZOOM; y++) {
    for (let x = 0; x < DIGIT_SIDE * ZOOM; x++) {
      const pixel = row * DIGIT_SIDE ** 2 + Math.floor(y / ZOOM) * DIGIT_SIDE + Math.floor(x / ZOOM);
      sheet[(top + y) * width + left + x] = Math.round(255 * (1 - features[pixel]));
    }
  }
}
writeFileSync(out, greyPng(sheet, width, height));

/** A PNG of 8-bit grey values (PNG specification, third edition, sections 5 and 11). */
function greyPng(pixels: Uint8Array, columns: number, rows: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const lines = Buffer.alloc(rows * (columns + 1));
  for (let row = 0; row < rows; row++) lines.set(pixels.subarray(row * columns, (row + 1) * columns), row * (columns + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
