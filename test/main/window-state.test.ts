/** Where the window opens: as it was left, as long as that can be seen and grasped. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { restoredState, saveState } from '#main/window-state';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-window-'));
const file = join(folder, 'window.json');
afterAll(() => rmSync(folder, { recursive: true }));

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1280, height: 800 },
];
const state = { bounds: { x: 100, y: 50, width: 1200, height: 800 }, isMaximized: true };

test('what was saved is restored, and nothing else is left in the folder', () => {
  saveState(file, state);
  saveState(file, state);
  expect(restoredState(file, screens)).toEqual(state);
  expect(readdirSync(folder)).toEqual(['window.json']);
});

test.each([
  { x: 2000, y: 10, visible: true },
  { x: -1100, y: 50, visible: true },
  { x: -1150, y: 50, visible: false },
  { x: 3150, y: 50, visible: false },
  { x: 100, y: -10, visible: false },
  { x: 100, y: 1000, visible: false },
])('a window at $x, $y is restored: $visible', ({ x, y, visible }) => {
  const moved = { ...state, bounds: { ...state.bounds, x, y } };
  saveState(file, moved);
  expect(restoredState(file, screens)).toEqual(visible ? moved : null);
});

test('a window whose screen was taken away opens anew', () => {
  saveState(file, { ...state, bounds: { ...state.bounds, x: 2000 } });
  expect(restoredState(file, screens.slice(0, 1))).toBeNull();
});

test.each(['', '{', 'null', '[]', '{"bounds":{"x":0,"y":0,"width":1e9,"height":700},"isMaximized":false}', '{"bounds":{"x":0.5}}'])(
  'a file that says %j is as good as none',
  (text) => {
    writeFileSync(file, text);
    expect(restoredState(file, screens)).toBeNull();
  },
);

test('no file is no state', () => {
  expect(restoredState(join(folder, 'none.json'), screens)).toBeNull();
});
