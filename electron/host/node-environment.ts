/** The program and the machine as Node tells them. */
import { createHash, randomInt } from 'node:crypto';
import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { tableHash } from '#datasets/hash';
import type { Environment } from '#lab/ports/environment';

/** How closely the event loop is watched. */
const LOOP_RESOLUTION_MS = 10;

/** Without look-alikes (0/o, 1/l/i), so that an id can be read out and typed. */
const ID_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export function nodeEnvironment(appVersion: string): Environment {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  /** The monitor counts the whole time between two of its own timers; the delay is what is more than it asked for. */
  const delayMs = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - LOOP_RESOLUTION_MS) : 0);
  return {
    appVersion,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    newId: () => Array.from({ length: 8 }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join(''),
    hashText: (text) => createHash('sha256').update(text).digest('hex'),
    hashTable: tableHash,
    memory: () => ({ usedBytes: process.memoryUsage.rss(), totalBytes: os.totalmem() }),
    load: () => {
      const { user, system } = process.cpuUsage();
      const loopDelayMs = { mean: delayMs(loop.mean), p99: delayMs(loop.percentile(99)), most: delayMs(loop.max) };
      loop.reset();
      return { pid: process.pid, cores: os.availableParallelism(), cpuSeconds: (user + system) / 1e6, loopDelayMs };
    },
  };
}
