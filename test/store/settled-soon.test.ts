/** Commits that do not wait for the disk: they are told to be durable after the sync, in the database soon, and all there is left in order. */
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Store } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;

beforeEach(() => {
  temporary = temporaryFolder();
  store = openStore(temporary.folder, { mode: 'write', settlesSoon: true });
  store.createExperiment(sampleExperiment('a'));
});
afterEach(() => {
  vi.restoreAllMocks();
  store.close();
  temporary.remove();
});

const commit = (at: number): void => store.commit({ ...EMPTY_BATCH, events: [{ experimentId: 'a', at, message: `event ${at}` }] });
const settled = (): Promise<Error | null> => new Promise((resolve) => store.settle(resolve));
const eventsIn = (some: Store): readonly string[] => some.events('a').map(({ message }) => message);

it('shows a commit at once, and tells that it is settled after the log was synced', async () => {
  const sync = vi.spyOn(fs, 'fsync');
  commit(1);
  expect(eventsIn(store)).toEqual(['event 1']);
  let problem: Error | null | undefined;
  store.settle((told) => (problem = told));
  expect([sync.mock.calls.length, problem]).toEqual([1, undefined]);
  await vi.waitFor(() => expect(problem).toBeNull(), { timeout: 20_000 });
});

it('copies the log into the database in its thread: that file alone has it all', async () => {
  commit(1);
  commit(2);
  expect(await settled()).toBeNull();
  const copy = path.join(temporary.folder, 'copy');
  fs.mkdirSync(copy);
  fs.copyFileSync(path.join(temporary.folder, 'batchlab.sqlite3'), path.join(copy, 'batchlab.sqlite3'));
  const reader = openStore(copy, { mode: 'read' });
  expect(eventsIn(reader)).toEqual(['event 1', 'event 2']);
  reader.close();
});

it('says that the disk has a problem, keeps what was committed, and settles it by way of the database', async () => {
  const sync = vi.spyOn(fs, 'fsync').mockImplementation((_, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })));
  commit(1);
  expect(await settled()).toMatchObject({ failure: { kind: 'storageFull' } });
  sync.mockRestore();
  const again = vi.spyOn(fs, 'fsyncSync');
  store.settleNow();
  // A second sync of the log would prove nothing.
  expect(again).not.toHaveBeenCalled();
  expect(eventsIn(store)).toEqual(['event 1']);
  commit(2);
  expect(await settled()).toBeNull();
});

it('waits for the disk where it must, once for all that was committed', () => {
  const sync = vi.spyOn(fs, 'fsyncSync');
  for (const at of [1, 2, 3]) commit(at);
  store.settleNow();
  store.settleNow();
  expect(sync).toHaveBeenCalledTimes(1);
});

it('leaves one whole file when it is closed in the middle of it', () => {
  commit(1);
  store.settle(() => undefined);
  store.close();
  expect(fs.readdirSync(temporary.folder).filter((name) => name.startsWith('batchlab.sqlite3'))).toEqual(['batchlab.sqlite3']);
  store = openStore(temporary.folder, { mode: 'write', settlesSoon: true });
  expect(eventsIn(store)).toEqual(['event 1']);
});
