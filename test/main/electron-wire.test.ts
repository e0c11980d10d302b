/** The lab's side of the preload bridge: whom it listens to, and when it stops. */
import { expect, test } from 'vitest';
import { channel, serveOverIpc } from '#main/electron-wire';
import { FakeIpcMain, FakePage } from '#test/support/fake-electron';
import { createScriptedLab, status } from '#test/support/scripted-lab';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const app = { url: 'batchlab://app/', parent: null };
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function open() {
  const lab = createScriptedLab();
  const ipc = new FakeIpcMain();
  serveOverIpc(lab, ipc);
  return { lab, ipc, page: new FakePage() };
}

test('frames that are not the page of the app, and values that are no text, get no answer', async () => {
  const { lab, ipc, page } = open();
  const request = '{"id":1,"method":"design.load","input":{}}';
  const evil = { url: 'https://evil.example/', parent: null };
  for (const frame of [null, evil, { ...app, parent: app }, { url: 'file:///index.html', parent: null }]) {
    ipc.receive(page, frame, request);
    ipc.receive(page, frame, '{"subscribe":"status"}');
  }
  for (const value of [null, 7, {}, [request], undefined]) ipc.receive(page, app, value);
  await later();
  expect(page.received).toEqual([]);
  expect(lab.listenerCount()).toBe(0);
  ipc.receive(page, app, request);
  await later();
  expect(page.received).toEqual(['{"id":1,"ok":null}']);
});

test.each([
  ['is loaded anew', (page: FakePage) => page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })],
  ['crashes', (page: FakePage) => page.emit('render-process-gone')],
])('a page that %s loses its subscriptions and the replies to its old calls, and starts afresh', async (_how, leave) => {
  const { lab, ipc, page } = open();
  ipc.receive(page, app, '{"subscribe":"status"}');
  ipc.receive(page, app, '{"id":1,"method":"lab.status","input":{}}');
  leave(page);
  await later();
  lab.publish('status', status);
  expect(page.received).toEqual([]);
  expect(lab.listenerCount()).toBe(0);
  ipc.receive(page, app, '{"id":1,"method":"design.load","input":{}}');
  await later();
  expect(page.received).toEqual(['{"id":1,"ok":null}']);
});

test('moving within the page, and a frame that navigates, change nothing', () => {
  const { lab, ipc, page } = open();
  ipc.receive(page, app, '{"subscribe":"status"}');
  page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
  page.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
  expect(lab.listenerCount()).toBe(1);
});

test('a page that is gone is not sent to', () => {
  const { lab, ipc, page } = open();
  ipc.receive(page, app, '{"subscribe":"status"}');
  page.destroy();
  expect(() => lab.publish('status', status)).not.toThrow();
  expect(lab.listenerCount()).toBe(0);
});

test('the preload script speaks on the same channel', () => {
  const preload = readFileSync(join(import.meta.dirname, '../../electron/preload/preload.ts'), 'utf8');
  expect(preload).toContain(`const channel = '${channel}';`);
});
