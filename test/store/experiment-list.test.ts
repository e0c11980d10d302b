/** The list of experiments against a plain computation over a made-up history of 250 experiments and 5,000 runs. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunStatus } from '#contract/runs';
import type { Store } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, sampleSpec, temporaryFolder } from '#test/support/store-sample';

let store: Store;
let remove: () => void;
beforeAll(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openStore(temporary.folder, { mode: 'write' });
});
afterAll(() => {
  store.close();
  remove();
});

const STATUSES: readonly RunStatus[] = ['finished', 'waiting', 'diverged', 'training', 'stopped', 'interrupted', 'failed'];
/** Runs that diverged have no result. */
const WITH_RESULT: readonly RunStatus[] = ['finished', 'stopped'];

it('counts, adds up and scores the runs of every experiment, newest first', () => {
  const wanted = Array.from({ length: 250 }, (_, number) => {
    const id = `e${number}`;
    store.createExperiment(sampleExperiment(id, { size: [5, 4], createdAt: 1000 + number }));
    const runs = store.runs(id).map(({ id: runId }, index) => ({
      ...{ runId, seconds: (index + number) / 8, score: (index * 7 + number) / 1000 },
      status: STATUSES[(index * 3 + number) % 7],
    }));
    store.write({
      ...EMPTY_BATCH,
      progress: runs.map(({ runId, score }) => ({
        ...{ runId, fromUpdate: 0, metrics: {} },
        evaluations: [sampleEvaluation(0, 0.1), sampleEvaluation(90, score), sampleEvaluation(30, 0.2)],
      })),
      runs: runs.map(({ runId, status, seconds }) => ({ runId, status, seconds })),
    });
    return {
      id,
      conditionCount: 5,
      runCounts: Object.fromEntries(STATUSES.map((status) => [status, runs.filter((run) => run.status === status).length])),
      finalScores: runs
        .filter((run) => WITH_RESULT.includes(run.status))
        .map(({ runId, score }) => ({ condition: Number(runId.split('-')[1]), score })),
      seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
    };
  }).toReversed();
  const list = store.listExperiments();
  const picked = list.map(({ id, conditionCount, runCounts, finalScores, seconds }) => ({
    id,
    conditionCount,
    runCounts,
    finalScores,
    seconds,
  }));
  expect(picked).toEqual(wanted);
  const two = list.filter(({ id }) => id === 'e77' || id === 'e3');
  expect(store.listEntries(['e3', 'nope', 'e77'])).toEqual(two);
  expect(two).toHaveLength(2);
});

it('scores by the test rows, without any by the validation rows, else by the training rows, and never by a value that is no number', () => {
  const evaluation = { ...sampleEvaluation(10, 0.7), validation: { loss: 1, score: 0.6 } };
  const noNumber = { ...evaluation, test: { loss: Number.NaN, score: Number.NaN } };
  const endless = { ...evaluation, test: { loss: Infinity, score: -Infinity } };
  const cases = [
    { split: { train: 0.4, validation: 0.3, test: 0.3 }, last: evaluation, scores: [0.7] },
    { split: { train: 0.4, validation: 0.6, test: 0 }, last: evaluation, scores: [0.6] },
    { split: { train: 1, validation: 0, test: 0 }, last: evaluation, scores: [0.4] },
    { split: { train: 0.4, validation: 0.3, test: 0.3 }, last: noNumber, scores: [] },
    { split: { train: 0.4, validation: 0.3, test: 0.3 }, last: endless, scores: [] },
  ];
  for (const [index, { split, last, scores }] of cases.entries()) {
    const id = `split${index}`;
    store.createExperiment(sampleExperiment(id, { spec: sampleSpec('x', split) }));
    store.write({
      ...EMPTY_BATCH,
      progress: [{ runId: `${id}-0-0`, fromUpdate: 0, metrics: {}, evaluations: [last] }],
      runs: [{ runId: `${id}-0-0`, status: 'finished' }],
    });
    expect(
      store
        .listEntries([id])
        .at(0)
        ?.finalScores.map(({ score }) => score),
    ).toEqual(scores);
  }
});
