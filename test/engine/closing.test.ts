/** A lab that is closed while its engines are still being measured does not wait for that. */
import { expect, it } from 'vitest';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import type { ToEngine } from '#engine/process/protocol';

it('ends what is being measured, measures nothing after it, and keeps nothing of it', { timeout: 60_000 }, async () => {
  const start = nodeProcess();
  const alive = new Set<number>();
  let started = 0;
  const saved: string[] = [];
  const measuring = Promise.withResolvers<null>();
  const engines = createEngines({
    startProcess: (options) => {
      const process = start(options);
      const number = ++started;
      alive.add(number);
      process.onExit(() => alive.delete(number));
      const post = (message: ToEngine): void => {
        process.post(message);
        if (message.kind === 'start') measuring.resolve(null);
      };
      return { ...process, post };
    },
    memory: { load: () => null, save: (text) => void saved.push(text) },
  });
  void engines.report();
  await measuring.promise;
  expect(alive.size).toBeGreaterThan(0);
  await engines.close();
  expect(alive.size).toBe(0);
  const before = started;
  // Long enough for a process to be started, were there still something that would.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(started).toBe(before);
  expect(saved).toEqual([]);
});
