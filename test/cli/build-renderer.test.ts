/** When the screens have to be built anew. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isStale } from '#cli/build-renderer';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-build-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a build is stale when it was never made, and when a source is newer, at any depth', async () => {
  const inner = join(folder, 'source', 'inner');
  mkdirSync(inner, { recursive: true });
  const source = join(inner, 'part.ts');
  writeFileSync(source, '');
  for (const path of [source, inner, join(folder, 'source')]) utimesSync(path, 1000, 1000);
  const product = join(folder, 'index.html');
  const stale = (): Promise<boolean> => isStale(product, [join(folder, 'source')]);
  expect(await stale()).toBe(true);
  writeFileSync(product, '');
  utimesSync(product, 2000, 2000);
  expect(await stale()).toBe(false);
  utimesSync(source, 3000, 3000);
  expect(await stale()).toBe(true);
  utimesSync(source, 1000, 1000);
  utimesSync(inner, 3000, 3000);
  expect(await stale()).toBe(true);
});
