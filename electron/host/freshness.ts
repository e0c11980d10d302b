/** Whether something that was built is older than what it was built from. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** `built` is the file that is written last. A source that is missing throws; a built file that is missing is stale. */
export function isStale(built: string, sources: readonly string[]): boolean {
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  return builtAt === undefined || sources.some((source) => latestChangeMs(source) > builtAt);
}

/** Of a file, or of a folder and all that is in it: the folder's own time tells of what was removed. */
function latestChangeMs(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, latestChangeMs(join(path, name))), status.mtimeMs);
}
