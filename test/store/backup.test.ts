/** A backup is a whole, consistent copy made while the history is in use; it never replaces a file. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backupTo } from '#store/backup';
import { openStore } from '#store/open-store';
import { storeWithDatabase } from '#test/support/store-raw';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

it('opens as a history of its own whose records check out', () => {
  const { folder, remove } = temporaryFolder();
  const { store, database } = storeWithDatabase(folder);
  store.createExperiment(sampleExperiment('a'));
  const metrics = { loss: Float32Array.from({ length: 30_000 }, (_, index) => index) };
  store.write({
    ...EMPTY_BATCH,
    progress: [{ runId: 'a-0-0', fromUpdate: 0, metrics, evaluations: [sampleEvaluation(0)] }],
    runs: [{ runId: 'a-0-0', status: 'finished' }],
  });
  backupTo(database, join(folder, 'copy', 'batchlab.sqlite3'));
  store.rename('a', 'changed later');
  expect(readdirSync(join(folder, 'copy'))).toEqual(['batchlab.sqlite3']);
  const copy = openStore(join(folder, 'copy'), { mode: 'write' });
  expect(copy.experiment('a')?.spec.name).toBe('Experiment a');
  expect(copy.verifyRun('a-0-0')).toBe(true);
  expect(copy.series('a-0-0', 'loss', 0, 30_000, 30_000).mean).toEqual(metrics.loss);
  copy.close();
  store.close();
  remove();
});

it('leaves a file that is there as it is, and an unfinished copy of an earlier attempt does not hinder it', () => {
  const { folder, remove } = temporaryFolder();
  const { store, database } = storeWithDatabase(folder);
  const file = join(folder, 'copy.sqlite3');
  writeFileSync(`${file}.part`, 'cut off');
  backupTo(database, file);
  const before = readFileSync(file);
  store.createExperiment(sampleExperiment('a'));
  expect(() => backupTo(database, file)).toThrow('never replaces a file');
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(folder)).not.toContain('copy.sqlite3.part');
  store.close();
  remove();
});
