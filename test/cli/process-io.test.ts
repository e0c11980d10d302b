/** What Ctrl-C does to a process, tried on processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { processIo } from '#cli/process-io';
  const io = processIo();
  if (process.argv[1] === 'saves') io.onInterrupt(() => io.out('saving'));
  io.out('ready');
  setInterval(() => undefined, 1000);
`;

/** Starts the program and waits until it is ready. */
async function start(how: 'saves' | 'ignores') {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, how], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit: Promise<readonly unknown[]> = once(child, 'exit');
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const says = async (text: string): Promise<void> => {
    while (!out.includes(text)) await once(child.stdout, 'data');
  };
  await says('ready');
  return { child, says, exitCode: async () => (await exit)[0], outSoFar: () => out };
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a process at once that has nothing to save', async (signal) => {
  const { child, exitCode } = await start('ignores');
  child.kill(signal);
  expect(await exitCode()).toBe(130);
});

test('the first Ctrl-C asks to save, also when it arrives twice; a later one quits at once', async () => {
  const { child, says, exitCode, outSoFar } = await start('saves');
  child.kill('SIGINT');
  child.kill('SIGINT');
  await says('saving');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(child.exitCode).toBeNull();
  child.kill('SIGINT');
  expect(await exitCode()).toBe(130);
  expect(outSoFar()).toBe('ready\nsaving\n');
});

test('a reader that has gone away is no error', async () => {
  const { child, exitCode } = await start('saves');
  child.stdout.destroy();
  child.kill('SIGINT');
  expect(await exitCode()).toBe(0);
});
