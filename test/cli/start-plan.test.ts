/** Where `npm start` shows the lab. */
import { expect, test } from 'vitest';
import { planStart, windowProblem } from '#cli/start-plan';

const plan = (platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>, wantsBrowser = false) =>
  planStart({ wantsBrowser, platform, environment });

test.each([
  ['linux', { DISPLAY: ':0' }],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }],
  ['darwin', {}],
  ['win32', {}],
] as const)('on %s with %j there is a window', (platform, environment) => {
  expect(plan(platform, environment)).toEqual({ kind: 'window' });
});

test.each([{}, { DISPLAY: '' }])('on Linux with %j the browser takes its place, and one sentence says why', (environment) => {
  expect(plan('linux', environment)).toEqual({
    kind: 'browser',
    reason: 'There is no display here for a window, so the lab runs as a web page: open the address below in a browser on this computer.',
  });
});

test('who asks for the browser gets it without a word', () => {
  expect(plan('linux', { DISPLAY: ':0' }, true)).toEqual({ kind: 'browser', reason: null });
  expect(plan('darwin', {}, true)).toEqual({ kind: 'browser', reason: null });
});

test('a window that the system would not let run gives way to the browser; one that was closed or ended does not', () => {
  for (const signal of ['SIGTRAP', 'SIGABRT', 'SIGSEGV'] as const) expect(windowProblem(signal)).toContain(`(${signal})`);
  for (const signal of [null, 'SIGINT', 'SIGTERM', 'SIGKILL', 'SIGHUP'] as const) expect(windowProblem(signal)).toBeNull();
});
