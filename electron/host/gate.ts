/** Who may talk to the browser host: pure verdicts over request headers. */
import { timingSafeEqual } from 'node:crypto';

export interface Gate {
  readonly token: string;
  readonly cookieName: string;
}

/** What is looked at in a request; every field is as hostile as it likes. */
export interface Visitor {
  /** Path and query as they came. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

export type Verdict = 'serve' | 'giveCookie' | 'refuse';

/** Named by port, because a browser keeps one jar for all ports of a host. */
export const gateFor = (token: string, port: number): Gate => ({ token, cookieName: `batchlab-${port}` });

/** Pages and files: the address that was printed gives the cookie, and nothing is served without it. */
export function judgeRequest(gate: Gate, visitor: Visitor): Verdict {
  if (!isLoopbackHost(visitor.host)) return 'refuse';
  const [pathname, query] = visitor.target.split('?', 2);
  if (pathname === '/' && isToken(gate, new URLSearchParams(query).get('token'))) return 'giveCookie';
  return hasCookie(gate, visitor.cookie) ? 'serve' : 'refuse';
}

/** The WebSocket: only our own page, in a browser that has the cookie. */
export function mayUpgrade(gate: Gate, visitor: Visitor): boolean {
  return (
    visitor.target === '/lab' &&
    isLoopbackHost(visitor.host) &&
    visitor.origin === `http://${visitor.host ?? ''}` &&
    hasCookie(gate, visitor.cookie)
  );
}

/**
 * A page that rebinds its name to 127.0.0.1 still sends that name. The port may be another one than ours: a tunnel
 * (`ssh -L 8000:127.0.0.1:4173`) changes it, and a page of another port is caught by its Origin.
 */
function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/.test(host);
}

function hasCookie(gate: Gate, header: string | undefined): boolean {
  return (header ?? '').split(';').some((part) => {
    const prefix = `${gate.cookieName}=`;
    return part.trim().startsWith(prefix) && isToken(gate, part.trim().slice(prefix.length));
  });
}

function isToken(gate: Gate, candidate: string | null): boolean {
  if (candidate === null) return false;
  const expected = Buffer.from(gate.token);
  const given = Buffer.from(candidate);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
