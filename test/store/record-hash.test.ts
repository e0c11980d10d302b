/** A run that has ended carries a digest of its record: the same record has the same one, and damage shows. */
import Database from 'better-sqlite3';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunStatus } from '#contract/runs';
import type { Store } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

const loss = Float32Array.from({ length: 20_000 }, (_, index) => Math.fround(Math.cos(index)));

/** Writes one run in stretches of a length and ends it. */
function trainedRun(store: Store, stretch: number, status: RunStatus = 'finished'): string | null {
  for (let from = 0; from < loss.length; from += stretch) {
    const metrics = { loss: loss.subarray(from, from + stretch), accuracy: loss.subarray(from, from + stretch) };
    store.write({ ...EMPTY_BATCH, progress: [{ runId: 'a-0-0', fromUpdate: from, metrics, evaluations: [] }] });
  }
  store.write({
    ...EMPTY_BATCH,
    progress: [{ runId: 'a-0-0', fromUpdate: 20_000, metrics: {}, evaluations: [sampleEvaluation(0), sampleEvaluation(20_000)] }],
    runs: [{ runId: 'a-0-0', status, update: 20_000, weightHash: 'w', seconds: 3 }],
  });
  return store.run('a-0-0')?.recordHash ?? null;
}

it('does not depend on how the record was written', () => {
  const hashes = [7000, 20_000, 16_384].map((stretch) => {
    const store = openStore(join(folder, String(stretch)), { mode: 'write' });
    store.createExperiment(sampleExperiment('a'));
    const hash = trainedRun(store, stretch);
    expect(store.verifyRun('a-0-0')).toBe(true);
    store.close();
    return hash;
  });
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(hashes).size).toBe(1);
});

it('is there for runs that have ended only, and is made anew after more training', () => {
  const store = openStore(folder, { mode: 'write' });
  store.createExperiment(sampleExperiment('a'));
  for (const status of ['training', 'interrupted', 'failed', 'waiting'] as const) expect(trainedRun(store, 20_000, status)).toBeNull();
  expect(() => store.verifyRun('a-0-0')).toThrow('has not ended yet');
  const hashes = new Set((['finished', 'diverged', 'stopped'] as const).map((status) => trainedRun(store, 20_000, status)));
  expect(hashes.has(null)).toBe(false);
  expect(hashes.size).toBe(3);
  store.write({ ...EMPTY_BATCH, runs: [{ runId: 'a-0-0', status: 'training' }] });
  expect(store.run('a-0-0')?.recordHash).toBeNull();
  store.write({ ...EMPTY_BATCH, runs: [{ runId: 'a-0-0', status: 'stopped' }] });
  const late = { runId: 'a-0-0', fromUpdate: 20_000, metrics: {}, evaluations: [sampleEvaluation(30_000)] };
  store.write({ ...EMPTY_BATCH, progress: [late] });
  expect(hashes.has(store.run('a-0-0')?.recordHash ?? null)).toBe(false);
  expect(store.verifyRun('a-0-0')).toBe(true);
  store.close();
});

it('shows damage to an evaluation, to a series and to the outcome, and reading a damaged chunk says so', () => {
  const original = join(folder, 'original');
  const store = openStore(original, { mode: 'write' });
  store.createExperiment(sampleExperiment('a'));
  trainedRun(store, 7000);
  store.close();
  const flipped = (column: string, at: number): string =>
    `${column} = CAST(substr(${column}, 1, ${at}) || x'5a' || substr(${column}, ${at + 2}) AS BLOB)`;
  const damages = [
    'UPDATE evaluations SET test_score = test_score + 1e-15 WHERE "update" = 0',
    'UPDATE evaluations SET recent_loss = NULL WHERE "update" = 20000',
    'DELETE FROM evaluations WHERE "update" = 0',
    `UPDATE series_chunks SET ${flipped('data', 5000)} WHERE metric = 'loss'`,
    `UPDATE series_chunks SET ${flipped('sha256', 5)} WHERE metric = 'accuracy'`,
    `UPDATE series_chunks SET ${flipped('cells', 500)} WHERE metric = 'loss'`,
    'UPDATE series_chunks SET count = count - 1',
    `UPDATE series_tail SET ${flipped('data', 100)} WHERE metric = 'loss'`,
    `DELETE FROM series_tail WHERE metric = 'accuracy'`,
    'UPDATE runs SET update_count = 20001',
    'UPDATE runs SET seconds = 2.9',
    `UPDATE runs SET weight_hash = 'v'`,
    'UPDATE runs SET record_hash = NULL',
  ];
  for (const [index, damage] of damages.entries()) {
    const copy = join(folder, String(index));
    cpSync(original, copy, { recursive: true });
    const database = new Database(join(copy, 'batchlab.sqlite3'));
    expect(database.prepare(damage).run().changes, damage).toBeGreaterThan(0);
    database.close();
    const damaged = openStore(copy, { mode: 'read' });
    expect(damaged.verifyRun('a-0-0'), damage).toBe(false);
    if (damage.includes('series_chunks SET data')) {
      expect(() => damaged.series('a-0-0', 'loss', 0, 1000, 1000)).toThrow('is damaged: a chunk');
    }
    damaged.close();
  }
});
