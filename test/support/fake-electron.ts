/** Electron's ipcMain and web contents as far as the bridge uses them: texts are copied by value, asynchronously, like the real ones. */
import type { Wire } from '#contract/connect';
import type { Ipc, Page } from '#main/electron-wire';
import type { SenderFrame } from '#main/security';
import { EventEmitter } from 'node:events';

type IpcListener = Parameters<Ipc['on']>[1];

export class FakeIpcMain implements Ipc {
  private listener: IpcListener = () => undefined;

  on(_channel: string, listener: IpcListener): void {
    this.listener = listener;
  }
  receive(sender: Page, senderFrame: SenderFrame | null, text: unknown): void {
    this.listener({ sender, senderFrame }, structuredClone(text));
  }
}

export class FakePage extends EventEmitter implements Page {
  private textListener: (text: string) => void = () => undefined;
  private destroyed = false;
  /** Everything that was sent to the page, in order. */
  readonly received: string[] = [];

  send(_channel: string, text: string): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    this.received.push(text);
    setImmediate(() => this.textListener(text));
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('destroyed');
  }
  onText(listener: (text: string) => void): void {
    this.textListener = listener;
  }
}

/** What the renderer makes of the bridge that the preload script gives it. */
export function bridgeWire(ipc: FakeIpcMain, page: FakePage, frame: SenderFrame): Wire {
  return {
    send: (text) => void setImmediate(() => ipc.receive(page, frame, text)),
    onText: (listener) => page.onText(listener),
    onConnection: (listener) => listener(true),
    close: () => page.destroy(),
  };
}
