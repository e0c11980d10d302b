/** Processes that give way to others. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { expect, test, vi } from 'vitest';
import { giveWay, HAS_SESSIONS } from '#engine/process/background';

test('a process gives way from then on', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  giveWay(child.pid);
  expect(getPriority(child.pid)).toBe(constants.priority.PRIORITY_LOW);
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test.runIf(HAS_SESSIONS && existsSync('/proc/self/autogroup'))(
  'its session gives way to all others, where the system shares by session',
  async () => {
    // Two at once: the system takes the second only a moment later.
    const children = [0, 1].map(() => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true }));
    for (const child of children) giveWay(child.pid, true);
    for (const child of children) {
      await vi.waitFor(() => expect(readFileSync(`/proc/${String(child.pid)}/autogroup`, 'utf8')).toMatch(/nice 19\n$/u), 5000);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  },
);

test('a process that could not be started, or has ended, is left alone', () => {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  giveWay(undefined);
  expect(warnings).not.toHaveBeenCalled();
  // Larger than any process number of a system.
  giveWay(2 ** 31 - 1);
  expect(warnings).toHaveBeenCalledOnce();
  warnings.mockRestore();
});
