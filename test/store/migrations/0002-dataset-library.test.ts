/** The second layout: data that an older version imported is still there, and the old database lies in the backups. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '#store/migrate';
import { history } from '#store/migrations/0001-history';
import { openStore } from '#store/open-store';
import { connect } from '#store/sqlite';
import { temporaryFolder } from '#test/support/store-sample';

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  const place = { directory: folder, file: join(folder, 'batchlab.sqlite3') };
  const old = connect(place.file, 'write');
  migrate(old, place, [history], () => 0);
  old
    .prepare(
      `INSERT INTO datasets (name, hash, file, shape_json, feature_names_json, target_name, class_names_json, imported_at)
       VALUES ('Iris', 'h', 'datasets/h.bsld', ?, '["a","b"]', 'kind', '["x","y"]', 12)`,
    )
    .run(JSON.stringify({ rows: 4, features: 2, target: { kind: 'class', classes: 2 } }));
  old.close();
});
afterEach(() => {
  remove();
});

it('keeps the data of the first layout, with nothing known of what it did not write down', () => {
  const store = openStore(folder, { mode: 'write', now: () => 0 });
  expect(store.listDatasets()).toEqual([
    {
      ...{ name: 'Iris', hash: 'h', file: 'datasets/h.bsld', shape: { rows: 4, features: 2, target: { kind: 'class', classes: 2 } } },
      ...{ featureNames: ['a', 'b'], targetName: 'kind', classNames: ['x', 'y'], importedAt: 12 },
      ...{ files: [], note: '', summary: null, isDeleted: false },
    },
  ]);
  store.changeDataset('Iris', { note: 'Fisher 1936', isDeleted: true });
  expect(store.dataset('Iris')).toMatchObject({ note: 'Fisher 1936', isDeleted: true });
  store.close();
  expect(readdirSync(join(folder, 'backups'))).toEqual(['1970-01-01T00-00-00.000Z-layout-1.sqlite3']);
});
