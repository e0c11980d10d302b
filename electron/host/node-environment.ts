/** The program and the machine as Node tells them. */
import { createHash, randomInt } from 'node:crypto';
import os from 'node:os';
import { tableHash } from '#datasets/hash';
import type { Environment } from '#lab/ports/environment';

/** Without look-alikes (0/o, 1/l/i), so that an id can be read out and typed. */
const ID_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export function nodeEnvironment(appVersion: string): Environment {
  return {
    appVersion,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    newId: () => Array.from({ length: 8 }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join(''),
    hashText: (text) => createHash('sha256').update(text).digest('hex'),
    hashTable: tableHash,
    memory: () => ({ usedBytes: process.memoryUsage.rss(), totalBytes: os.totalmem() }),
  };
}
