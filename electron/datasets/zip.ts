/** The files in a zip archive, by its central directory; each is unpacked when it is read. Nothing is written anywhere. */
import { crc32, inflateRawSync } from 'node:zlib';
import { badTable, quoted } from '#datasets/bad-table';
import { mostUnpacked, tooLarge } from '#datasets/limits';
import { checkEntryName, type SourceFile } from '#datasets/source-file';
import { centralDirectory, zip64Sizes } from '#datasets/zip-directory';

const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
/** Fields of fixed length before the name. */
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));
}

/** Throws LabError `badTable` for an archive that is cut, encrypted, a bomb, or whose names lead out of it. */
export function zipFiles(file: string, bytes: Uint8Array): SourceFile[] {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readEntries(file, archive);
  const total = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (total > mostUnpacked(archive.length)) throw tooLarge(file, 'The archive', total);
  return entries.map((entry) => ({ name: `${file}/${entry.name}`, path: entry.name, read: () => unpack(file, archive, entry) }));
}

function readEntries(file: string, archive: Buffer): Entry[] {
  const { start, end, count } = centralDirectory(file, archive);
  const entries: Entry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > end || archive.readUInt32LE(at) !== ENTRY) {
      throw badTable(file, `The archive's list of files is damaged at byte ${at} (file ${index + 1} of ${count}).`);
    }
    const nameEnd = at + ENTRY_BYTES + archive.readUInt16LE(at + 28);
    const extraEnd = nameEnd + archive.readUInt16LE(at + 30);
    if (extraEnd > end) throw badTable(file, `The archive's list of files is damaged at byte ${at} (file ${index + 1} of ${count}).`);
    const isUtf8 = (archive.readUInt16LE(at + 8) & 0x800) !== 0;
    const name = archive.toString(isUtf8 ? 'utf8' : 'latin1', at + ENTRY_BYTES, nameEnd);
    checkEntryName(file, name);
    if ((archive.readUInt16LE(at + 8) & 1) !== 0) {
      throw badTable(file, `${quoted(name)} in the archive is encrypted. Unpack the archive and import the folder.`);
    }
    const sizes = zip64Sizes(archive, at, nameEnd, extraEnd);
    const entry = { name: name.replaceAll('\\', '/'), method: archive.readUInt16LE(at + 10), crc: archive.readUInt32LE(at + 16), ...sizes };
    if (entry.unpacked > mostUnpacked(entry.packed)) throw tooLarge(file, `${quoted(name)} in the archive`, entry.unpacked);
    if (!entry.name.endsWith('/')) entries.push(entry);
    at = extraEnd + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function unpack(file: string, archive: Buffer, { name, method, crc, packed, unpacked, at }: Entry): Uint8Array {
  const damaged = (problem: string) => badTable(file, `${quoted(name)} in the archive ${problem}`);
  if (at + LOCAL_BYTES > archive.length || archive.readUInt32LE(at) !== LOCAL)
    throw damaged(`does not begin at byte ${at}, where it should.`);
  const from = at + LOCAL_BYTES + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  if (from + packed > archive.length) {
    throw damaged(`should end at byte ${from + packed}, but the archive ends at byte ${archive.length}.`);
  }
  const content = archive.subarray(from, from + packed);
  if (method !== STORED && method !== DEFLATED) throw damaged(`is compressed in a way (${method}) that cannot be read here.`);
  const bytes = method === STORED ? content : inflated(content, unpacked);
  if (bytes?.length !== unpacked || crc32(bytes) !== crc) throw damaged(`is damaged (at byte ${from}).`);
  return bytes;
}

function inflated(content: Buffer, most: number): Buffer | null {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, most) });
  } catch {
    // Damaged, or longer than its entry says; the caller tells.
    return null;
  }
}
