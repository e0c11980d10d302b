/** Study files as bytes: gzip around the SHA-256 of the text, a line end, and the text. Packed in threads, hashed a stretch at a time. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as rest } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import { LabError } from '#core/failure';
import { inTurns, type Steps } from '#core/steps';
import type { StudyFiles } from '#lab/ports/study-files';

/** Text of more than this is refused, however small it was packed. Below the longest string that the runtime has. */
const MOST_BYTES = 400 * 1024 * 1024;
const HASH_LENGTH = 64;
/** Hashed in less than a millisecond or two. */
const STRETCH_BYTES = 1024 * 1024;
/** In a thread. */
const unzipped = promisify<Uint8Array, { readonly maxOutputLength: number }, Buffer<ArrayBuffer>>(gunzip);

export function studyFiles(mostBytes = MOST_BYTES): StudyFiles {
  return {
    async pack(parts) {
      const { hash, bytes } = await betweenWork(hashOf(parts));
      if (bytes > mostBytes)
        throw new LabError({
          kind: 'conflict',
          problem: `This study is larger than ${Math.round(mostBytes / 2 ** 20)} MB, which a study file cannot hold. Export fewer experiments at once, or without their data.`,
        });
      const packed = Readable.from([`${hash}\n`, ...parts]).pipe(createGzip());
      return Buffer.concat(await packed.toArray());
    },
    async unpack(fileName, bytes) {
      const refuse = (reason: string): never => {
        throw new LabError({ kind: 'unreadableFile', file: fileName, reason });
      };
      const content = await unzip(bytes, mostBytes, refuse);
      const hash = content.toString('latin1', 0, HASH_LENGTH);
      if (content[HASH_LENGTH] !== LINE_END || !/^[0-9a-f]{64}$/.test(hash)) refuse('it is not a study of Batch Size Lab.');
      const text = content.subarray(HASH_LENGTH + 1);
      if ((await betweenWork(hashOf(stretches(text)))).hash !== hash) refuse('it is damaged: its content does not match its check sum.');
      return text.toString('utf8');
    },
  };
}

const LINE_END = 0x0a;

async function unzip(bytes: Uint8Array, mostBytes: number, refuse: (reason: string) => never): Promise<Buffer> {
  try {
    return await unzipped(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return refuse(
      isTooLarge ? `it holds more than ${Math.round(mostBytes / 2 ** 20)} MB.` : 'it is not a study of Batch Size Lab, or it is damaged.',
    );
  }
}

function* hashOf(parts: Iterable<string | Uint8Array>): Steps<{ readonly hash: string; readonly bytes: number }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for (const part of parts) {
    digest.update(part);
    bytes += Buffer.byteLength(part);
    yield;
  }
  return { hash: digest.digest('hex'), bytes };
}

function* stretches(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += STRETCH_BYTES) yield bytes.subarray(from, from + STRETCH_BYTES);
}

function betweenWork<Result>(steps: Steps<Result>): Promise<Result> {
  return inTurns(steps, { nowMs: () => performance.now(), rest: () => rest() });
}
