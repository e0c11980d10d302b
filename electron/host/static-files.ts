/** Which file of the built renderer a request means, and the headers it is sent with. Pure; shared by the browser host and Electron's protocol. */

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

export interface StaticFile {
  /** Below the renderer's directory, with forward slashes. */
  readonly path: string;
  readonly contentType: string;
}

/** Segments of plain letters, digits, `.`, `_` and `-` that do not start with a dot: no `..`, no `%`, no `\`, no `:`, no hidden file. */
const plainPath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** `target` is path and query as they came (`/assets/index-1a2b.js?x`); null is "404". What it gives may still not exist. */
export function resolveStatic(target: string): StaticFile | null {
  const pathname = target.split(/[?#]/, 1)[0] ?? '';
  const path = pathname === '/' ? '/index.html' : pathname;
  const contentType = contentTypeOf(path);
  return plainPath.test(path) && contentType !== null ? { path: path.slice(1), contentType } : null;
}

function contentTypeOf(path: string): string | null {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return Object.hasOwn(contentTypes, extension) ? (contentTypes[extension] ?? null) : null;
}

/** Headers of every response. `webSocketOrigin` is the lab's own (`ws://127.0.0.1:4173`), null where no WebSocket is used. */
export function securityHeaders(webSocketOrigin: string | null): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${webSocketOrigin === null ? '' : ` ${webSocketOrigin}`}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
}
