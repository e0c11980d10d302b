/** The wire inside Electron: the preload's two functions, connected for as long as the window lives. */
import type { Wire } from '#contract/connect';

/** What the preload puts on `window.batchlab`. */
export interface Bridge {
  send(text: string): void;
  onText(listener: (text: string) => void): void;
}

export function bridgeWire(bridge: Bridge): Wire {
  let isClosed = false;
  return {
    send: (text) => bridge.send(text),
    onText: (listener) =>
      bridge.onText((text) => {
        if (!isClosed) listener(text);
      }),
    onConnection: (listener) => listener(true),
    close: () => {
      isClosed = true;
    },
  };
}
