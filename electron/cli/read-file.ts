/** Reads the files that a person names on the command line; every way this can fail is a sentence. */
import { readFile } from 'node:fs/promises';
import { findJsonError } from '#cli/json-error';
import { LabError } from '#core/failure';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'there is no such file.',
  EISDIR: 'it is a folder, not a file.',
  EACCES: 'reading it is not permitted.',
  EPERM: 'reading it is not permitted.',
};

/** The bytes of a file. Throws LabError `unreadableFile`. */
export async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
    throw new LabError({ kind: 'unreadableFile', file, reason });
  }
}

/** The value that a JSON file holds. Throws LabError `unreadableFile` with line and column. */
export async function readJson(file: string): Promise<unknown> {
  const bytes = await readBytes(file);
  const unreadable = (reason: string): LabError => new LabError({ kind: 'unreadableFile', file, reason });
  let text: string;
  try {
    // The decoder drops a byte-order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('it is not text in UTF-8.');
  }
  if (text.trim() === '') throw unreadable('the file is empty.');
  const error = findJsonError(text);
  if (error !== null) throw unreadable(`line ${error.line}, column ${error.column}: ${error.problem}.`);
  return JSON.parse(text);
}
