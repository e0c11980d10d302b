/** How many cores a computer really has: two threads that share a core do not train faster than one. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Physical cores that this process may use, at least one. */
export function physicalCores(): number {
  const usable = availableParallelism();
  if (process.platform !== 'linux') return usable;
  try {
    const cores = coresIn(readFileSync('/proc/cpuinfo', 'utf8'));
    return cores === 0 ? usable : Math.max(1, Math.min(cores, usable));
  } catch {
    // Without /proc (some containers) the number of threads is all there is to know.
    return usable;
  }
}

/** Distinct (socket, core) pairs in the text of /proc/cpuinfo; 0 where it does not tell, as on ARM. */
export function coresIn(cpuInfo: string): number {
  const cores = cpuInfo.split(/\n\s*\n/).flatMap((processor) => {
    const socket = /^physical id\s*:\s*(\d+)/m.exec(processor)?.[1];
    const core = /^core id\s*:\s*(\d+)/m.exec(processor)?.[1];
    return socket === undefined || core === undefined ? [] : [`${socket}/${core}`];
  });
  return new Set(cores).size;
}
