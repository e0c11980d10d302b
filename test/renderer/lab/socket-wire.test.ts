import { expect, it } from 'vitest';
import { type Socket, socketWire } from '#renderer/lab/socket-wire.ts';

/** Sockets that do what the test says, and a clock that only notes the pauses. */
function bench() {
  const sockets: { fire: (type: string, event?: unknown) => void; sent: string[]; closed: boolean }[] = [];
  const pauses: { ms: number; run: () => void }[] = [];
  const open = (): Socket => {
    const listeners = new Map<string, (event: unknown) => void>();
    const state = { sent: [] as string[], closed: false, fire: (type: string, event?: unknown) => listeners.get(type)?.(event) };
    sockets.push(state);
    const socket = {
      send: (text: string) => void state.sent.push(text),
      close: () => void (state.closed = true),
      addEventListener: (type: string, listener: (event: unknown) => void) => void listeners.set(type, listener),
    };
    // Only what the wire uses of a WebSocket is here.
    return socket;
  };
  const wire = socketWire(open, (run, ms) => void pauses.push({ ms, run }));
  return { wire, sockets, pauses };
}

it('connects again after growing pauses and says so', () => {
  const { wire, sockets, pauses } = bench();
  const said: boolean[] = [];
  wire.onConnection((isConnected) => said.push(isConnected));
  sockets[0].fire('open');
  for (let index = 0; index < 7; index++) {
    sockets[index].fire('close');
    pauses[index].run();
  }
  sockets[7].fire('open');
  expect(said).toEqual([true, false, false, false, false, false, false, false, true]);
  expect(pauses.map(({ ms }) => ms)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
});
it('carries texts over the socket that is open now', () => {
  const { wire, sockets, pauses } = bench();
  const texts: string[] = [];
  wire.onText((text) => texts.push(text));
  wire.onConnection(() => undefined);
  sockets[0].fire('open');
  wire.send('a');
  sockets[0].fire('close');
  pauses[0].run();
  sockets[1].fire('open');
  wire.send('b');
  sockets[1].fire('message', { data: 'c' });
  expect([sockets[0].sent, sockets[1].sent, texts]).toEqual([['a'], ['b'], ['c']]);
});
it('does not connect again once it was closed', () => {
  const { wire, sockets, pauses } = bench();
  const said: boolean[] = [];
  wire.onConnection((isConnected) => said.push(isConnected));
  wire.close();
  sockets[0].fire('close');
  expect([sockets[0].closed, said, pauses.length]).toEqual([true, [], 0]);
});
