/** The first layout: its tables hold together, and someone with nothing but sqlite3 can read them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EVALUATION_COLUMNS } from '#core/series/evaluation';
import type { Store } from '#lab/ports/store';
import { EVALUATION_SQL } from '#store/rows';
import type { Connection } from '#store/sqlite';
import { storeWithDatabase } from '#test/support/store-raw';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let store: Store;
let database: Connection;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  ({ store, database } = storeWithDatabase(temporary.folder));
});
afterEach(() => {
  store.close();
  remove();
});

const progress = (evaluations: ReturnType<typeof sampleEvaluation>[]) => ({
  ...EMPTY_BATCH,
  progress: [{ runId: 'a-1-0', fromUpdate: 0, metrics: { loss: new Float32Array(20_000) }, evaluations }],
  checkpoints: [{ runId: 'a-1-0', update: 1, state: Uint8Array.of(1) }],
  events: [{ experimentId: 'a', at: 1, message: 'x' }],
});

it('has the tables and nothing else', () => {
  expect(database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all()).toEqual([
    ...['checkpoints', 'comparisons', 'conditions', 'datasets', 'designs', 'evaluations', 'events', 'experiments', 'probes'],
    ...['runs', 'series_chunks', 'series_tail', 'settings', 'snapshots'],
  ]);
});

it('has one plain column for each column of an evaluation', () => {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('evaluations')`).pluck().all();
  expect(columns).toEqual(['run_id', ...EVALUATION_COLUMNS.map((column) => EVALUATION_SQL[column].replaceAll('"', ''))]);
});

it('answers a question about batch size in plain SQL', () => {
  store.createExperiment(sampleExperiment('a', { size: [2, 1] }));
  store.write(progress([sampleEvaluation(0), { ...sampleEvaluation(50, 0.75), train: { loss: Number.NaN, score: 0.4 } }]));
  const rows = database
    .prepare(
      `SELECT factors_json ->> '$."batch.size"' AS batch_size, "update", train_loss, test_score
       FROM evaluations JOIN runs ON runs.id = run_id JOIN conditions ON conditions.experiment_id = runs.experiment_id AND idx = condition_idx
       ORDER BY "update"`,
    )
    .all();
  expect(rows).toEqual([
    { batch_size: 2, update: 0, train_loss: 1, test_score: 0.5 },
    { batch_size: 2, update: 50, train_loss: null, test_score: 0.75 },
  ]);
});

it('lets nothing be orphaned: what belongs to an experiment goes with it', () => {
  store.createExperiment(sampleExperiment('a', { size: [2, 1] }));
  store.write(progress([sampleEvaluation(0)]));
  expect(() => database.prepare(`INSERT INTO events (experiment_id, at, message) VALUES ('b', 1, 'x')`).run()).toThrow('FOREIGN KEY');
  const tables = ['conditions', 'runs', 'evaluations', 'series_chunks', 'series_tail', 'checkpoints', 'events'];
  const counts = (): unknown[] => tables.map((table) => database.prepare(`SELECT count(*) > 0 FROM ${table}`).pluck().get());
  expect(counts()).toEqual(tables.map(() => 1));
  database.prepare(`DELETE FROM experiments`).run();
  expect(counts()).toEqual(tables.map(() => 0));
});

it('is kept from being rewritten by hand: the schema is defended', () => {
  database.pragma('writable_schema = ON');
  expect(() => database.prepare(`DELETE FROM sqlite_schema`).run()).toThrow('may not be modified');
});
