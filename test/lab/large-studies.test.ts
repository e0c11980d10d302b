/** Large study files: others have their turns while one is written or read, and what is not read to its end was never there. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decode } from '#contract/codec';
import type { FileToSave } from '#contract/saved-files';
import { LabError } from '#core/failure';
import type { Lab } from '#lab/lab';
import type { Store } from '#lab/ports/store';
import { studyFiles } from '#report/study-files';
import { labOn, settle } from '#test/support/lab-bench';
import { addExperiment } from '#test/support/large-history';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';
import { HeavyClock, turnsDuring } from '#test/support/turns';

interface Place {
  readonly folder: string;
  readonly store: Store;
  readonly lab: Lab;
  readonly clock: HeavyClock;
}
const RUNS = 12;
const places: Place[] = [];
const open = (folder = mkdtempSync(join(tmpdir(), 'batchlab-large-'))): Place => {
  const clock = new HeavyClock();
  const place = { folder, clock, ...labOn(folder, scriptedEngines(new ScriptedPool(1)), clock) };
  places.push(place);
  return place;
};
let here: Place;
let there: Place;
let file: FileToSave;
beforeEach(async () => {
  [here, there] = [open(), open()];
  addExperiment(here.store, 'first', { runs: RUNS, updates: 60 });
  // Its series are longer than what is written at once.
  addExperiment(here.store, 'second', { runs: 4, updates: 35_000, metrics: 1 });
  file = await here.lab.handlers['studies.export']({ ids: ['first', 'second'] });
});
afterEach(async () => {
  for (const { folder, lab } of places.splice(0)) {
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Everything that is stored of an experiment. */
const contentOf = ({ store }: Place, id: string): unknown => {
  const { origin, ...experiment } = store.experiment(id) ?? { origin: null };
  const runs = store.runs(id).map((run) => ({
    ...run,
    evaluations: store.evaluations(run.id),
    series: (['loss', 'accuracy', 'gradientNorm'] as const).map((metric) => [...store.series(run.id, metric, 0, 1e9, 1e9).min].join()),
  }));
  return { origin: origin === null, experiment, runs, events: store.events(id) };
};

describe('a large study', () => {
  it('lets others in after every series while it is gathered', async () => {
    const { turns, result } = await turnsDuring(() => here.lab.handlers['studies.export']({ ids: ['first', 'second'] }));
    expect(turns).toBeGreaterThanOrEqual(3 * (RUNS + 4));
    const text = ({ bytes }: FileToSave): Promise<string> => studyFiles().unpack('x', bytes);
    const [again, before] = [decode(await text(result)), decode(await text(file))];
    expect({ ...Object(again), exportedAt: 0 }).toEqual({ ...Object(before), exportedAt: 0 });
  });

  it('lets others in after every run while it is read, and is all there afterwards', async () => {
    const { turns, result } = await turnsDuring(() => there.lab.handlers['studies.import'](file));
    // A run is read, understood, and checked.
    expect(turns).toBeGreaterThanOrEqual(3 * (RUNS + 4));
    expect(result.ids).toEqual(['first', 'second']);
    for (const id of result.ids) {
      expect(contentOf(there, id)).toEqual({ ...Object(contentOf(here, id)), origin: false });
      for (const run of there.store.runs(id)) expect(there.store.verifyRun(run.id)).toBe(true);
    }
  });

  it('that is read twice at once is there twice', async () => {
    const both = await Promise.all([there.lab.handlers['studies.import'](file), there.lab.handlers['studies.import'](file)]);
    expect(both[0].ids).toEqual(['first', 'second']);
    expect(new Set(both.flatMap(({ ids }) => ids)).size).toBe(4);
    expect((await there.lab.handlers['experiments.list']({})).map(({ isDeleted }) => isDeleted)).toEqual([false, false, false, false]);
  });

  it('is not to be seen, nor touched, before it is all there', async () => {
    const importing = there.lab.handlers['studies.import'](file);
    while (there.store.experiment('first') === null) await settle();
    expect(there.store.experiment('second')).toBeNull();
    const seen = await there.lab.handlers['experiments.list']({});
    expect(seen.filter(({ isDeleted }) => !isDeleted)).toEqual([]);
    expect(() => there.lab.handlers['experiments.get']({ id: 'first' })).toThrow('There is no experiment "first".');
    expect(() => there.lab.handlers['experiments.restore']({ id: 'first' })).toThrow(LabError);
    await importing;
    expect((await there.lab.handlers['experiments.get']({ id: 'first' })).runs).toHaveLength(RUNS);
  });

  it('leaves nothing behind where it cannot be written to its end', async () => {
    const importPart = there.store.importPart.bind(there.store);
    const full = new LabError({ kind: 'storageFull', directory: there.folder });
    Object.assign(there.store, {
      importPart: (part: Parameters<Store['importPart']>[0]) => {
        if (there.store.experiment('second') !== null) throw full;
        importPart(part);
      },
    });
    await expect(there.lab.handlers['studies.import'](file)).rejects.toThrow(full);
    expect(there.store.listExperiments()).toEqual([]);
    expect(there.store.setting('bin.emptying')).toBe('[]');
    // Once there is room it can.
    Object.assign(there.store, { importPart });
    expect(await there.lab.handlers['studies.import'](file)).toEqual({ ids: ['first', 'second'] });
  });

  it('leaves nothing behind where the program ends before', async () => {
    void there.lab.handlers['studies.import'](file);
    while (there.store.experiment('second') === null) await settle();
    there.clock.stop();
    there.store.close();
    places.splice(places.indexOf(there), 1);
    const later = open(there.folder);
    while (later.store.setting('bin.emptying') !== '[]') await settle();
    expect(later.store.listExperiments()).toEqual([]);
    expect(existsSync(join(later.folder, 'datasets'))).toBe(false);
    expect(await later.lab.handlers['studies.import'](file)).toEqual({ ids: ['first', 'second'] });
  });

  it('of more than a file can hold is refused before it is packed', async () => {
    await expect(studyFiles(1000).pack(['x'.repeat(600), 'y'.repeat(600)])).rejects.toThrow('Export fewer experiments at once');
    expect(await studyFiles(2000).unpack('x', await studyFiles(2000).pack(['x'.repeat(600), 'y'.repeat(600)]))).toHaveLength(1200);
  });
});
