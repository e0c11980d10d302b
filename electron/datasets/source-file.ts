/** A file to be imported, wherever its bytes are: given, in an archive, or on the disk. It is read when it is needed. */
import { badTable } from '#datasets/bad-table';

export interface SourceFile {
  /** Sentences name the file by it; of a file in an archive it begins with the archive's name. */
  readonly name: string;
  /** Path below the folder or in the archive that was chosen, with "/" between folders. */
  readonly path: string;
  /** Throws LabError where the bytes cannot be had. */
  read(): Uint8Array;
}

/** What systems leave in folders and archives on their own. */
const LITTER = new Set(['__MACOSX', 'Thumbs.db', 'desktop.ini']);

export function isLitter(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || LITTER.has(part));
}

/** Refuses names that lead out of the archive. Nothing is ever written under these names; an archive with them is not an honest one. */
export function checkEntryName(archive: string, name: string): void {
  const isAbsolute = /^[\\/]|^[A-Za-z]:/.test(name);
  if (isAbsolute || name.includes('\0') || name.split(/[\\/]/).includes('..')) {
    throw badTable(
      archive,
      `The archive holds a file whose name leads out of it (${JSON.stringify(name.slice(0, 60))}). It is not imported.`,
    );
  }
}

/** "images.zip" in "a/images.zip". */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
