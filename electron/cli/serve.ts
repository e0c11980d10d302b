/** `serve`: the lab behind a browser on this computer, until Ctrl-C; whatever trains is saved then. */
import { spawn } from 'node:child_process';
import { buildRendererIfStale } from '#cli/build-renderer';
import { composeLab } from '#cli/compose';
import { defaultDataDirectory } from '#host/compose-lab';
import { writeJson } from '#cli/io';
import type { Io } from '#cli/io';
import { processIo } from '#cli/process-io';
import { startSocketServer } from '#host/socket-server';
import type { EngineChoice } from '#contract/engines';

export interface ServeOptions {
  /** null stands for the default data folder. */
  readonly dataDirectory: string | null;
  /** 0 takes any free port. */
  readonly port: number;
  readonly engine: EngineChoice;
  readonly workers: number | null;
  readonly openBrowser: boolean;
  /** Print the address as a JSON document. */
  readonly json?: boolean;
}

/** Returns when the server was asked to end and everything is saved. Throws LabError where it cannot start. */
export async function serveLab(options: ServeOptions, io: Io = processIo()): Promise<void> {
  const { engine, workers, port } = options;
  const dataDirectory = options.dataDirectory ?? defaultDataDirectory();
  const lab = await composeLab({ dataDirectory, mode: 'write', engine, workers, hasScreens: true });
  try {
    const rendererDirectory = await buildRendererIfStale((line) => io.err(line));
    const server = await startSocketServer({ service: lab.service, rendererDirectory, port });
    try {
      if (options.json === true) writeJson(io, { address: server.address, dataDirectory: lab.dataDirectory });
      else io.out(`Batch Size Lab: ${server.address}`);
      io.err(`Data folder: ${lab.dataDirectory}. Press Ctrl-C to end.`);
      if (options.openBrowser) openBrowser(server.address, io);
      // What is wrong with an engine is part of the status that every screen shows.
      lab.warmUp().catch(() => undefined);
      await new Promise<void>((resolve) => void io.onInterrupt(resolve));
      io.err('Saving and closing.');
    } finally {
      await server.close();
    }
  } finally {
    await lab.close();
  }
}

/** Opens the address in the person's browser where there is a screen to show it on. */
function openBrowser(address: string, io: Io): void {
  const browser = browserCommand();
  if (browser === null) return;
  const [command, ...argv] = browser;
  const child = spawn(command, [...argv, address], { detached: true, stdio: 'ignore' });
  child.on('error', () => io.err('No browser could be started; please open the address yourself.'));
  child.unref();
}

function browserCommand(): readonly [string, ...string[]] | null {
  switch (process.platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['cmd', '/c', 'start', ''];
    default:
      return process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined ? null : ['xdg-open'];
  }
}
