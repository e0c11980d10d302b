/** The fourth layout: the draft that the settings held is the first of many, and still the one that is open. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '#store/migrate';
import { history } from '#store/migrations/0001-history';
import { datasetLibrary } from '#store/migrations/0002-dataset-library';
import { study } from '#store/migrations/0003-study';
import { openStore } from '#store/open-store';
import { connect } from '#store/sqlite';
import { temporaryFolder } from '#test/support/store-sample';

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => {
  remove();
});

function withDraft(draft: string | null): void {
  const place = { directory: folder, file: join(folder, 'batchlab.sqlite3') };
  const old = connect(place.file, 'write');
  migrate(old, place, [history, datasetLibrary, study], () => 0);
  if (draft !== null) old.prepare(`INSERT INTO settings (key, value) VALUES ('designer.draft', ?)`).run(draft);
  old.close();
}

it.each([
  ['a design', { name: 'Mine', replicates: 3 }, 'Mine'],
  ['the text of a broken one', '{ "name": "Mine"', ''],
])('takes over %s', (_, spec, name) => {
  withDraft(JSON.stringify({ spec, savedAt: 1_790_000_000_123 }));
  const store = openStore(folder, { mode: 'write', now: () => 0 });
  const id = 'first-draft';
  const times = { createdAt: 1_790_000_000_123, changedAt: 1_790_000_000_123 };
  expect(store.design(id)).toEqual({ id, kind: 'draft', name, description: '', ...times, isDeleted: false, spec });
  expect([store.setting('designer.open'), store.setting('designer.draft')]).toEqual([id, null]);
  store.close();
});

it('begins without any where there was none', () => {
  withDraft(null);
  const store = openStore(folder, { mode: 'write', now: () => 0 });
  expect([store.designs(), store.setting('designer.open')]).toEqual([[], null]);
  store.close();
});
