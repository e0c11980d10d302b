/** Imports good and damaged files in a process that may write nowhere, and tells how many became tables. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { LabError } from '#core/failure';
import { importFiles } from '#datasets/import-sources';
import { damagedFiles, goodFiles } from '#test/datasets/support/damaged-files';

let tables = 0;
let refused = 0;
const damaged = fc.sample(damagedFiles, Number(process.argv[2]));
// Names that lead out of their folder must not be followed.
const outside = damaged.map((files) => files.map((file) => ({ ...file, name: `../${file.name}` })));
for (const files of [...goodFiles, ...outside]) {
  try {
    importFiles(files, { target: null, task: 'auto' });
    tables++;
  } catch (error) {
    if (!(error instanceof LabError) || error.failure.kind !== 'badTable') throw error;
    refused++;
  }
}
process.stdout.write(JSON.stringify({ tables, refused, isGuarded: isGuarded() }));

/** That the guard is on is seen by a write that it must refuse. */
function isGuarded(): boolean {
  try {
    writeFileSync(join(tmpdir(), `batchlab-guard-${String(process.pid)}`), '');
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
  }
}
