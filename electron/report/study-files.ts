/** Study files as bytes: gzip around the SHA-256 of the text, a line end, and the text. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { LabError } from '#core/failure';
import type { StudyFiles } from '#lab/ports/study-files';

/** Text of more than this is refused, however small it was packed. Below the longest string that the runtime has. */
const MOST_BYTES = 400 * 1024 * 1024;
const HASH_LENGTH = 64;
/** In a thread. */
const zipped = promisify<string, Buffer<ArrayBuffer>>(gzip);

export function studyFiles(mostBytes = MOST_BYTES): StudyFiles {
  return {
    pack: (text) => zipped(`${hashOf(text)}\n${text}`),
    unpack(fileName, bytes) {
      const refuse = (reason: string): never => {
        throw new LabError({ kind: 'unreadableFile', file: fileName, reason });
      };
      const content = unzipped(bytes, mostBytes, refuse).toString('utf8');
      const text = content.slice(HASH_LENGTH + 1);
      if (content[HASH_LENGTH] !== '\n' || !/^[0-9a-f]{64}$/.test(content.slice(0, HASH_LENGTH)))
        refuse('it is not a study of Batch Size Lab.');
      if (hashOf(text) !== content.slice(0, HASH_LENGTH)) refuse('it is damaged: its content does not match its check sum.');
      return text;
    },
  };
}

function unzipped(bytes: Uint8Array, mostBytes: number, refuse: (reason: string) => never): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return refuse(
      isTooLarge ? `it holds more than ${Math.round(mostBytes / 2 ** 20)} MB.` : 'it is not a study of Batch Size Lab, or it is damaged.',
    );
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
