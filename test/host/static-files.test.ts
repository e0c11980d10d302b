/** Which files the renderer's hosts give out: the built ones, by plain names, and nothing else on the disk. */
import fc from 'fast-check';
import { resolve, sep } from 'node:path';
import { expect, test } from 'vitest';
import { traversals } from '#test/support/traversals';
import { resolveStatic, securityHeaders } from '#host/static-files';

test('the start page, scripts, styles and fonts are found, whatever the query', () => {
  expect(resolveStatic('/')).toEqual({ path: 'index.html', contentType: 'text/html; charset=utf-8' });
  expect(resolveStatic('/?a=b')).toEqual({ path: 'index.html', contentType: 'text/html; charset=utf-8' });
  expect(resolveStatic('/assets/index-D3x_1.js')).toEqual({
    path: 'assets/index-D3x_1.js',
    contentType: 'text/javascript; charset=utf-8',
  });
  expect(resolveStatic('/assets/inter.var.woff2#x')?.contentType).toBe('font/woff2');
});

test.each(traversals)('%j is no file', (target) => {
  expect(resolveStatic(target)).toBeNull();
});

test('whatever is asked for, no path leaves the directory', () => {
  const piece = fc.constantFrom('/', '..', '.', '\\', '%2e', '%2f', 'a', 'C:', '\0', '.js', '.json', '?', '~');
  const root = resolve('/srv/renderer');
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))), (pieces) => {
      const file = resolveStatic(`/${pieces.join('')}.js`);
      if (file !== null) expect(resolve(root, file.path).startsWith(root + sep)).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('the policy lets scripts, styles and connections come from the app alone', () => {
  expect(securityHeaders('ws://127.0.0.1:4173')).toEqual({
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws://127.0.0.1:4173; " +
      "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  });
  expect(securityHeaders(null)['Content-Security-Policy']).toContain("connect-src 'self';");
});
