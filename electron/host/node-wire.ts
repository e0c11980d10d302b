/** A wire to the browser host from Node: what a browser does, for scripts and tests. */
import type { Wire } from '#contract/connect';
import { WebSocket } from 'ws';

/** Opens the printed address, keeps the cookie that it gives, and connects. */
export async function openNodeWire(address: string): Promise<Wire> {
  const { host, origin } = new URL(address);
  const welcome = await fetch(address, { redirect: 'manual' });
  const cookie = welcome.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const socket = new WebSocket(`ws://${host}/lab`, { origin, headers: { cookie }, maxPayload: 0, perMessageDeflate: false });
  // An error is always followed by `close`, which is what counts.
  socket.on('error', () => socket.terminate());
  return {
    send: (text) => socket.send(text),
    onText: (listener) => socket.on('message', (data: Buffer) => listener(data.toString('utf8'))),
    onConnection(listener) {
      socket.on('open', () => listener(true));
      socket.on('close', () => listener(false));
      if (socket.readyState === WebSocket.OPEN) listener(true);
    },
    close: () => socket.close(),
  };
}
