/** PNG and JPEG files to pixels. Sizes are read first, so that nothing is unpacked that is too large to be an honest image. */
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { badTable } from '#datasets/bad-table';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly isColour: boolean;
}

export interface Picture extends PictureSize {
  /** Four bytes a pixel: red, green, blue, opacity. */
  readonly rgba: Uint8Array;
}

const MOST_PIXELS = 32_000_000;
const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_HEADER_BYTES = 33;
const GREY_TYPES = [0, 4];

export function isPng(bytes: Uint8Array): boolean {
  return PNG_MAGIC.every((byte, index) => bytes[index] === byte);
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Throws LabError `badTable` where it is no PNG or JPEG, or one too large. */
export function pictureSize(file: string, bytes: Uint8Array): PictureSize {
  const size = isPng(bytes) ? pngSize(bytes) : isJpeg(bytes) ? jpegSize(bytes) : null;
  if (size === null) throw badTable(file, 'This is not a PNG or JPEG image, or it is cut off in its header.');
  if (size.width < 1 || size.height < 1) throw badTable(file, 'The image has no pixels.');
  if (size.width * size.height > MOST_PIXELS) {
    throw badTable(file, `The image is ${size.width} x ${size.height} pixels large; at most 32 million pixels can be read.`);
  }
  return size;
}

/** Throws LabError `badTable` where the image is cut or damaged. */
export function readPicture(file: string, bytes: Uint8Array): Picture {
  const size = pictureSize(file, bytes);
  const { width, height, data } = decoded(file, bytes);
  if (width !== size.width || height !== size.height || data.length !== 4 * width * height) {
    throw badTable(file, 'The image does not have the size that its header tells.');
  }
  return { ...size, rgba: data };
}

function decoded(file: string, bytes: Uint8Array): { readonly width: number; readonly height: number; readonly data: Uint8Array } {
  try {
    if (isPng(bytes)) return PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return jpeg.decode(bytes, {
      useTArray: true,
      tolerantDecoding: false,
      formatAsRGBA: true,
      maxResolutionInMP: 32,
      maxMemoryUsageInMB: 1024,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [line] = reason.split('\n', 1);
    throw badTable(file, `The image is cut off or damaged (${line.slice(0, 100).replace(/[.\s]+$/, '')}).`);
  }
}

function pngSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PNG_HEADER_BYTES) return null;
  return { width: view.getUint32(16), height: view.getUint32(20), isColour: !GREY_TYPES.includes(bytes[25]) };
}

/** From the frame header, marker C0 to CF but for C4, C8 and CC. */
function jpegSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), isColour: bytes[at + 9] > 1 };
    }
    // A marker may be preceded by any number of FF.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
