/** Processes that are killed, or start together. BATCHLAB_SOAK=1 does it at length. */
import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { evaluationColumns } from '#core/series/evaluation';
import { openStore } from '#store/open-store';
import { crashEvaluation, crashSeries, STRETCH } from '#test/support/store-crash';
import { temporaryFolder } from '#test/support/store-sample';

const isSoak = process.env.BATCHLAB_SOAK === '1';
const KILLS = isSoak ? 200 : 8;
const STARTS = isSoak ? 50 : 6;
const STALE_LOCKS = isSoak ? 20 : 2;

type Child = ChildProcessByStdio<Writable, Readable, null>;
const start = (script: string, ...given: readonly string[]): Child =>
  spawn(process.execPath, [join(import.meta.dirname, '..', 'support', script), ...given], { stdio: ['pipe', 'pipe', 'inherit'] });

async function firstLine(child: Child): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  return 'nothing';
}

/** Kills the writer after so many acknowledged batches, or after a time that may well fall into its start. */
async function killedWriter(folder: string, round: number): Promise<number> {
  const child = start('store-writer-process.ts', folder, round % 4 < 2 ? 'at once' : 'soon');
  const ended = once(child, 'exit');
  const acksWanted = round % 2 === 0 ? Math.floor(Math.random() * 25) : Infinity;
  if (acksWanted === Infinity) void delay(Math.random() * 800).then(() => child.kill('SIGKILL'));
  let acknowledged = -1;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'open') acknowledged = Number(line);
    if (seen++ === acksWanted) void delay(Math.random() * 5).then(() => child.kill('SIGKILL'));
  }
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

it('a killed writer loses nothing it acknowledged, leaves nothing half-written, and its lock is free', async () => {
  let { folder, remove } = temporaryFolder();
  let acknowledged = -1;
  let kept = 0;
  for (let round = 0; round < KILLS; round++) {
    if (round % 10 === 9) {
      // Small histories are checked faster, and a new one may be killed while it is made.
      remove();
      ({ folder, remove } = temporaryFolder());
      acknowledged = -1;
    }
    acknowledged = Math.max(acknowledged, await killedWriter(folder, round));
    const store = openStore(folder, { mode: 'write' });
    const runs = store.runs('a');
    const counts = new Set(runs.map((run) => store.evaluations(run.id).update.length));
    // A batch is there for all runs or for none. The one under way when the process died may be there as well.
    expect(counts.size).toBeLessThanOrEqual(1);
    const stored = counts.values().next().value ?? 0;
    expect(stored).toBeGreaterThan(acknowledged);
    kept += stored;
    const batches = Array.from({ length: stored }, (_, batch) => batch);
    const wanted = evaluationColumns(batches.map(crashEvaluation));
    const loss = Float32Array.from(batches.flatMap((batch) => [...crashSeries(batch)]));
    for (const { id, update } of runs) {
      expect(store.evaluations(id)).toEqual(wanted);
      const found = store.series(id, 'loss', 0, stored * STRETCH, Math.max(1, stored * STRETCH)).mean;
      expect(Buffer.from(found.buffer).equals(Buffer.from(loss.buffer))).toBe(true);
      expect(store.checkpoint(id)?.state ?? null).toEqual(stored === 0 ? null : new Uint8Array(5000).fill((stored - 1) % 256));
      expect(update).toBe(Math.max(0, stored - 1));
    }
    store.close();
    const database = new Database(join(folder, 'batchlab.sqlite3'));
    expect(database.pragma('quick_check', { simple: true })).toBe('ok');
    expect(database.pragma('foreign_key_check')).toEqual([]);
    database.close();
  }
  expect(kept).toBeGreaterThan(0);
  remove();
}, 600_000);

it('of several that start together exactly one becomes the writer', async () => {
  const { folder, remove } = temporaryFolder();
  const children = Array.from({ length: STARTS }, () => start('store-holder-process.ts', folder));
  const answers = await Promise.all(children.map(firstLine));
  expect(answers.toSorted()).toEqual([...Array.from({ length: STARTS - 1 }, () => 'storageBusy'), 'writer']);
  const winner = children[answers.indexOf('writer')];
  expect(() => openStore(folder, { mode: 'write' })).toThrow(`(process ${winner.pid ?? 0}, since `);
  const ended = once(winner, 'exit');
  for (const child of children) child.stdin.end();
  await ended;
  openStore(folder, { mode: 'write' }).close();
  remove();
}, 120_000);

it('the lock of a killed writer is free at once', async () => {
  const { folder, remove } = temporaryFolder();
  for (let round = 0; round < STALE_LOCKS; round++) {
    const child = start('store-holder-process.ts', folder);
    expect(await firstLine(child)).toBe('writer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    openStore(folder, { mode: 'write' }).close();
  }
  remove();
}, 120_000);
