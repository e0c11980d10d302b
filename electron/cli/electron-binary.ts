/** Electron's program, which its package fetches on demand; importing `electron` for its path would start that download, so we look ourselves. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

export interface FetchLimits {
  /** For the whole download. */
  readonly onlineMs: number;
  /** Where the server cannot be reached: enough to unpack what is in the download cache. */
  readonly offlineMs: number;
}
const patience: FetchLimits = { onlineMs: 60_000, offlineMs: 8_000 };
const probeMs = 4_000;

/** Path of the program, or null where it is not there. `packageDirectory` is `node_modules/electron`. */
export function findElectron(packageDirectory: string, environment: NodeJS.ProcessEnv = process.env): string | null {
  const pathFile = join(packageDirectory, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const directory = environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDirectory, 'dist');
  const program = join(directory, readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : null;
}

/** Has Electron's package fetch its program, once and not for long. Returns its path, or null where that failed. */
export async function fetchElectron(packageDirectory: string, limits: FetchLimits = patience): Promise<string | null> {
  const script = join(packageDirectory, 'install.js');
  if (!existsSync(script)) return null;
  const child = spawn(process.execPath, [script], { stdio: 'ignore' });
  const giveUp = (): void => void child.kill('SIGKILL');
  const timers = [setTimeout(giveUp, limits.onlineMs)];
  void isReachable(downloadHost(process.env)).then((isOnline) => {
    if (!isOnline && child.exitCode === null) timers.push(setTimeout(giveUp, limits.offlineMs));
  });
  await new Promise((resolve) => child.on('error', resolve).on('exit', resolve));
  for (const timer of timers) clearTimeout(timer);
  return findElectron(packageDirectory);
}

/** Where the package would fetch from; null behind a proxy, whose reach cannot be probed from here. */
function downloadHost(environment: NodeJS.ProcessEnv): string | null {
  if ((environment.HTTPS_PROXY ?? environment.https_proxy) !== undefined) return null;
  const mirror = environment.npm_config_electron_mirror ?? environment.ELECTRON_MIRROR ?? '';
  return URL.canParse(mirror) ? new URL(mirror).hostname : 'github.com';
}

function isReachable(host: string | null): Promise<boolean> {
  if (host === null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: probeMs });
    const answer = (isOnline: boolean) => (): void => {
      socket.destroy();
      resolve(isOnline);
    };
    socket.on('connect', answer(true)).on('timeout', answer(false)).on('error', answer(false));
  });
}
