/** The files in a tar archive (ustar, with the long names of GNU and pax). Nothing is written anywhere. */
import { badTable } from '#datasets/bad-table';
import { checkEntryName, type SourceFile } from '#datasets/source-file';

const BLOCK = 512;

export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** Links, folders and devices are passed over. Throws LabError `badTable` for an archive that is cut or whose names lead out of it. */
export function tarFiles(file: string, bytes: Uint8Array): SourceFile[] {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files: SourceFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    if (octal(archive, at + 148, 8) !== checksum(archive, at)) throw badTable(file, `The archive is damaged at byte ${at}.`);
    const size = octal(archive, at + 124, 12);
    if (size === null) throw badTable(file, `The archive holds a file of a size that cannot be read, at byte ${at}.`);
    const from = at + BLOCK;
    if (from + size > archive.length) {
      throw badTable(file, `A file in the archive should end at byte ${from + size}, but the archive ends at byte ${archive.length}.`);
    }
    const content = archive.subarray(from, from + size);
    const kind = String.fromCharCode(archive[at + 156]);
    if (kind === 'L') longName = text(content, 0, size);
    else if (kind === 'x') longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1] ?? longName;
    else {
      const prefix = text(archive, at + 345, 155);
      const name: string = longName ?? (prefix === '' ? text(archive, at, 100) : `${prefix}/${text(archive, at, 100)}`);
      checkEntryName(file, name);
      if (kind === '0' || kind === '\0') files.push({ name: `${file}/${name}`, path: name, read: () => content });
      longName = null;
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/** The sum of the header's bytes, with its own field as spaces. */
function checksum(archive: Buffer, at: number): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index++) if (index < 148 || index >= 156) sum += archive[at + index];
  return sum;
}

function octal(archive: Buffer, at: number, length: number): number | null {
  const digits = text(archive, at, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

function text(bytes: Buffer, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}
