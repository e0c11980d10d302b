/** Five hundred runs back to back: memory, handles and the log of the database stay where they were. Only with BATCHLAB_SOAK=1. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import type { Clock } from '#lab/ports/environment';
import { labOn } from '#test/support/lab-bench';
import { modesWith } from '#test/support/specs';

const EXPERIMENTS = 25;
const MEGABYTE = 1024 * 1024;

it.runIf(process.env.BATCHLAB_SOAK === '1')(
  'five hundred runs leave memory, handles and log as they were',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchlab-soak-'));
    const clock: Clock = {
      now: () => Date.now(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    };
    const { lab } = labOn(folder, createEngines({ startProcess: nodeProcess() }), clock);
    const train = async (): Promise<void> => {
      const spec = modesWith({ 'factors.0.values': [8, 32, 128, 'full'], replicates: 5, 'budget.amount': 20 });
      const { id } = await lab.handlers['experiments.start']({ spec });
      await new Promise<void>((resolve) => {
        const end = lab.subscribe('experiment', (changed) => {
          if (changed.id !== id || changed.state !== 'finished') return;
          end();
          resolve();
        });
      });
    };
    const rss = (): number => {
      const { main, engines } = { main: process.memoryUsage.rss(), engines: lab.handlers['lab.system']({}) };
      return main + ('engines' in engines ? engines.engines.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) : 0);
    };
    const handles = (): number => process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout').length;
    const WARM_UP = 5;
    for (let round = 0; round < WARM_UP; round++) await train();
    const before = { memory: rss(), handles: handles() };
    let log = 0;
    for (let round = WARM_UP; round < EXPERIMENTS; round++) {
      await train();
      log = Math.max(log, statSync(join(folder, 'batchlab.sqlite3-wal')).size);
    }
    const growth = (rss() - before.memory) / MEGABYTE;
    expect(growth).toBeLessThan(50);
    expect(Math.abs(handles() - before.handles)).toBeLessThanOrEqual(2);
    expect(log / MEGABYTE).toBeLessThan(64);
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  },
  1_800_000,
);
