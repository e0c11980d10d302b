/** The wire of a browser: one WebSocket at a time, made again with growing pauses when it is lost. */
import type { Wire } from '#contract/connect';

const PAUSES_MS = [250, 500, 1000, 2000, 4000];

/** The part of WebSocket that is used. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

/** `later` waits; it is handed in so that tests need no time. */
export function socketWire(
  open: () => Socket,
  later: (callback: () => void, ms: number) => void = (callback, ms) => void setTimeout(callback, ms),
): Wire {
  let onText: (text: string) => void = () => undefined;
  let onConnection: (isConnected: boolean) => void = () => undefined;
  let socket: Socket | null = null;
  let failures = 0;
  let isClosed = false;

  function start(): void {
    if (isClosed) return;
    const current = open();
    socket = current;
    current.addEventListener('open', () => {
      failures = 0;
      onConnection(true);
    });
    current.addEventListener('message', (event) => {
      if (typeof event.data === 'string') onText(event.data);
    });
    current.addEventListener('close', () => {
      if (isClosed) return;
      onConnection(false);
      later(start, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
      failures += 1;
    });
  }

  return {
    send: (text) => socket?.send(text),
    onText: (listener) => {
      onText = listener;
    },
    onConnection: (listener) => {
      onConnection = listener;
      start();
    },
    close: () => {
      isClosed = true;
      socket?.close();
    },
  };
}
