/** Looking for Electron's program, and having it fetched, with packages that behave like the real one on a good and on a bad day. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchElectron, findElectron } from '#cli/electron-binary';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchlab-electron-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function installScript(text: string): void {
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  writeFileSync(join(folder, 'install.js'), `const { mkdirSync, writeFileSync } = require('node:fs'); process.chdir(__dirname); ${text}`);
}

test('the program is where the package says, if it is there', () => {
  expect(findElectron(folder, {})).toBeNull();
  writeFileSync(join(folder, 'path.txt'), 'electron');
  expect(findElectron(folder, {})).toBeNull();
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'electron'), '');
  expect(findElectron(folder, {})).toBe(join(folder, 'dist', 'electron'));
  expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') })).toBeNull();
});

test('what the package fetches is found', async () => {
  installScript(`mkdirSync('dist'); writeFileSync('dist/electron', ''); writeFileSync('path.txt', 'electron');`);
  expect(await fetchElectron(folder)).toBe(join(folder, 'dist', 'electron'));
});

test('a fetch that fails leaves nothing but a null', async () => {
  installScript(`throw new TypeError('fetch failed');`);
  expect(await fetchElectron(folder)).toBeNull();
});

test('a fetch that hangs is ended', async () => {
  installScript('setInterval(() => undefined, 1000);');
  expect(await fetchElectron(folder, { onlineMs: 300, offlineMs: 300 })).toBeNull();
});

test('a checkout without the package has no window', async () => {
  expect(await fetchElectron(join(folder, 'none'))).toBeNull();
});
