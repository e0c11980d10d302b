/**
 * Measures how long the process of the lab is held up while it works: 2 engine processes train 100 runs, a window listens to everything,
 * asks for the experiment, its curves and windows of its series, as Live does. Run with `node test/bench/event-loop-bench.ts [seconds]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { topics } from '#contract/contract';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import { connectInMemory } from '#host/memory';
import type { Clock } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import { labOn } from '#test/support/lab-bench';
import { modesWith } from '#test/support/specs';

const SECONDS = Number(process.argv.at(2) ?? 30);
const RESOLUTION_MS = 5;

const folder = mkdtempSync(join(tmpdir(), 'batchlab-loop-'));
const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
const { lab, store } = labOn(folder, createEngines({ startProcess: nodeProcess() }), clock);
const longest = timed(store);
const client = connectInMemory(lab);
for (const topic of topics) client.subscribe(topic, () => undefined);

// Five batch sizes and twenty seeds, so small that runs end all the time.
const spec = modesWith({ 'factors.0.values': [4, 16, 64, 256, 'full'], replicates: 20, 'budget.amount': 100 });
const { id } = await client.call('experiments.start', { spec });
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
const end = Date.now() + SECONDS * 1000;
let rounds = 0;
let isStarted = true;
while (Date.now() < end) {
  const detail = await client.call('experiments.get', { id });
  if (detail.summary.state === 'finished' && isStarted) {
    isStarted = false;
    await client.call('experiments.addReplicates', { id, count: 20 });
  }
  const runIds = detail.runs.slice(0, 100).map((run) => run.id);
  if (rounds === 0) await client.call('runs.curves', { runIds });
  await client.call('runs.series', { runId: runIds[rounds % 100], metric: 'loss', fromUpdate: 0, toUpdate: 1e6, points: 2000 });
  await client.call('lab.system', {});
  await delay(250);
  rounds++;
}
loop.disable();
const late = (nanoseconds: number): string => `${Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS).toFixed(1)} ms`;
process.stdout.write(
  `event loop of the lab over ${SECONDS} s: p50 ${late(loop.percentile(50))}, p99 ${late(loop.percentile(99))}, p99.9 ${late(loop.percentile(99.9))}, longest ${late(loop.max)} (limit 50 ms)\n`,
);
process.stdout.write('longest calls of the store, in processor time of this thread:\n');
for (const [name, ms] of [...longest].sort((a, b) => b[1] - a[1]).slice(0, 6))
  process.stdout.write(`  ${name.padEnd(20)} ${ms.toFixed(1)} ms\n`);
client.close();
await lab.close();
rmSync(folder, { recursive: true, force: true });

/** Wraps every method of the store; processor time, because the machine may be busy with other things. */
function timed(store: Store): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const [name, method] of Object.entries(store) as [string, unknown][]) {
    if (typeof method !== 'function') continue;
    Reflect.set(store, name, (...given: unknown[]): unknown => {
      const before = process.threadCpuUsage();
      try {
        // A function of the store, whatever it takes.
        return Reflect.apply(method as (...given: unknown[]) => unknown, store, given);
      } finally {
        const { user, system } = process.threadCpuUsage(before);
        most.set(name, Math.max(most.get(name) ?? 0, (user + system) / 1000));
      }
    });
  }
  return most;
}
