/** Which automatic backups are kept: the newest of each of the last 3 days and of each of the last 4 weeks that have one. Pure. */

const DAYS = 3;
const WEEKS = 4;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The times, in milliseconds, of backups that have had their day. Days and weeks are those of UTC; what they are called matters little. */
export function outdated(times: readonly number[]): readonly number[] {
  const newestFirst = [...times].sort((a, b) => b - a);
  const kept = new Set([...newestOfEach(newestFirst, DAY_MS, DAYS), ...newestOfEach(newestFirst, 7 * DAY_MS, WEEKS)]);
  return newestFirst.filter((at) => !kept.has(at));
}

function newestOfEach(newestFirst: readonly number[], periodMs: number, periods: number): readonly number[] {
  const newest = new Map<number, number>();
  for (const at of newestFirst) {
    const period = Math.floor(at / periodMs);
    if (!newest.has(period)) newest.set(period, at);
  }
  return [...newest.values()].slice(0, periods);
}
