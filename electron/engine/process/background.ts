/** Engine processes beside screens give way: training takes what the screens leave of the processor, which is nearly all of it. */
import { constants, setPriority } from 'node:os';

/** A process that has ended meanwhile is left alone. */
export function giveWay(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch (error) {
    // Its end is told by its own event; a system that does not let us only makes the screens slower.
    console.warn(`The engine process ${String(pid)} keeps its priority:`, error);
  }
}
