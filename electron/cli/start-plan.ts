/** Where `npm start` shows the lab: in its own window, or in the browser, and why. Pure. */

export interface Circumstances {
  /** `--browser` was asked for. */
  readonly wantsBrowser: boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type StartPlan = { readonly kind: 'window' } | { readonly kind: 'browser'; readonly reason: string | null };

/** What can be told before Electron is looked for. `window` still needs its program. */
export function planStart({ wantsBrowser, platform, environment }: Circumstances): StartPlan {
  if (wantsBrowser) return { kind: 'browser', reason: null };
  if (!hasDisplay(platform, environment))
    return {
      kind: 'browser',
      reason: 'There is no display here for a window, so the lab runs as a web page: open the address below in a browser on this computer.',
    };
  return { kind: 'window' };
}

export function hasDisplay(platform: NodeJS.Platform, { DISPLAY, WAYLAND_DISPLAY }: Circumstances['environment']): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

export const withoutElectron =
  'The program of the desktop window (Electron) could not be downloaded, so the lab opens in your browser, with everything it can do; ' +
  '"npx install-electron" fetches the program where GitHub can be reached.';

/** Chromium ends itself by a signal where it cannot run: as root, or without the sandbox of the system. null: it ran. */
export function windowProblem(signal: NodeJS.Signals | null): string | null {
  const isFatal = signal === 'SIGTRAP' || signal === 'SIGABRT' || signal === 'SIGILL' || signal === 'SIGSEGV' || signal === 'SIGBUS';
  return isFatal ? `The desktop window stopped working (${signal}), so the lab opens in your browser.` : null;
}
