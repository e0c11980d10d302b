/** When something has to be built again. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isStale } from '#host/freshness';

let folder: string;
let sources: string;
let built: string;
const at = (path: string, seconds: number): void => utimesSync(path, seconds, seconds);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchlab-fresh-'));
  sources = join(folder, 'sources');
  built = join(folder, 'built.js');
  mkdirSync(join(sources, 'deep'), { recursive: true });
  for (const file of [join(sources, 'a.ts'), join(sources, 'deep', 'b.ts'), built]) writeFileSync(file, '');
  for (const path of [join(sources, 'a.ts'), join(sources, 'deep', 'b.ts'), join(sources, 'deep'), sources]) at(path, 1000);
  at(built, 2000);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is younger than all its sources is fresh', () => {
  expect(isStale(built, [sources, join(sources, 'a.ts')])).toBe(false);
});

test('a file that was changed, however deep, makes it stale', () => {
  at(join(sources, 'deep', 'b.ts'), 3000);
  expect(isStale(built, [sources])).toBe(true);
});

test('a file that was removed makes it stale', () => {
  rmSync(join(sources, 'deep', 'b.ts'));
  expect(isStale(built, [sources])).toBe(true);
});

test('what was never built is stale', () => {
  expect(isStale(join(folder, 'none.js'), [sources])).toBe(true);
});

test('a source that does not exist is a mistake in the list', () => {
  expect(() => isStale(built, [join(folder, 'typo')])).toThrow('ENOENT');
});
