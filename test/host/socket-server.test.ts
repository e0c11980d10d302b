/** The browser host as a browser, and as an attacker, meets it: a real server on a real port. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '#contract/connect';
import { openNodeWire } from '#host/node-wire';
import { startSocketServer } from '#host/socket-server';
import type { SocketServer } from '#host/socket-server';
import { createScriptedLab, status } from '#test/support/scripted-lab';
import { traversals } from '#test/support/traversals';

const lab = createScriptedLab();
const folder = mkdtempSync(join(tmpdir(), 'batchlab-host-'));
const rendererDirectory = join(folder, 'renderer.js');
let server: SocketServer;
let cookie: string;
const openSockets: WebSocket[] = [];

beforeAll(async () => {
  mkdirSync(rendererDirectory);
  mkdirSync(join(rendererDirectory, 'folder.js'));
  writeFileSync(join(rendererDirectory, 'index.html'), '<!doctype html><title>Lab</title>');
  writeFileSync(join(rendererDirectory, 'secret.ts'), 'not for the browser');
  writeFileSync(join(folder, 'package.json'), 'outside');
  server = await startSocketServer({ service: lab, rendererDirectory, port: 0 });
  const welcome = await ask({ target: new URL(server.address).search.replace(/^/, '/') });
  cookie = (welcome.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
});
afterEach(() => {
  for (const socket of openSockets.splice(0)) socket.terminate();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** node:http, because `fetch` would tidy the path and refuse some headers. */
function ask(options: {
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { target, method = 'GET', headers } = options;
    const sent = request({ host: '127.0.0.1', port: server.port, path: target, method, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Resolves with "open", or with the status that refused it. */
function tryUpgrade(headers: Readonly<Record<string, string>>, origin = `http://127.0.0.1:${server.port}`, path = '/lab'): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { origin, headers: { ...headers } });
    openSockets.push(socket);
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', (error) => resolve(error.message));
  });
}

test('the printed address gives a cookie that scripts cannot read, and leads to the page without the token', async () => {
  const { pathname, search, hostname } = new URL(server.address);
  expect(hostname).toBe('127.0.0.1');
  expect(search).toMatch(/^\?token=[\w-]{22}$/);
  const welcome = await ask({ target: pathname + search });
  expect(welcome.status).toBe(303);
  expect(welcome.headers.location).toBe('/');
  expect(welcome.headers['set-cookie']).toEqual([
    `batchlab-${server.port}=${search.slice('?token='.length)}; HttpOnly; SameSite=Strict; Path=/`,
  ]);
  expect(await ask({ target: '/', headers: { cookie } })).toMatchObject({ status: 200, body: '<!doctype html><title>Lab</title>' });
});

test('every response carries the policy', async () => {
  const answers = [
    await ask({ target: '/', headers: { cookie } }),
    await ask({ target: '/none.js', headers: { cookie } }),
    await ask({ target: '/' }),
    await ask({ target: '/', method: 'POST', headers: { cookie } }),
    await ask({ target: new URL(server.address).search.replace(/^/, '/') }),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([200, 404, 403, 405, 303]);
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toContain(`default-src 'none'; script-src 'self'; style-src 'self';`);
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('without the cookie there is one plain page, whatever is asked for', async () => {
  for (const target of ['/', '/index.html', '/none.js', '/?token=wrong', '/lab']) {
    const answer = await ask({ target });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('open the address that was printed');
  }
  expect((await ask({ target: '/', headers: { cookie, host: `evil.example:${server.port}` } })).status).toBe(403);
});

test.each(traversals.filter((target) => /^\/[!-~]*$/.test(target)))('%j is not found', async (target) => {
  expect((await ask({ target, headers: { cookie } })).status).toBe(404);
});

test.each(['/folder.js', '/secret.ts', '/index.html.js', '/../package.json'])('%j is not found', async (target) => {
  expect((await ask({ target, headers: { cookie } })).status).toBe(404);
});

test('HEAD gives the headers alone', async () => {
  const answer = await ask({ target: '/', method: 'HEAD', headers: { cookie } });
  expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([200, '', 'text/html; charset=utf-8']);
});

test('the WebSocket opens for our own page, and for nobody else', async () => {
  expect(await tryUpgrade({ cookie })).toBe('open');
  expect(await tryUpgrade({})).toBe('403');
  expect(await tryUpgrade({ cookie: `batchlab-${server.port}=wrong` })).toBe('403');
  expect(await tryUpgrade({ cookie }, 'http://evil.example')).toBe('403');
  expect(await tryUpgrade({ cookie }, 'http://127.0.0.1:1')).toBe('403');
  expect(await tryUpgrade({ cookie, host: `evil.example:${server.port}` }, `http://evil.example:${server.port}`)).toBe('403');
  expect(await tryUpgrade({ cookie }, undefined, '/')).toBe('403');
});

test('several windows are served at once, each with its own subscriptions', async () => {
  const [first, second] = [connect(await openNodeWire(server.address)), connect(await openNodeWire(server.address))];
  const seen: string[] = [];
  first.subscribe('status', () => seen.push('first'));
  second.subscribe('status', () => seen.push('second'));
  await vi.waitFor(() => expect(lab.listenerCount()).toBe(2));
  first.close();
  await vi.waitFor(() => expect(lab.listenerCount()).toBe(1));
  lab.publish('status', status);
  await vi.waitFor(() => expect(seen).toEqual(['second']));
  second.close();
  await vi.waitFor(() => expect(lab.listenerCount()).toBe(0));
});

test('binary messages and broken frames end their own connection only', async () => {
  const headers = { cookie };
  const origin = `http://127.0.0.1:${server.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/lab`, { origin, headers });
  await new Promise((resolve) => socket.on('open', resolve));
  socket.send(Buffer.from([1, 2, 3]));
  expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1003);

  const raw = connectTcp(server.port, '127.0.0.1');
  raw.on('error', () => raw.destroy());
  const ended = new Promise((resolve) => raw.on('close', resolve));
  const head = ['GET /lab HTTP/1.1', `Host: 127.0.0.1:${server.port}`, `Origin: ${origin}`, `Cookie: ${cookie}`];
  raw.write(
    [
      ...head,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${'A'.repeat(22)}==`,
      '',
      '',
    ].join('\r\n'),
  );
  raw.once('data', () => raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])));
  await ended;

  const client = connect(await openNodeWire(server.address));
  expect((await client.call('lab.status', {})).version).toBe(status.version);
  client.close();
});

test('only this computer can reach it', () => {
  expect(new URL(server.address).hostname).toBe('127.0.0.1');
  return new Promise<void>((resolve) => {
    // All of 127/8 is this computer; a server on 0.0.0.0 would answer here.
    const stranger = connectTcp(server.port, '127.0.0.2');
    stranger.on('connect', () => expect.unreachable('the server listens on more than 127.0.0.1'));
    stranger.on('error', () => resolve());
  });
});

test('a port that is taken is said in a sentence', async () => {
  await expect(startSocketServer({ service: lab, rendererDirectory, port: server.port })).rejects.toThrow(
    `Port ${server.port} is in use. Choose another one, or leave it out.`,
  );
});

test('closing the server tells its clients', async () => {
  const other = await startSocketServer({ service: lab, rendererDirectory, port: 0 });
  const client = connect(await openNodeWire(other.address));
  await client.call('lab.status', {});
  const lost = new Promise((resolve) => client.onConnection(resolve));
  await other.close();
  expect(await lost).toBe(false);
  await expect(client.call('lab.status', {})).rejects.toMatchObject({ failure: { kind: 'disconnected' } });
});
