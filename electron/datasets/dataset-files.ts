/** Imported data on disk: each table once, in a file named by its hash, written whole or not at all, checked whenever it is read. */
import fs from 'node:fs';
import path from 'node:path';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { importInBackground, inspectInBackground } from '#datasets/import-in-background';
import { sha256, tableBytes, tableFrom } from '#datasets/table-bytes';
import type { DatasetFiles } from '#lab/ports/dataset-files';

const fileName = /^datasets\/([0-9a-f]{64})\.bsld$/;

const sourceWorker = new URL('./parse-worker.ts', import.meta.url);

/** Keeps its files in the folder `datasets` below the directory. `importWorker` is the bundled file of `parse-worker`, where there is one. */
export function createDatasetFiles(directory: string, importWorker: URL = sourceWorker): DatasetFiles {
  return {
    read: (source, options, watch) => importInBackground(importWorker, source, options, watch),
    inspect: (files, options, watch) => inspectInBackground(importWorker, files, options, watch),
    save(table) {
      const pieces = tableBytes(table);
      const hash = sha256(pieces);
      const file = `datasets/${hash}.bsld`;
      try {
        const target = path.join(directory, file);
        // A file of this name that was damaged is written again.
        if (!fs.existsSync(target) || sha256([fs.readFileSync(target)]) !== hash) writeAtomically(target, pieces);
      } catch (error) {
        throw writeFailure(error, directory);
      }
      return { hash, file };
    },
    load(file) {
      const table = loadTable(directory, file);
      if (typeof table !== 'string') return table;
      throw new LabError({ kind: 'storageDamaged', file, reason: table });
    },
    remove(file) {
      if (!fileName.test(file)) return 0;
      const target = path.join(directory, file);
      try {
        const { size } = fs.statSync(target);
        fs.rmSync(target);
        return size;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return 0;
        throw writeFailure(error, directory);
      }
    },
    pack: (table) => Uint8Array.from(Buffer.concat(tableBytes(table))),
    unpack: tableFrom,
  };
}

/** The table of a file, or what is wrong with the file. */
function loadTable(directory: string, file: string): Table | string {
  const hash = fileName.exec(file)?.[1];
  if (hash === undefined) return 'This is not the name of a file of data.';
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(path.join(directory, file));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'It is missing. Import the data again.';
    return `It cannot be read (${codeOf(error)}).`;
  }
  if (sha256([bytes]) !== hash) return 'Its content is not what was saved. Import the data again.';
  return tableFrom(bytes) ?? 'It does not hold a table. Import the data again.';
}

/** Under the final name there is always a whole file: a neighbour is written to the disk, then renamed. */
function writeAtomically(target: string, pieces: readonly Uint8Array[]): void {
  const folder = path.dirname(target);
  fs.mkdirSync(folder, { recursive: true });
  const neighbour = `${target}.tmp`;
  try {
    const handle = fs.openSync(neighbour, 'w');
    try {
      for (const piece of pieces) fs.writeFileSync(handle, piece);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(neighbour, target);
  } catch (error) {
    fs.rmSync(neighbour, { force: true });
    throw error;
  }
  // Windows cannot open a folder to flush its entries.
  if (process.platform !== 'win32') flushFolder(folder);
}

function flushFolder(folder: string): void {
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function writeFailure(error: unknown, directory: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LabError({ kind: 'storageFull', directory });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new LabError({ kind: 'storageReadOnly', directory });
    default:
      return error;
  }
}

/** "ENOSPC" and the like. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
