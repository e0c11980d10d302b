/** Says in a PNG file how many dots an inch it has, so that a printed picture gets its size (PNG specification, chunk pHYs). */

const METRES_AN_INCH = 0.0254;
/** Signature and the chunk IHDR, behind which pHYs may stand. */
const HEAD_BYTES = 8 + 25;

/** The same picture with a chunk pHYs; one that has it already stays as it is. */
export function withDensity(png: Uint8Array, dotsPerInch: number): Uint8Array<ArrayBuffer> {
  if (hasDensity(png)) return new Uint8Array(png);
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  const perMetre = Math.round(dotsPerInch / METRES_AN_INCH);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode('pHYs'), 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  // 1: the unit is the metre.
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, HEAD_BYTES));
  result.set(chunk, HEAD_BYTES);
  result.set(png.subarray(HEAD_BYTES), HEAD_BYTES + chunk.length);
  return result;
}

function hasDensity(png: Uint8Array): boolean {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = 8; at + 12 <= png.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (name === 'pHYs') return true;
    if (name === 'IDAT') return false;
  }
  return false;
}

/** Cyclic redundancy check of ISO 3309, as PNG chunks carry it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
