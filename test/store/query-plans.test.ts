/** The hot queries find their rows through an index: none of them reads a whole table that grows with the history. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DATASET_BY_HASH_SQL, DATASET_USE_COUNTS_SQL } from '#store/datasets';
import { EVALUATIONS_SQL, FINAL_EVALUATIONS_SQL } from '#store/evaluations';
import { EXPERIMENT_IDS_SQL, listSql } from '#store/experiment-list';
import { KEPT_STATES_SQL } from '#store/kept-states';
import { DESCENDANTS_SQL } from '#store/marks';
import { CONDITION_PAGE_SQL, RUN_PAGE_SQL } from '#store/run-list';
import { CHECKPOINT_SQL, RUNS_SQL } from '#store/runs';
import { CHUNKS_OF_WINDOW_SQL, TAIL_SQL } from '#store/series-reader';
import type { Connection } from '#store/sqlite';
import { storeWithDatabase } from '#test/support/store-raw';
import { temporaryFolder } from '#test/support/store-sample';

let database: Connection;
let remove: () => void;
beforeAll(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  ({ database } = storeWithDatabase(temporary.folder));
});
afterAll(() => {
  database.close();
  remove();
});

const plan = (sql: string): string[] =>
  database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll(/@\w+|\?/g, `'x'`)}`)
    .all()
    .map((step) => step.detail);

it.each(Object.entries({ RUNS_SQL, EVALUATIONS_SQL, FINAL_EVALUATIONS_SQL, CHECKPOINT_SQL, CHUNKS_OF_WINDOW_SQL, TAIL_SQL }))(
  '%s searches, scans nothing and sorts nothing',
  (_, sql) => {
    const steps = plan(sql);
    expect(steps.some((step) => step.startsWith('SEARCH'))).toBe(true);
    expect(steps.filter((step) => step.includes('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
  },
);

it('the window of a series reads the chunks it overlaps only', () => {
  expect(plan(CHUNKS_OF_WINDOW_SQL).join()).toContain('(run_id=? AND metric=? AND first_update>? AND first_update<?)');
});

it('the list reads runs and experiments once, in the order of an index, and evaluations by key', () => {
  const sql = listSql('all');
  expect(plan(sql.experiments)).toEqual(['SCAN experiments USING INDEX experiments_by_age']);
  expect(plan(EXPERIMENT_IDS_SQL)).toEqual(['SCAN experiments USING INDEX experiments_by_age']);
  const scores = plan(sql.finalScores);
  expect(scores.filter((step) => step.startsWith('SCAN'))).toEqual([expect.stringContaining('runs')]);
  expect(scores).toContain('SEARCH evaluations USING PRIMARY KEY (run_id=? AND update=?)');
});

it('experiments are counted by their data, and data is found by its content, through an index alone', () => {
  expect(plan(DATASET_USE_COUNTS_SQL)).toEqual(['SCAN experiments USING COVERING INDEX experiments_by_data']);
  expect(plan(DATASET_BY_HASH_SQL).at(0)).toContain('SEARCH datasets USING INDEX datasets_by_hash');
});

it('a page of the list of runs begins where the last one ended, and looks up the last evaluations by key', () => {
  const steps = plan(RUN_PAGE_SQL);
  expect(steps.at(0)).toContain('(experiment_id=? AND (condition_idx,replicate)>(?,?))');
  expect(steps).toContain('SEARCH evaluations USING PRIMARY KEY (run_id=? AND update=?) LEFT-JOIN');
  expect(steps.filter((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
  expect(plan(CONDITION_PAGE_SQL)).toEqual([expect.stringContaining('(experiment_id=? AND idx>?)')]);
});

it('descendants and kept states of a run are found through an index', () => {
  expect(plan(DESCENDANTS_SQL)).toEqual([expect.stringContaining('USING INDEX experiments_by_origin'), 'USE TEMP B-TREE FOR ORDER BY']);
  expect(plan(KEPT_STATES_SQL).filter((step) => step.startsWith('SCAN'))).toEqual([]);
});

it('the list entries of some experiments scan nothing but their ids', () => {
  for (const query of Object.values(listSql('some')))
    expect(plan(query).filter((step) => step.startsWith('SCAN') && !step.includes('json_each'))).toEqual([]);
});
