/** The client of a wire that comes, goes and comes back. */
import { expect, test } from 'vitest';
import { connect } from '#contract/connect';
import type { Wire } from '#contract/connect';

class HandWire implements Wire {
  readonly sent: unknown[] = [];
  isClosed = false;
  text: (text: string) => void = () => undefined;
  connection: (isConnected: boolean) => void = () => undefined;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  onText(listener: (text: string) => void): void {
    this.text = listener;
  }
  onConnection(listener: (isConnected: boolean) => void): void {
    this.connection = listener;
  }
  close(): void {
    this.isClosed = true;
  }
}

const disconnected = { failure: { kind: 'disconnected' } };

test('calls made before the connection are sent when it is there', async () => {
  const wire = new HandWire();
  const client = connect(wire);
  const answer = client.call('design.load', {});
  expect(wire.sent).toEqual([]);
  wire.connection(true);
  expect(wire.sent).toEqual([{ id: 1, method: 'design.load', input: {} }]);
  wire.text('{"id":1,"ok":null}');
  expect(await answer).toBeNull();
});

test('a connection that never comes fails the calls that waited for it', async () => {
  const wire = new HandWire();
  const client = connect(wire);
  const answer = client.call('design.load', {});
  wire.connection(false);
  await expect(answer).rejects.toMatchObject(disconnected);
});

test('a lost wire fails the pending calls, and is announced until it is back, when topics are asked for anew', async () => {
  const wire = new HandWire();
  const client = connect(wire);
  const announced: boolean[] = [];
  const end = client.onConnection((isConnected) => announced.push(isConnected));
  wire.connection(true);
  const statuses: unknown[] = [];
  client.subscribe('status', (value) => statuses.push(value));
  client.subscribe('progress', () => undefined)();
  const pending = client.call('design.load', {});
  wire.connection(false);
  await expect(pending).rejects.toMatchObject(disconnected);
  await expect(client.call('design.load', {})).rejects.toMatchObject(disconnected);
  wire.sent.length = 0;
  wire.connection(true);
  expect(wire.sent).toEqual([{ subscribe: 'status' }]);
  wire.text('{"topic":"status","value":7}');
  wire.text('{"topic":"experiment","value":8}');
  expect(statuses).toEqual([7]);
  expect(announced).toEqual([false, true]);
  end();
  wire.connection(false);
  expect(announced).toEqual([false, true]);
});

test('a reply that nobody waits for is ignored', () => {
  const wire = new HandWire();
  connect(wire);
  wire.connection(true);
  for (const text of ['{"id":99,"ok":1}', '{"id":null,"failure":{"kind":"disconnected"}}']) expect(() => wire.text(text)).not.toThrow();
  expect(wire.isClosed).toBe(false);
});

test.each(['', 'null', '7', '{"$":1}'])('a server that says %j is as good as lost', async (text) => {
  const wire = new HandWire();
  const client = connect(wire);
  wire.connection(true);
  const pending = client.call('design.load', {});
  wire.text(text);
  await expect(pending).rejects.toMatchObject(disconnected);
  expect(wire.isClosed).toBe(true);
});

test('input that is no data is refused where it is called', async () => {
  const wire = new HandWire();
  const client = connect(wire);
  wire.connection(true);
  await expect(client.call('design.check', { spec: () => 1 })).rejects.toThrow('cannot be sent');
  expect(wire.sent).toEqual([]);
});
