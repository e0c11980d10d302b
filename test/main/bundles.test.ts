/** The bundles that Electron will run, run in Node: the main process on a stub of Electron, the engine in a process of its own. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatasetFiles } from '#datasets/dataset-files';
import { bundle, bundles } from '#main/bundles';
import { webPreferences } from '#main/security';
import { openStore } from '#store/open-store';
import { jpg, png } from '#test/datasets/support/made-files';

const project = join(import.meta.dirname, '..', '..');
/** Laid out as the packaged app is. */
const appDirectory = mkdtempSync(join(tmpdir(), 'batchlab-app-'));
const dist = join(appDirectory, 'dist');

beforeAll(async () => {
  for (const name of ['node_modules', 'resources']) symlinkSync(join(project, name), join(appDirectory, name), 'junction');
  writeFileSync(join(appDirectory, 'package.json'), '{"type":"module"}');
  for (const one of bundles) await bundle(one, dist);
  mkdirSync(join(dist, 'renderer'));
  writeFileSync(join(dist, 'renderer', 'index.html'), '<!doctype html><title>Lab</title>');
}, 120_000);
afterAll(() => rmSync(appDirectory, { recursive: true, force: true }));

function runMain(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const script = fileURLToPath(new URL('../support/run-main-bundle.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, join(dist, 'main', 'main.js'), ...args], {
      env: { ...process.env, STUB_APP_PATH: appDirectory, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('exit', () => {
      try {
        // The script writes one record.
        resolve(JSON.parse(out) as Record<string, unknown>);
      } catch {
        reject(new Error(`${out}\n${err}`));
      }
    });
  });
}

test('the bundled import thread reads tables and images', async () => {
  const files = createDatasetFiles(appDirectory, pathToFileURL(join(dist, 'importer', 'worker.js')));
  const read = (all: Readonly<Record<string, Uint8Array>>) =>
    files.read({ kind: 'files', files: Object.entries(all).map(([name, bytes]) => ({ name, bytes })) }, { target: null, task: 'auto' });
  expect(await read({ 'a.csv': Buffer.from('a,kind\n1,x\n2,y\n3,x\n4,y\n') })).toMatchObject({ rows: 4 });
  const [black, red] = [png(2, 2, [0, 0, 0, 255]), jpg(2, 2, [255, 0, 0, 255])];
  expect(await read({ 'a/1.png': black, 'a/2.png': black, 'b/1.jpg': red, 'b/2.jpg': red })).toMatchObject({
    rows: 4,
    image: { channels: 3 },
  });
});

test('the bundled thread of checkpoints copies the log into the database', async () => {
  const directory = join(appDirectory, 'tidied');
  const checkpointWorker = pathToFileURL(join(dist, 'tidier', 'worker.js'));
  const store = openStore(directory, { mode: 'write', settlesSoon: true, checkpointWorker });
  store.saveSetting('colour', 'blue');
  await new Promise((resolve) => store.settle(resolve));
  mkdirSync(join(appDirectory, 'copied'));
  copyFileSync(join(directory, 'batchlab.sqlite3'), join(appDirectory, 'copied', 'batchlab.sqlite3'));
  const reader = openStore(join(appDirectory, 'copied'), { mode: 'read' });
  expect(reader.setting('colour')).toBe('blue');
  reader.close();
  store.close();
});

test('the preload script is one CommonJS file that asks for Electron alone', () => {
  expect(readdirSync(join(dist, 'preload'))).toEqual(['preload.cjs']);
  const text = readFileSync(join(dist, 'preload', 'preload.cjs'), 'utf8');
  expect([...text.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
  expect(text).not.toMatch(/^(?:import|export)\b/m);
});

test('no bundle opens a port or a second copy of a native package', () => {
  const text = readFileSync(join(dist, 'main', 'main.js'), 'utf8');
  expect(text).toMatch(/from "better-sqlite3"/);
  expect(text).not.toMatch(/from "(?:node:)?(?:http|net|https|vite)"/);
});

test('the app composes the lab, opens its window, answers its own page only, and ends when the window is closed', async () => {
  const dataDirectory = join(appDirectory, 'data');
  const story = await runMain({ STUB_ASKS_ENGINES: 'yes' }, '--data-dir', dataDirectory);
  expect(story.stranger).toBe('silence');
  expect(story.status).toMatchObject({ id: 1, ok: { dataDirectory, version: '9.9.9', storageProblem: null, training: null } });
  expect(story.page).toEqual([200, expect.stringContaining("script-src 'self'"), '<!doctype html>']);
  expect(story.outside).toEqual([404, expect.stringContaining("default-src 'none'"), 'There is no suc']);
  expect(JSON.stringify(story.engines)).toMatch(/"id":"onnx-cpu",[^{}]*"available":true/);
  expect(story).toMatchObject({ isShown: true, isCloseHeld: true });
  expect(story.told).toMatchObject({
    enableSandbox: true,
    'disable-background-networking': true,
    exit: 0,
    setPath: ['userData', join(dataDirectory, 'window')],
    url: 'batchlab://app/',
    schemes: [{ scheme: 'batchlab', privileges: { standard: true, secure: true } }],
    window: { show: false, webPreferences: { ...webPreferences, preload: join(dist, 'preload', 'preload.cjs') } },
  });
  expect(story.told).not.toHaveProperty('errorBox');
  expect(story.told).not.toHaveProperty('question');
  expect(JSON.parse(readFileSync(join(dataDirectory, 'window', 'window.json'), 'utf8'))).toMatchObject({ isMaximized: false });
}, 60_000);

test('a data folder that cannot be is said in a box, and the app ends', async () => {
  const blocked = join(appDirectory, 'blocked');
  writeFileSync(blocked, 'a file, not a folder');
  const story = await runMain({}, '--data-dir', blocked);
  expect(story.told).toMatchObject({ exit: 1, errorBox: ['Batch Size Lab cannot start', expect.stringContaining(blocked)] });
});

describe('a damaged history', () => {
  async function damaged(name: string): Promise<string> {
    const dataDirectory = join(appDirectory, name);
    const store = openStore(dataDirectory, { mode: 'write' });
    await store.makeBackup(false);
    store.close();
    writeFileSync(join(dataDirectory, 'batchlab.sqlite3'), 'This is no database.'.repeat(1000));
    return dataDirectory;
  }

  test('is replaced by its backup on request, and the app opens', async () => {
    const dataDirectory = await damaged('restored');
    const story = await runMain({ STUB_BUTTON: '0' }, '--data-dir', dataDirectory);
    expect(story.told).toMatchObject({ questionAtStart: { buttons: ['Restore backup', 'Quit'] }, exit: 0 });
    expect(story.told).not.toHaveProperty('errorBox');
    expect(story).toMatchObject({ isShown: true, status: { ok: { dataDirectory, storageProblem: null } } });
    expect(readdirSync(dataDirectory)).toContain('kept-aside');
  }, 60_000);

  test('stays as it is where the person would rather quit', async () => {
    const dataDirectory = await damaged('left');
    const story = await runMain({ STUB_BUTTON: '1' }, '--data-dir', dataDirectory);
    expect(story.told).toMatchObject({ exit: 1 });
    expect(story.told).not.toHaveProperty('window');
    expect(story.told).not.toHaveProperty('errorBox');
    expect(readFileSync(join(dataDirectory, 'batchlab.sqlite3'), 'utf8')).toMatch(/^This is no database/);
  });
});

test('a second start of the same lab leaves at once and opens nothing', async () => {
  const story = await runMain({ STUB_IS_SECOND: 'yes' }, '--data-dir', join(appDirectory, 'second'));
  expect(story.told).toMatchObject({ quit: true });
  expect(story.told).not.toHaveProperty('window');
  expect(readdirSync(join(appDirectory, 'second'))).toEqual(['window']);
});
