/** Processor time of this process and all that it has started: what work costs while other programs keep the machine busy. Linux only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel ticks at. */
const TICKS_PER_SECOND = 100;

export const hasProcessorTime = existsSync('/proc/self/stat');

/** Seconds so far. Differences to one hundredth of a second. */
export function processorSeconds(): number {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [ticksOf(name)] : []));
  const own = processes.filter((one) => one !== null && (one.pid === process.pid || one.parent === process.pid));
  return own.reduce((sum, one) => sum + (one?.ticks ?? 0), 0) / TICKS_PER_SECOND;
}

/** With what its ended children took; null for a process that has ended meanwhile. */
function ticksOf(pid: string): { readonly pid: number; readonly parent: number; readonly ticks: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name before may hold blanks and brackets; after it come state, parent, ..., and from the 12th on user, system and both of children.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), ticks };
}
