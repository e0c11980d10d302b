/**
 * The Node that the lab runs on, found from any Node: this one where it runs TypeScript, else the platform package that `npm ci` brought.
 * (npm 11 links that one first on the path of every script; npm 10 does not.) As a command it runs another one with that Node first on
 * the path: `node electron/cli/own-node.mjs vitest run`. Plain JavaScript, for any Node.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const isWindows = process.platform === 'win32';

/** Its path, or null where this platform has none; then it has said what to do. */
export function ownNode() {
  if (process.features.typescript) return process.execPath;
  const platform = `${isWindows ? 'win' : process.platform}-${process.arch}`;
  const packages = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'node_modules');
  const found = [`node-${platform}`, `node-bin-${platform}`]
    .map((name) => join(packages, name, 'bin', isWindows ? 'node.exe' : 'node'))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  process.stderr.write(
    `Batch Size Lab needs Node 24 or newer; this is Node ${process.versions.node}. Please install Node 24 and try again.\n`,
  );
  process.exitCode = 1;
  return null;
}

/**
 * Runs a command with that Node first on its path and ends as it ends.
 * @param {string} node
 * @param {string} command
 * @param {readonly string[]} argv
 */
export function hand(node, command, argv) {
  const bin = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'node_modules', '.bin');
  const path = [dirname(node), bin, process.env.PATH ?? ''].join(delimiter);
  const child = spawn(command, argv, { stdio: 'inherit', env: { ...process.env, PATH: path }, shell: isWindows });
  // A terminal sends Ctrl-C to both; the child takes two that come together for one.
  process.on('SIGINT', () => child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command = 'node', ...argv] = process.argv.slice(2);
  const node = ownNode();
  if (node !== null) hand(node, command === 'node' ? node : command, argv);
}
