/** Engine processes beside screens give way: training takes what the screens leave of the processor, which is nearly all of it. */
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Linux shares the processor among sessions first and among the processes of each only then: there an engine process has a session of its
 * own, with the lowest priority too. Else it would take as much as the browser that shows the lab, which is another session.
 */
export const HAS_SESSIONS = process.platform === 'linux';

/** Sessions take a new priority from ordinary users only every tenth of a second. */
const AGAIN_MS = 150;
const ATTEMPTS = 20;

/** A process that has ended meanwhile is left alone. `hasOwnSession`: it was started as the first of a session. */
export function giveWay(pid: number | undefined, hasOwnSession = false): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch (error) {
    // Its end is told by its own event; a system that does not let us only makes the screens slower.
    console.warn(`The engine process ${String(pid)} keeps its priority:`, error);
  }
  if (hasOwnSession) lowerSession(pid, ATTEMPTS);
}

/** A system that does not group by session has no such file, and needs none. */
function lowerSession(pid: number, attempts: number): void {
  try {
    writeFileSync(`/proc/${String(pid)}/autogroup`, String(constants.priority.PRIORITY_LOW));
  } catch (error) {
    const isTooSoon = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
    if (isTooSoon && attempts > 1) setTimeout(lowerSession, AGAIN_MS, pid, attempts - 1).unref();
  }
}
