/** Backups made while the history is in use, their rotation, and the way back from a damaged history. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '#core/failure';
import { outdated } from '#store/backup-rotation';
import { openStore, restoreBackup } from '#store/open-store';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

const DAY = 24 * 60 * 60 * 1000;
let folder: string;
let remove: () => void;
let now = 0;
const open = () => openStore(folder, { mode: 'write', now: () => now });
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  now = Date.UTC(2026, 10, 2, 12);
});
afterEach(() => remove());

function fill(): void {
  const store = open();
  store.createExperiment(sampleExperiment('a'));
  const metrics = { loss: Float32Array.from({ length: 30_000 }, (_, index) => index) };
  store.write({
    ...EMPTY_BATCH,
    progress: [{ runId: 'a-0-0', fromUpdate: 0, metrics, evaluations: [sampleEvaluation(0)] }],
    runs: [{ runId: 'a-0-0', status: 'finished' }],
  });
  store.close();
}

describe('rotation', () => {
  it('keeps the newest of three days and of four weeks', () => {
    const noon = Date.UTC(2026, 10, 30, 12);
    const daily = Array.from({ length: 40 }, (_, day) => noon - day * DAY);
    const gone = new Set(outdated(daily));
    const kept = daily.filter((at) => !gone.has(at)).map((at) => (noon - at) / DAY);
    expect(kept.slice(0, 3)).toEqual([0, 1, 2]);
    expect(kept.length).toBeGreaterThanOrEqual(6);
    expect(kept.length).toBeLessThanOrEqual(7);
    expect(kept.at(-1)).toBeLessThan(28);
  });

  it('never takes the newest one, and keeps seven at most, whenever they were made', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100 * DAY), { minLength: 1, maxLength: 60 }), (times) => {
        const gone = outdated(times);
        expect(gone).not.toContain(Math.max(...times));
        expect(times.length - gone.length).toBeLessThanOrEqual(7);
      }),
    );
  });

  it('leaves what a person made, and files of other names', async () => {
    fill();
    const store = open();
    await store.makeBackup(false);
    writeFileSync(join(folder, 'backups', 'mine.sqlite3'), 'x');
    for (let day = 1; day <= 60; day++) {
      now += DAY;
      await store.makeBackup(true);
    }
    expect(store.backups().filter(({ isAutomatic }) => isAutomatic).length).toBeLessThanOrEqual(7);
    expect(store.backups().filter(({ isAutomatic }) => !isAutomatic)).toHaveLength(1);
    expect(existsSync(join(folder, 'backups', 'mine.sqlite3'))).toBe(true);
    store.close();
  });
});

describe('a restore', () => {
  it('brings the records back as they were, at the next opening, and keeps the other history aside', async () => {
    fill();
    const store = open();
    const { name } = await store.makeBackup(false);
    store.rename('a', 'changed later');
    store.planRestore(name);
    expect(store.plannedRestore()).toBe(name);
    expect(store.experiment('a')?.spec.name).toBe('changed later');
    store.close();
    const restored = open();
    expect([restored.experiment('a')?.spec.name, restored.plannedRestore()]).toEqual(['Experiment a', null]);
    expect(restored.verifyRun('a-0-0')).toBe(true);
    restored.close();
    const [kept] = readdirSync(join(folder, 'kept-aside')).filter((file) => file.endsWith('.sqlite3'));
    writeFileSync(join(folder, 'batchlab.sqlite3'), readFileSync(join(folder, 'kept-aside', kept)));
    const before = open();
    expect(before.experiment('a')?.spec.name).toBe('changed later');
    before.close();
  });

  it('can be taken back, and is refused for what is not there or not whole', async () => {
    fill();
    const store = open();
    const { name } = await store.makeBackup(false);
    store.planRestore(name);
    store.planRestore(null);
    expect(store.plannedRestore()).toBe(null);
    expect(() => store.planRestore('../../evil.sqlite3')).toThrow('There is no backup');
    const file = join(folder, 'backups', name);
    writeFileSync(file, readFileSync(file).subarray(0, 20_000));
    expect(() => store.planRestore(name)).toThrow('is damaged');
    store.close();
  });

  it('is offered where a history does not open, by the newest backup that is whole', async () => {
    fill();
    const store = open();
    const { name: good } = await store.makeBackup(true);
    now += DAY;
    const { name: bad } = await store.makeBackup(true);
    store.close();
    writeFileSync(join(folder, 'backups', bad), 'nonsense');
    const file = join(folder, 'batchlab.sqlite3');
    const damaged = Buffer.concat([Buffer.alloc(5000, 7), readFileSync(file).subarray(5000)]);
    writeFileSync(file, damaged);
    let failure: unknown = null;
    try {
      open();
    } catch (error) {
      failure = error instanceof LabError ? error.failure : error;
    }
    expect(failure).toMatchObject({ kind: 'storageDamaged', backup: good });
    expect(readFileSync(file).equals(damaged)).toBe(true);
    expect(restoreBackup(folder, null, () => now)).toBe(good);
    const restored = open();
    expect(restored.verifyRun('a-0-0')).toBe(true);
    restored.close();
    expect(readdirSync(join(folder, 'kept-aside')).some((name) => readFileSync(join(folder, 'kept-aside', name)).equals(damaged))).toBe(
      true,
    );
  });

  it('waits for nobody who has the history open', () => {
    fill();
    const store = open();
    expect(() => restoreBackup(folder, null)).toThrow('is in use by');
    store.close();
  });
});
