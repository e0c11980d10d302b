/** Who gets through to the browser host, from headers alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateFor, judgeRequest, mayUpgrade } from '#host/gate';

const gate = gateFor('secret-token', 4173);
const ours = { target: '/', host: '127.0.0.1:4173', origin: undefined, cookie: 'batchlab-4173=secret-token' };
const socket = { ...ours, target: '/lab', origin: 'http://127.0.0.1:4173' };

describe('a page or file', () => {
  test('is served to the browser that has the cookie', () => {
    for (const host of ['127.0.0.1:4173', 'localhost:4173', 'localhost:8000', 'localhost'])
      expect(judgeRequest(gate, { ...ours, host })).toBe('serve');
    expect(judgeRequest(gate, { ...ours, cookie: 'a=b; batchlab-4173=secret-token;c=d' })).toBe('serve');
  });

  test('the printed address gives the cookie, whether or not there was one', () => {
    expect(judgeRequest(gate, { ...ours, target: '/?token=secret-token', cookie: undefined })).toBe('giveCookie');
    expect(judgeRequest(gate, { ...ours, target: '/?token=secret-token', cookie: 'batchlab-4173=old' })).toBe('giveCookie');
  });

  test.each([
    { target: '/?token=secret-toke' },
    { target: '/?token=secret-tokenx' },
    { target: '/?token=' },
    { target: '/?token' },
    { target: '/?tokens=secret-token' },
    { target: '/x?token=secret-token' },
    { target: '//?token=secret-token' },
    { target: 'http://evil.example/?token=secret-token' },
    { target: '/?a=b?token=secret-token' },
    { cookie: '' },
    { cookie: 'batchlab-4173' },
    { cookie: 'batchlab-4173=' },
    { cookie: 'batchlab-4174=secret-token' },
    { cookie: 'xbatchlab-4173=secret-token' },
    { cookie: 'batchlab-4173=secret-token=' },
  ])('is refused without cookie and token: %j', (change) => {
    expect(judgeRequest(gate, { ...ours, cookie: undefined, ...change })).toBe('refuse');
  });

  test.each(foreignHosts())('is refused under the name %j, cookie or token or not', (host) => {
    expect(judgeRequest(gate, { ...ours, host })).toBe('refuse');
    expect(judgeRequest(gate, { ...ours, host, target: '/?token=secret-token' })).toBe('refuse');
  });
});

describe('the WebSocket', () => {
  test('is for our own page', () => {
    expect(mayUpgrade(gate, socket)).toBe(true);
    expect(mayUpgrade(gate, { ...socket, host: 'localhost:4173', origin: 'http://localhost:4173' })).toBe(true);
  });

  test.each([
    { origin: undefined },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://localhost:4173' },
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'https://127.0.0.1:4173' },
    { origin: 'http://127.0.0.1:4173.evil.example' },
    { origin: 'http://127.0.0.1:4173/' },
    { origin: 'http://evil.example' },
    { cookie: undefined },
    { cookie: 'batchlab-4173=wrong' },
    { target: '/' },
    { target: '/lab?token=secret-token', cookie: undefined },
    { target: '/lab/' },
  ])('is refused: %j', (change) => {
    expect(mayUpgrade(gate, { ...socket, ...change })).toBe(false);
  });

  test.each(foreignHosts())('is refused under the name %j, even with its own origin', (host) => {
    expect(mayUpgrade(gate, { ...socket, host, origin: `http://${host ?? ''}` })).toBe(false);
  });
});

test('no header makes a verdict throw, and none without the token gets through', () => {
  const header = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), header, header, (target, origin, cookie) => {
      const visitor = { target, host: '127.0.0.1:4173', origin, cookie };
      expect(judgeRequest(gate, visitor)).toBe('refuse');
      expect(mayUpgrade(gate, visitor)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

/** What a rebound name, a proxy or a forged header might say. */
function foreignHosts(): readonly (string | undefined)[] {
  return [
    undefined,
    '',
    'evil.example',
    'evil.example:4173',
    '127.0.0.1.evil.example:4173',
    'localhost.evil.example',
    '127.0.0.1:4173@evil.example',
    '127.0.0.1:',
    '127.0.0.1:4173\n',
    '0.0.0.0:4173',
    '192.168.1.7:4173',
    '[::1]:4173',
    'LOCALHOST.',
  ];
}
