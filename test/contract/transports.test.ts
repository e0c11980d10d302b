/** One suite over every way to the lab: in memory, over the loopback socket, and over Electron's channel. */
import fc from 'fast-check';
import { deepStrictEqual } from 'node:assert';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect } from '#contract/connect';
import type { LabClient, MethodName } from '#contract/contract';
import { methods } from '#contract/contract';
import { serve } from '#contract/serve';
import { connectInMemory } from '#host/memory';
import { openNodeWire } from '#host/node-wire';
import { startSocketServer } from '#host/socket-server';
import { serveOverIpc } from '#main/electron-wire';
import { bridgeWire, FakeIpcMain, FakePage } from '#test/support/fake-electron';
import type { ScriptedLab } from '#test/support/scripted-lab';
import { createScriptedLab, status, windowOf } from '#test/support/scripted-lab';

interface Opened {
  readonly client: LabClient;
  readonly close: () => Promise<void>;
}

const hosts: Readonly<Record<string, (lab: ScriptedLab) => Opened | Promise<Opened>>> = {
  memory: (lab) => ({ client: connectInMemory(lab), close: () => Promise.resolve() }),
  socket: async (lab) => {
    const server = await startSocketServer({ service: lab, rendererDirectory: '/nowhere', port: 0 });
    return { client: connect(await openNodeWire(server.address)), close: () => server.close() };
  },
  electron: (lab) => {
    const ipc = new FakeIpcMain();
    serveOverIpc(lab, ipc);
    const wire = bridgeWire(ipc, new FakePage(), { url: 'batchlab://app/', parent: null });
    return { client: connect(wire), close: () => Promise.resolve() };
  },
};

describe.each(Object.entries(hosts))('over %s', (_name, open) => {
  let lab: ScriptedLab;
  let opened: Opened;
  let client: LabClient;

  beforeEach(async () => {
    lab = createScriptedLab();
    opened = await open(lab);
    client = opened.client;
  });
  afterEach(async () => {
    client.close();
    await opened.close();
  });

  test('a call is answered, special numbers and typed arrays included', async () => {
    deepStrictEqual(await client.call('lab.status', {}), status);
    deepStrictEqual(await client.call('runs.series', seriesTo(10)), windowOf(10));
    deepStrictEqual(await client.call('runs.series', seriesTo(0)), windowOf(0));
    expect(await client.call('design.load', {})).toBeNull();
  });

  test('five million points arrive', async () => {
    const { update, mean } = await client.call('runs.series', seriesTo(2_500_000));
    const expected = windowOf(2_500_000);
    expect(Buffer.from(update.buffer).equals(Buffer.from(expected.update.buffer))).toBe(true);
    expect(Buffer.from(mean.buffer).equals(Buffer.from(expected.mean.buffer))).toBe(true);
  });

  test('fifty calls at once get each their own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, spec) => client.call('design.save', { id: 'a', kind: 'draft', name: '', spec })),
    );
    expect(answers.map(({ savedAt }) => savedAt)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('a failure of the lab arrives as the same failure', async () => {
    await expect(client.call('experiments.get', { id: 'x' })).rejects.toMatchObject({
      name: 'LabError',
      message: 'There is no experiment "x".',
      failure: { kind: 'notFound', what: 'experiment', id: 'x' },
    });
  });

  test('a programming error arrives as one sentence, without a stack', async () => {
    await expect(client.call('presets.list', {})).rejects.toMatchObject({
      failure: { kind: 'internal', message: 'secret is not a function' },
    });
  });

  test('wrong input is refused with the field it is about', async () => {
    await expect(client.call('runs.series', { ...seriesTo(1), points: 0 })).rejects.toThrow(
      /^The request runs\.series was not understood: points: /,
    );
  });

  test.each(['no.such', 'constructor', '__proto__', 'toString', ''])('the method %j is unknown', async (method) => {
    // The name is wrong on purpose.
    await expect(client.call(method as MethodName, {})).rejects.toMatchObject({ failure: { kind: 'badRequest', method } });
  });

  test('any input to any method is answered or refused', async () => {
    // This one never answers when its input is right.
    const names = Object.keys(methods).filter((name) => name !== 'experiments.pause');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.anything({ withTypedArray: false, withNullPrototype: false }), async (name, input) => {
        // Both are of any kind on purpose.
        const outcome = await client.call(name as 'lab.status', input as never).then(
          () => 'answered',
          (error: unknown) => error,
        );
        if (outcome !== 'answered') expect(outcome).toBeInstanceOf(Error);
      }),
      { numRuns: 300 },
    );
    deepStrictEqual(await client.call('lab.status', {}), status);
  });

  test('a topic reaches those who asked for it, as long as they want it', async () => {
    const seen: unknown[] = [];
    const end = client.subscribe('status', (value) => seen.push(value));
    const endSecond = client.subscribe('status', () => seen.push('second'));
    await vi.waitFor(() => expect(lab.listenerCount()).toBe(1));
    lab.publish('status', status);
    lab.publish('experiment', { id: 'a', state: 'training' });
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    deepStrictEqual(seen, [status, 'second']);
    end();
    lab.publish('status', status);
    await vi.waitFor(() => expect(seen).toHaveLength(3));
    endSecond();
    await vi.waitFor(() => expect(lab.listenerCount()).toBe(0));
    lab.publish('status', status);
    await client.call('lab.status', {});
    expect(seen).toHaveLength(3);
  });

  test('closing fails what is pending, now and later, and ends the subscriptions', async () => {
    client.subscribe('progress', () => undefined);
    await vi.waitFor(() => expect(lab.listenerCount()).toBe(1));
    const pending = client.call('experiments.pause', { id: 'x' });
    client.close();
    await expect(pending).rejects.toMatchObject({ failure: { kind: 'disconnected' } });
    await expect(client.call('lab.status', {})).rejects.toMatchObject({ failure: { kind: 'disconnected' } });
    await vi.waitFor(() => expect(lab.listenerCount()).toBe(0));
  });
});

describe('the server of a wire', () => {
  test('lives through every text, and answers garbage with a failure', () => {
    const lab = createScriptedLab();
    const sent: string[] = [];
    const connection = serve(lab).connect((text) => sent.push(text));
    const message = fc.record(
      { id: fc.anything(), method: fc.string(), input: fc.anything(), subscribe: fc.string() },
      { requiredKeys: [] },
    );
    const garbage = fc.oneof(
      fc.string(),
      fc.json(),
      message.map((value) => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? 0 : inner))),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        const before = sent.length;
        connection.receive(text);
        for (const reply of sent.slice(before)) expect(reply).toMatch(/^\{"id":(null|-?\d+),"failure":\{"kind":"badRequest"/);
      }),
      { numRuns: 2000 },
    );
    expect(sent.length).toBeGreaterThan(1000);
  });

  test('a topic that is asked for twice is sent once', () => {
    const lab = createScriptedLab();
    const connection = serve(lab).connect(() => undefined);
    connection.receive('{"subscribe":"status"}');
    connection.receive('{"subscribe":"status"}');
    expect(lab.listenerCount()).toBe(1);
    connection.receive('{"unsubscribe":"status"}');
    connection.receive('{"unsubscribe":"status"}');
    expect(lab.listenerCount()).toBe(0);
  });

  test('an answer that is no data becomes a failure', async () => {
    const lab = createScriptedLab();
    const broken = { ...lab, handlers: { ...lab.handlers, 'lab.status': () => new Map() as never } };
    const reply = await new Promise((resolve) => serve(broken).connect(resolve).receive('{"id":1,"method":"lab.status","input":{}}'));
    expect(reply).toBe('{"id":1,"failure":{"kind":"internal","message":"internal: an instance of a class cannot be sent"}}');
  });
});

const seriesTo = (toUpdate: number) => ({ runId: 'r', metric: 'loss', fromUpdate: 0, toUpdate, points: 1 }) as const;
