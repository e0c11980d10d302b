/** The fifth layout: evaluations of before measured no noise; what was sealed stays whole, and new ones carry it. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evaluationColumns, type Evaluation, NOISE_COLUMNS } from '#core/series/evaluation';
import { migrate } from '#store/migrate';
import { history } from '#store/migrations/0001-history';
import { datasetLibrary } from '#store/migrations/0002-dataset-library';
import { study } from '#store/migrations/0003-study';
import { designs } from '#store/migrations/0004-designs';
import { openStore } from '#store/open-store';
import { connect } from '#store/sqlite';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => {
  remove();
});

const noise = { pairs: 8, trace: 3.5, squaredNorm: 0.25, traceVariance: 0.5, squaredNormVariance: 0.125, covariance: -0.0625 };
const measured: Evaluation = { ...sampleEvaluation(100), noise };
const written = (evaluations: readonly Evaluation[]) => ({
  ...EMPTY_BATCH,
  progress: [{ runId: 'a-0-0', fromUpdate: 0, metrics: {}, evaluations }],
  runs: [{ runId: 'a-0-0', status: 'finished' as const, update: 100, weightHash: 'w', seconds: 3 }],
});

/** A history as the fourth layout left it: written by this version, without what the fifth added. */
function oldHistory(): string {
  const place = { directory: folder, file: join(folder, 'batchlab.sqlite3') };
  const now = openStore(folder, { mode: 'write', now: () => 0 });
  now.createExperiment(sampleExperiment('a'));
  now.write(written([sampleEvaluation(0), sampleEvaluation(100)]));
  const sealed = now.run('a-0-0')?.recordHash ?? '';
  now.close();
  const database = connect(place.file, 'write');
  for (const column of ['pairs', 'trace', 'squared_norm', 'trace_variance', 'squared_norm_variance', 'covariance'])
    database.exec(`ALTER TABLE evaluations DROP COLUMN noise_${column}`);
  database.pragma('user_version = 4');
  const columns = database.prepare(`SELECT count(*) FROM pragma_table_info('evaluations')`).pluck().get();
  expect(columns).toBe(16);
  database.close();
  return sealed;
}

it('reads what an older version wrote, without noise, and finds its seal unbroken', () => {
  const sealed = oldHistory();
  const store = openStore(folder, { mode: 'write', now: () => 0 });
  expect(store.evaluations('a-0-0')).toEqual(evaluationColumns([sampleEvaluation(0), sampleEvaluation(100)]));
  expect(NOISE_COLUMNS.every((column) => store.evaluations('a-0-0')[column].every(Number.isNaN))).toBe(true);
  expect(store.finalEvaluations('a').get('a-0-0')).toEqual(sampleEvaluation(100));
  expect(store.run('a-0-0')?.recordHash).toBe(sealed);
  expect(store.verifyRun('a-0-0')).toBe(true);
  store.close();
});

it('is the layout of a new history too', () => {
  const place = { directory: folder, file: join(folder, 'batchlab.sqlite3') };
  const old = connect(place.file, 'write');
  migrate(old, place, [history, datasetLibrary, study, designs], () => 0);
  old.close();
  const store = openStore(folder, { mode: 'write', now: () => 0 });
  store.createExperiment(sampleExperiment('a'));
  store.write(written([sampleEvaluation(0), measured]));
  expect(store.finalEvaluations('a').get('a-0-0')).toEqual(measured);
  expect(store.evaluations('a-0-0')).toEqual(evaluationColumns([sampleEvaluation(0), measured]));
  store.close();
});

it('seals the noise with the rest: a changed number in it is found', () => {
  const store = openStore(folder, { mode: 'write', now: () => 0 });
  store.createExperiment(sampleExperiment('a'));
  store.write(written([sampleEvaluation(0), measured]));
  expect(store.verifyRun('a-0-0')).toBe(true);
  store.close();
  const file = join(folder, 'batchlab.sqlite3');
  for (const damage of ['noise_trace = noise_trace + 1e-15', 'noise_pairs = NULL', 'noise_covariance = 0']) {
    const database = connect(file, 'write');
    database.exec(`UPDATE evaluations SET ${damage} WHERE "update" = 100`);
    database.close();
    const reader = openStore(folder, { mode: 'read' });
    expect(reader.verifyRun('a-0-0'), damage).toBe(false);
    reader.close();
  }
});
