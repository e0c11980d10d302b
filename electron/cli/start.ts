/** `npm start`: builds what is stale and opens the lab, in its own window or, where that cannot be, in the browser. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRendererIfStale } from '#cli/build-renderer';
import { fetchElectron, findElectron } from '#cli/electron-binary';
import type { Io } from '#cli/io';
import { UsageError } from '#cli/io';
import { processIo } from '#cli/process-io';
import { reportError } from '#cli/report-error';
import { serveLab } from '#cli/serve';
import { hasDisplay, planStart, windowProblem, withoutElectron } from '#cli/start-plan';

const root = join(import.meta.dirname, '..', '..');
const electronPackage = join(root, 'node_modules', 'electron');

interface Options {
  readonly browser: boolean;
  readonly dataDirectory: string | null;
}

const io = processIo();
try {
  await start(optionsOf(process.argv.slice(2)));
} catch (error) {
  process.exitCode = reportError(error, false, io);
}

async function start(options: Options): Promise<void> {
  const plan = planStart({ wantsBrowser: options.browser, platform: process.platform, environment: process.env });
  if (plan.kind === 'browser') return startBrowser(plan.reason, options);
  const program = findElectron(electronPackage) ?? (await fetchWith(io));
  if (program === null) return startBrowser(withoutElectron, options);
  const problem = await startWindow(program, options);
  if (problem !== null) return startBrowser(problem, options);
}

function fetchWith(terminal: Io): Promise<string | null> {
  terminal.err('Fetching the program of the desktop window (about 100 MB, once) ...');
  return fetchElectron(electronPackage);
}

async function startBrowser(reason: string | null, { dataDirectory }: Options): Promise<void> {
  if (reason !== null) io.err(reason);
  const openBrowser = hasDisplay(process.platform, process.env);
  await serveLab({ dataDirectory, port: 0, engine: 'auto', workers: null, openBrowser }, io);
}

/** Returns when the window is closed; a sentence where it could not be shown. */
async function startWindow(program: string, { dataDirectory }: Options): Promise<string | null> {
  await buildRendererIfStale((line) => io.err(line));
  // In a process of its own, because the room of the desktop app is closed to this one.
  const built = await run(process.execPath, [join(root, 'electron', 'main', 'build.ts')]);
  if (built.code !== 0) throw new Error('the desktop app could not be built; the reason stands above.');
  const window = await run(program, [root, ...(dataDirectory === null ? [] : [`--data-dir=${dataDirectory}`])]);
  const problem = windowProblem(window.signal);
  if (problem === null) process.exitCode = window.code ?? 1;
  return problem;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Ctrl-C reaches the child as well; it saves, and we wait for it. */
function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    const end = io.onInterrupt(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      end();
      resolve({ code, signal });
    });
  });
}

function optionsOf(argv: readonly string[]): Options {
  try {
    const { values } = parseArgs({ args: [...argv], options: { browser: { type: 'boolean' }, 'data-dir': { type: 'string' } } });
    return { browser: values.browser ?? false, dataDirectory: values['data-dir'] ?? null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${problem}\nnpm start understands: npm start -- [--browser] [--data-dir FOLDER]`);
  }
}
