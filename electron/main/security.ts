/** What a page of the app may do, as data and pure verdicts; `main.ts` and `window.ts` only hand them to Electron. */
import type { WebPreferences } from 'electron';

/** The one place that pages come from: a scheme of our own, never `file:`. */
export const scheme = 'batchlab';
export const appOrigin = `${scheme}://app`;

/** Standard and secure, so that the page has an origin, storage and the rules of https. */
export const schemePrivileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  bypassCSP: false,
  allowServiceWorkers: false,
  corsEnabled: false,
  stream: false,
} as const;

export const webPreferences = {
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
  // Chromium would download its dictionaries.
  spellcheck: false,
} as const satisfies WebPreferences;

/** Pages stay in the app, whoever asks: a link, a script, a redirect, a dropped file. */
export function mayNavigate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${scheme}:` && host === 'app' && username === '' && password === '';
}

/** Nothing goes to a network: pages load from the app, and from what they made themselves. `devtools:` is Chromium's own. */
export function mayRequest(url: string): boolean {
  return mayNavigate(url) || /^(?:data|blob|devtools|chrome-devtools):/.test(url);
}

/** No camera, no location, no notifications, nothing: the lab needs none. */
export const mayUsePermission = (): boolean => false;

/** The app has one window. */
export const windowOpenAnswer = { action: 'deny' } as const;

/** A frame as Electron describes the sender of a message; null when it is gone already. */
export interface SenderFrame {
  readonly url: string;
  /** null for the page itself, else the page that embeds the frame. */
  readonly parent: unknown;
}

/** Only the app's own page may talk to the lab. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && mayNavigate(frame.url);
}
