import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeRecord } from '#contract/probes';
import { LabError } from '#core/failure';
import type { Store } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { PROBES_SQL, SNAPSHOTS_SQL } from '#store/probes';
import { EMPTY_BATCH, sampleExperiment, temporaryFolder } from '#test/support/store-sample';
import { storeWithDatabase } from '#test/support/store-raw';

let store: Store;
let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openStore(folder, { mode: 'write' });
  store.createExperiment(sampleExperiment('a', { size: [2, 3] }));
});
afterEach(() => {
  store.close();
  remove();
});

const record = (id: string, createdAt: number, runIds = ['a-0-0', 'a-0-1']): ProbeRecord => ({
  id,
  experimentId: 'a',
  runIds,
  kind: 'distances',
  question: { kind: 'distances', runIds },
  seconds: 1.5,
  createdAt,
  result: {
    kind: 'distances',
    layers: ['Output'],
    runs: [{ runId: 'a-0-0', points: [], reach: { update: Float64Array.of(0, 1), radius: Float64Array.of(0, NaN), rule: 'a rule' } }],
    between: { total: Float64Array.of(0, 1, 1, 0), layers: [Float64Array.of(0, 1, 1, 0)] },
  },
});

describe('kept weights', () => {
  it('come back as they were, by run and update; a later one of the same update replaces them', () => {
    const state = Uint8Array.of(1, 2, 3);
    store.write({
      ...EMPTY_BATCH,
      snapshots: [
        { runId: 'a-0-0', update: 20, state },
        { runId: 'a-0-0', update: 5, state },
      ],
    });
    store.write({ ...EMPTY_BATCH, snapshots: [{ runId: 'a-0-0', update: 5, state: Uint8Array.of(9) }] });
    expect(store.snapshotUpdates('a-0-0')).toEqual([5, 20]);
    expect(store.snapshotUpdates('a-0-1')).toEqual([]);
    expect(store.snapshot('a-0-0', 5)).toEqual({ runId: 'a-0-0', update: 5, state: Uint8Array.of(9) });
    expect(store.snapshot('a-0-0', 6)).toBeNull();
    // Checkpoints come and go, these stay.
    store.write({ ...EMPTY_BATCH, checkpoints: [{ runId: 'a-0-0', update: 30, state }] });
    expect(store.snapshotUpdates('a-0-0')).toEqual([5, 20]);
  });
});

describe('what probes found', () => {
  it('comes back with every number, also those that are none', () => {
    store.saveProbe(record('p', 1));
    expect(store.probe('p')).toEqual(record('p', 1));
    expect(store.probe('q')).toBeNull();
  });

  it('is listed with its experiment, newest first, and can be forgotten', () => {
    for (const one of [record('old', 1), record('new', 2, ['a-1-0'])]) store.saveProbe(one);
    expect(store.listProbes('a').map(({ id }) => id)).toEqual(['new', 'old']);
    expect(store.listProbes('b')).toEqual([]);
    store.forgetProbe('old');
    expect(store.listProbes('a').map(({ id }) => id)).toEqual(['new']);
    expect(() => {
      store.forgetProbe('old');
    }).toThrow(LabError);
  });
});

it('kept weights and probes are found through an index', () => {
  const temporary = temporaryFolder();
  const { database } = storeWithDatabase(temporary.folder);
  for (const sql of [SNAPSHOTS_SQL, PROBES_SQL]) {
    const plan = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', "'x'")}`).all();
    expect(plan.map(({ detail }) => detail).filter((detail) => detail.startsWith('SCAN'))).toEqual([]);
  }
  database.close();
  temporary.remove();
});
