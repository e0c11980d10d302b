/** The lab's side of the preload bridge: texts over one channel, from the app's own page only. Asks of Electron only the few things named here. */
import type { LabService } from '#contract/contract';
import { serve } from '#contract/serve';
import type { Connection } from '#contract/serve';
import type { SenderFrame } from '#main/security';
import { isTrustedSender } from '#main/security';

/** As the preload script knows it too. */
export const channel = 'batchlab';

/** What is needed of Electron's `WebContents`. */
export interface Page {
  send(channel: string, text: string): void;
  isDestroyed(): boolean;
  once(event: 'destroyed', listener: () => void): unknown;
  on(event: 'render-process-gone', listener: () => void): unknown;
  on(
    event: 'did-start-navigation',
    listener: (details: { readonly isMainFrame: boolean; readonly isSameDocument: boolean }) => void,
  ): unknown;
}

/** What is needed of Electron's `ipcMain`. */
export interface Ipc {
  on(
    channel: string,
    listener: (event: { readonly sender: Page; readonly senderFrame: SenderFrame | null }, text: unknown) => void,
  ): unknown;
}

export function serveOverIpc(service: LabService, ipc: Ipc): void {
  const server = serve(service);
  const connections = new WeakMap<Page, Connection | null>();

  const connectionOf = (page: Page): Connection => {
    const known = connections.get(page);
    if (known) return known;
    // A page that was loaded anew counts from 1 again: it must not get the replies of the one before.
    const connection = server.connect((text) => {
      if (!page.isDestroyed()) page.send(channel, text);
    });
    if (known === undefined) whenLeft(page, () => drop(page));
    connections.set(page, connection);
    return connection;
  };
  const drop = (page: Page): void => {
    connections.get(page)?.close();
    connections.set(page, null);
  };

  ipc.on(channel, ({ sender, senderFrame }, text) => {
    if (isTrustedSender(senderFrame) && typeof text === 'string') connectionOf(sender).receive(text);
  });
}

function whenLeft(page: Page, callback: () => void): void {
  page.once('destroyed', callback);
  page.on('render-process-gone', callback);
  page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) callback();
  });
}
