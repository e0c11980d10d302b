/** What pages of the app may do: verdicts over hostile addresses, and the settings that Electron is given. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appOrigin,
  isTrustedSender,
  mayNavigate,
  mayRequest,
  mayUsePermission,
  schemePrivileges,
  webPreferences,
  windowOpenAnswer,
} from '#main/security';

const foreign = [
  '',
  'about:blank',
  'batchlab://',
  'batchlab:///index.html',
  'batchlab:app/',
  'batchlab://app.evil.example/',
  'batchlab://evil.example/',
  'batchlab://app@evil.example/',
  'batchlab://user@app/',
  'batchlab://app:80/',
  'batchlabs://app/',
  'http://app/',
  'https://evil.example/?batchlab://app/',
  'file:///etc/passwd',
  'file://app/index.html',
  'javascript:alert(1)',
  'vbscript:x',
  'ftp://app/',
  '\\\\server\\share',
  '//app/',
];

test('pages are those of the app', () => {
  for (const url of [`${appOrigin}/`, `${appOrigin}/index.html`, `${appOrigin}/?x#y`]) {
    expect(mayNavigate(url)).toBe(true);
    expect(mayRequest(url)).toBe(true);
  }
});

test.each([...foreign, 'data:text/html,x', 'blob:https://evil.example/1', 'devtools://devtools/x'])('%j is no page of the app', (url) => {
  expect(mayNavigate(url)).toBe(false);
  expect(isTrustedSender({ url, parent: null })).toBe(false);
});

test.each([...foreign, 'ws://127.0.0.1:1/', 'wss://evil.example/', 'chrome-extension://x/'])('%j is not loaded', (url) => {
  expect(mayRequest(url)).toBe(false);
});

test('no address makes a verdict throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (url) => {
      expect(mayNavigate(url)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('only the page itself is trusted, not a frame in it, not one that is gone', () => {
  expect(isTrustedSender({ url: `${appOrigin}/`, parent: null })).toBe(true);
  expect(isTrustedSender({ url: `${appOrigin}/`, parent: { url: `${appOrigin}/` } })).toBe(false);
  expect(isTrustedSender(null)).toBe(false);
});

test('permissions and new windows are denied', () => {
  expect(mayUsePermission()).toBe(false);
  expect(windowOpenAnswer).toEqual({ action: 'deny' });
});

test('the page is isolated, sandboxed, and has no Node', () => {
  expect(webPreferences).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
  expect(schemePrivileges).toMatchObject({ standard: true, secure: true, bypassCSP: false, allowServiceWorkers: false });
});
