/** A process that tries to become the writer of a folder, prints how that went, and holds on until its input ends. */
import { writeSync } from 'node:fs';
import { failureOf } from '#core/failure';
import { openStore } from '#store/open-store';

const [folder] = process.argv.slice(2);
try {
  const store = openStore(folder, { mode: 'write' });
  writeSync(1, 'writer\n');
  process.stdin.once('end', () => store.close()).resume();
} catch (error) {
  writeSync(1, `${failureOf(error).kind}\n`);
}
