/** Unpacks gzip, never to more than its limit. */
import { gunzipSync } from 'node:zlib';
import { badTable } from '#datasets/bad-table';
import { mostUnpacked, tooLarge } from '#datasets/limits';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Throws LabError `badTable` for a stream that is cut, damaged or far larger than it should be. */
export function gunzip(file: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked(bytes.length) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file, 'The file', null);
    if (code === 'Z_BUF_ERROR') {
      throw badTable(file, `The compressed data breaks off at the end of the file, byte ${bytes.length}. Copy or download it again.`);
    }
    throw badTable(file, 'The compressed data is damaged. Copy or download the file again.');
  }
}
