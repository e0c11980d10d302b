/** Opens a store on a connection that the test keeps in its hands, for what the port does not offer. */
import { join } from 'node:path';
import type { Store } from '#lab/ports/store';
import { migrate } from '#store/migrate';
import { MIGRATIONS } from '#store/open-store';
import { connect } from '#store/sqlite';
import type { Connection } from '#store/sqlite';
import { storeOn } from '#store/store';

export function storeWithDatabase(directory: string): { readonly store: Store; readonly database: Connection } {
  const place = { directory, file: join(directory, 'batchlab.sqlite3') };
  const database = connect(place.file, 'write');
  migrate(database, place, MIGRATIONS, () => 0);
  return { store: storeOn(database, place, () => 0), database };
}
