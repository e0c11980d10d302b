/** What is written into the history comes back as it was. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '#core/failure';
import { evaluationColumns } from '#core/series/evaluation';
import type { Store, StoredDataset } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let store: Store;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openStore(temporary.folder, { mode: 'write', now: () => 5000 });
});
afterEach(() => {
  store.close();
  remove();
});

function failureKind(operation: () => unknown): string {
  try {
    operation();
  } catch (error) {
    if (error instanceof LabError) return error.failure.kind;
    throw error;
  }
  return 'none';
}

describe('experiments', () => {
  it('come back with their conditions and waiting runs', () => {
    const experiment = sampleExperiment('a', { size: [2, 3] });
    store.createExperiment(experiment);
    const { id, spec, conditions, dataHash, dataShape, provenance, createdAt } = experiment;
    expect(store.experiment('a')).toEqual({
      ...{ id, spec, conditions, dataHash, dataShape, provenance, createdAt },
      ...{ state: 'waiting', endedAt: null, isDeleted: false, isStarred: false, tags: [], notes: null, origin: null, skipped: [] },
    });
    expect(store.runs('a').map((run) => run.id)).toEqual(['a-0-0', 'a-0-1', 'a-0-2', 'a-1-0', 'a-1-1', 'a-1-2']);
    expect(store.run('a-1-2')).toEqual({
      ...{ id: 'a-1-2', experimentId: 'a', condition: 1, replicate: 2, status: 'waiting', update: 0, seconds: 0 },
      ...{ weightHash: null, recordHash: null, engine: null, device: null, startedAt: null, endedAt: null },
    });
  });

  it('that do not exist are null, and changing them says so', () => {
    expect(store.experiment('a')).toBeNull();
    expect(store.listEntries(['a'])).toEqual([]);
    expect(store.run('a')).toBeNull();
    expect(failureKind(() => store.rename('a', 'x'))).toBe('notFound');
    expect(failureKind(() => store.markExperiments(['a'], { isDeleted: true }))).toBe('notFound');
    expect(failureKind(() => store.verifyRun('a'))).toBe('notFound');
    expect(failureKind(() => store.write({ ...EMPTY_BATCH, runs: [{ runId: 'a', update: 1 }] }))).toBe('notFound');
  });

  it('cannot be created twice, and the second attempt changes nothing', () => {
    store.createExperiment(sampleExperiment('a'));
    expect(failureKind(() => store.createExperiment(sampleExperiment('a', { size: [2, 2] })))).toBe('conflict');
    expect(store.runs('a')).toHaveLength(1);
  });

  it('take a new name, in the list and in the design', () => {
    store.createExperiment(sampleExperiment('a'));
    store.rename('a', `Robert'); DROP TABLE runs;-- <b>ü</b>`);
    expect(store.experiment('a')?.spec.name).toBe(`Robert'); DROP TABLE runs;-- <b>ü</b>`);
    expect(store.listExperiments()[0].spec.name).toBe(`Robert'); DROP TABLE runs;-- <b>ü</b>`);
  });

  it('go to the bin and come out of it', () => {
    store.createExperiment(sampleExperiment('a'));
    store.markExperiments(['a'], { isDeleted: true });
    expect(store.experiment('a')?.isDeleted).toBe(true);
    store.markExperiments(['a'], { isDeleted: false });
    expect(store.experiment('a')?.isDeleted).toBe(false);
  });

  it('that were under way are marked as interrupted, with an event; ended ones are left alone', () => {
    const states = ['waiting', 'training', 'paused', 'stopping', 'finished', 'stopped', 'failed'] as const;
    for (const [index, state] of states.entries()) {
      store.createExperiment(sampleExperiment(state, { size: [1, 3], createdAt: index }));
      store.write({
        ...EMPTY_BATCH,
        experiments: [{ id: state, state, endedAt: null }],
        runs: [
          { runId: `${state}-0-0`, status: 'training' },
          { runId: `${state}-0-1`, status: 'finished' },
        ],
      });
    }
    expect(store.markInterrupted()).toEqual(['waiting', 'training', 'paused', 'stopping']);
    expect(states.map((id) => store.experiment(id)?.state)).toEqual([
      ...['interrupted', 'interrupted', 'interrupted', 'interrupted'],
      ...['finished', 'stopped', 'failed'],
    ]);
    expect(store.runs('paused').map((run) => run.status)).toEqual(['interrupted', 'finished', 'waiting']);
    expect(store.runs('failed').map((run) => run.status)).toEqual(['training', 'finished', 'waiting']);
    expect(store.events('paused')).toEqual([{ at: 5000, message: expect.stringContaining('Interrupted') as string }]);
    expect(store.events('finished')).toEqual([]);
    expect(store.markInterrupted()).toEqual([]);
  });
});

describe('a batch', () => {
  it('changes only what it names', () => {
    store.createExperiment(sampleExperiment('a'));
    store.write({ ...EMPTY_BATCH, runs: [{ runId: 'a-0-0', status: 'training', engine: 'onnx-cpu', startedAt: 7 }] });
    store.write({ ...EMPTY_BATCH, runs: [{ runId: 'a-0-0', update: 12, seconds: 0.5 }] });
    store.write({ ...EMPTY_BATCH, runs: [{ runId: 'a-0-0', engine: null }] });
    expect(store.run('a-0-0')).toMatchObject({ status: 'training', update: 12, seconds: 0.5, engine: null, startedAt: 7 });
  });

  it('is written whole or not at all', () => {
    store.createExperiment(sampleExperiment('a'));
    const before = store.listExperiments();
    const batch = {
      progress: [{ runId: 'a-0-0', fromUpdate: 0, metrics: { loss: Float32Array.of(1, 2) }, evaluations: [sampleEvaluation(0)] }],
      checkpoints: [{ runId: 'a-0-0', update: 1, state: Uint8Array.of(1) }],
      runs: [{ runId: 'a-0-0', update: 1 }],
      experiments: [{ id: 'a', state: 'training' as const, endedAt: null }],
      events: [{ experimentId: 'missing', at: 1, message: 'x' }],
    };
    expect(failureKind(() => store.write(batch))).toBe('notFound');
    expect(store.listExperiments()).toEqual(before);
    expect(store.evaluations('a-0-0').update).toHaveLength(0);
    expect(store.series('a-0-0', 'loss', 0, 10, 10).update).toHaveLength(0);
    expect(store.checkpoint('a-0-0')).toBeNull();
    store.write({ ...batch, events: [{ experimentId: 'a', at: 1, message: 'x' }] });
    expect(store.evaluations('a-0-0').update).toHaveLength(1);
    expect(store.events('a')).toEqual([{ at: 1, message: 'x' }]);
  });

  it('keeps the last checkpoint, byte by byte, also of a view into a larger buffer', () => {
    store.createExperiment(sampleExperiment('a'));
    const state = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);
    for (const update of [5, 10, 8]) {
      store.write({ ...EMPTY_BATCH, checkpoints: [{ runId: 'a-0-0', update, state: state.subarray(update) }] });
      expect(store.checkpoint('a-0-0')).toEqual({ runId: 'a-0-0', update, state: state.slice(update) });
    }
  });
});

describe('evaluations', () => {
  const save = (...evaluations: ReturnType<typeof sampleEvaluation>[]): void =>
    store.write({ ...EMPTY_BATCH, progress: [{ runId: 'a-0-0', fromUpdate: 0, metrics: {}, evaluations }] });

  it('come back as columns, with NaN where there is no value and infinities as they were', () => {
    store.createExperiment(sampleExperiment('a'));
    const diverged = { ...sampleEvaluation(100), train: { loss: Number.NaN, score: 0 }, weightNorm: Infinity, weightDistance: -Infinity };
    save(sampleEvaluation(0, null), sampleEvaluation(50), diverged);
    expect(store.evaluations('a-0-0')).toEqual(evaluationColumns([sampleEvaluation(0, null), sampleEvaluation(50), diverged]));
    expect(store.finalEvaluations('a')).toEqual(new Map([['a-0-0', diverged]]));
  });

  it('sent again replace those of the same update, in the order of updates', () => {
    store.createExperiment(sampleExperiment('a'));
    save(sampleEvaluation(0), sampleEvaluation(100), sampleEvaluation(50, 0.1));
    save(sampleEvaluation(50, 0.9));
    expect(store.evaluations('a-0-0')).toEqual(evaluationColumns([sampleEvaluation(0), sampleEvaluation(50, 0.9), sampleEvaluation(100)]));
  });

  it('after the point from which a run is trained again are forgotten until they come again', () => {
    store.createExperiment(sampleExperiment('a'));
    const stretch = (fromUpdate: number, length: number, at: number[]): void =>
      store.write({
        ...EMPTY_BATCH,
        progress: [
          {
            runId: 'a-0-0',
            fromUpdate,
            metrics: { loss: new Float32Array(length).fill(fromUpdate) },
            evaluations: at.map((u) => sampleEvaluation(u)),
          },
        ],
      });
    stretch(0, 100, [0, 40, 60, 80, 100]);
    stretch(60, 10, []);
    expect(store.evaluations('a-0-0').update).toEqual(Float64Array.of(0, 40, 60));
    expect(store.series('a-0-0', 'loss', 0, 1000, 1000).mean).toEqual(
      Float32Array.from({ length: 70 }, (_, index) => (index < 60 ? 0 : 60)),
    );
    stretch(70, 30, [80, 100]);
    expect(store.evaluations('a-0-0').update).toEqual(Float64Array.of(0, 40, 60, 80, 100));
  });
});

describe('data sets and settings', () => {
  const dataset: StoredDataset = {
    ...{ name: 'Wine', hash: 'h', file: 'datasets/h.bin', shape: { rows: 3, features: 2, target: { kind: 'value' } } },
    ...{ featureNames: ['a', 'b,"'], targetName: 'y', classNames: null, importedAt: 12 },
    ...{ files: ['wine.csv'], note: 'CC0', isDeleted: false },
    summary: { classCounts: null, target: null, features: [{ name: 'a', mean: 1, sd: 0, min: 1, max: 1, histogram: [3] }] },
  };
  it('come back, in the order of their names, and are replaced by name', () => {
    store.saveDataset(dataset);
    store.saveDataset({ ...dataset, name: 'Iris', classNames: ['x', 'y'] });
    store.saveDataset({ ...dataset, hash: 'h2' });
    expect(store.listDatasets()).toEqual([
      { ...dataset, name: 'Iris', classNames: ['x', 'y'] },
      { ...dataset, hash: 'h2' },
    ]);
    expect(store.dataset('Wine')).toEqual({ ...dataset, hash: 'h2' });
    expect(store.dataset('wine')).toBeNull();
  });
  it('change their name, note and place; a name that is not there changes nothing', () => {
    store.saveDataset(dataset);
    store.changeDataset('Wine', { name: 'Red wine', note: '' });
    store.changeDataset('Red wine', { isDeleted: true });
    store.changeDataset('Wine', { isDeleted: false });
    expect(store.listDatasets()).toEqual([{ ...dataset, name: 'Red wine', note: '', isDeleted: true }]);
  });
  it('are found by their content, out of the bin where they can be', () => {
    store.saveDataset({ ...dataset, isDeleted: true });
    expect(store.datasetWithHash('h')?.name).toBe('Wine');
    store.saveDataset({ ...dataset, name: 'Wine again' });
    expect(store.datasetWithHash('h')?.name).toBe('Wine again');
    expect(store.datasetWithHash('x')).toBeNull();
  });
  it('know the experiments on their content, newest first', () => {
    store.createExperiment({ ...sampleExperiment('a'), dataHash: 'h', createdAt: 1 });
    store.createExperiment({ ...sampleExperiment('b'), dataHash: 'h', createdAt: 2 });
    store.createExperiment({ ...sampleExperiment('c'), dataHash: 'other' });
    store.markExperiments(['a'], { isDeleted: true });
    expect(store.usesOfData('h')).toEqual([
      { id: 'b', name: 'Experiment b', state: 'waiting', createdAt: 2, isDeleted: false },
      { id: 'a', name: 'Experiment a', state: 'waiting', createdAt: 1, isDeleted: true },
    ]);
    expect(store.useCounts()).toEqual(
      new Map([
        ['h', 2],
        ['other', 1],
      ]),
    );
  });
  it('keep a text by its key', () => {
    expect(store.setting('draft')).toBeNull();
    store.saveSetting('draft', '{"a":1}');
    store.saveSetting('draft', '{"a":2}');
    expect(store.setting('draft')).toBe('{"a":2}');
  });
});
