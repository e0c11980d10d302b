/** Files and folders on this computer as files to import; they are read one by one, when they are needed. */
import fs from 'node:fs';
import path from 'node:path';
import { LabError } from '#core/failure';
import { badTable } from '#datasets/bad-table';
import { isLitter, type SourceFile } from '#datasets/source-file';

const MOST_FILES = 1_000_000;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'there is no such file.',
  EACCES: 'reading it is not permitted.',
  EPERM: 'reading it is not permitted.',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB.',
};

/** Folders with all that is in them, in the order of the names; links are not followed. Throws LabError `unreadableFile`. */
export function pathFiles(paths: readonly string[]): SourceFile[] {
  return paths.flatMap((given) => {
    const full = path.resolve(given);
    const isFolder = readable(given, () => fs.statSync(full)).isDirectory();
    if (!isFolder) return [sourceFile(path.basename(full), full, path.basename(full))];
    const inside = filesBelow(full, given);
    // Several folders may be one class each; of one folder the folders inside are.
    const start = paths.length > 1 ? `${path.basename(full)}/` : '';
    return inside.map((below) => sourceFile(`${path.basename(full)}/${below}`, path.join(full, below), start + below));
  });
}

function filesBelow(folder: string, given: string): string[] {
  const found: string[] = [];
  const walk = (below: string): void => {
    const entries = readable(path.join(given, below), () => fs.readdirSync(path.join(folder, below), { withFileTypes: true }));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (isLitter(entry.name)) continue;
      if (entry.isDirectory()) walk(name);
      else if (entry.isFile()) found.push(name);
      if (found.length > MOST_FILES) throw badTable(given, `The folder holds more than ${MOST_FILES.toLocaleString('en-US')} files.`);
    }
  };
  walk('');
  return found;
}

function sourceFile(name: string, full: string, below: string): SourceFile {
  return { name, path: below, read: () => readable(name, () => fs.readFileSync(full)) };
}

function readable<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new LabError({ kind: 'unreadableFile', file, reason: REASONS[code] ?? `it cannot be read (${code}).` });
  }
}
