/** Runs the bundled main process (first argument) on the stub of Electron, and tells on stdout, as one JSON document, what happened. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Stub } from '#test/support/electron-stub';

const stubUrl = new URL('./electron-stub.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: stubUrl, shortCircuit: true } : next(specifier, context)),
});
// The module is this project's own.
const { electronStub } = (await import(stubUrl)) as { readonly electronStub: Stub };
const { app, ipcMain, told } = electronStub;
const left = new Promise((resolve) => app.once('left', resolve));
await import(pathToFileURL(process.argv[2]).href);
await new Promise((resolve) => setTimeout(resolve, 0));

const story: Record<string, unknown> = {};
const { window } = electronStub;
if (window !== null) {
  const { webContents } = window;
  const ask = async (url: string, method: string): Promise<unknown> => {
    const answer = new Promise((resolve) => webContents.once('text', (text: string) => resolve(JSON.parse(text))));
    ipcMain.emit('batchlab', { sender: webContents, senderFrame: { url, parent: null } }, JSON.stringify({ id: 1, method, input: {} }));
    return Promise.race([
      answer,
      new Promise((resolve) => setTimeout(() => resolve('silence'), url.startsWith('batchlab:') ? 20_000 : 100)),
    ]);
  };
  const load = async (url: string): Promise<unknown> => {
    const [, handler] = told.protocol as [string, (request: { readonly url: string }) => Promise<Response>];
    const response = await handler({ url });
    return [response.status, response.headers.get('Content-Security-Policy'), (await response.text()).slice(0, 15)];
  };
  story.stranger = await ask('https://evil.example/', 'lab.status');
  story.status = await ask('batchlab://app/', 'lab.status');
  if (process.env.STUB_ASKS_ENGINES === 'yes') story.engines = await ask('batchlab://app/', 'engines.report');
  story.page = await load('batchlab://app/');
  story.outside = await load('batchlab://app/../package.json');
  window.emit('ready-to-show');
  story.isShown = window.isShown;
  window.emit('close', { preventDefault: () => (story.isCloseHeld = true) });
}
await left;
console.log(JSON.stringify({ ...story, told }));
process.exit(0);
