/** Where a zip archive lists its files, also in archives beyond 65,535 files or 4 GB (zip64). Layout: APPNOTE.TXT 6.3, 4.3 and 4.5.3. */
import { badTable } from '#datasets/bad-table';

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const ZIP64_EXTRA = 1;
const IN_ZIP64_32 = 0xffffffff;

export interface Directory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Throws LabError `badTable` where there is none: the archive is cut. */
export function centralDirectory(file: string, archive: Buffer): Directory {
  const endAt = findEnd(archive);
  if (endAt === -1) {
    throw badTable(
      file,
      `The archive has no list of its files at its end (byte ${archive.length}): it was cut off. Copy or download it again.`,
    );
  }
  const directory = zip64Directory(archive, endAt) ?? {
    count: archive.readUInt16LE(endAt + 10),
    start: archive.readUInt32LE(endAt + 16),
    end: archive.readUInt32LE(endAt + 16) + archive.readUInt32LE(endAt + 12),
  };
  if (directory.end > archive.length) {
    throw badTable(
      file,
      `The archive's list of files should end at byte ${directory.end}, but the archive ends at byte ${archive.length}.`,
    );
  }
  return directory;
}

/** A comment of any length may follow. */
function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - END_BYTES - LONGEST_COMMENT);
  for (let at = archive.length - END_BYTES; at >= lowest; at--) if (archive.readUInt32LE(at) === END) return at;
  return -1;
}

function zip64Directory(archive: Buffer, endAt: number): Directory | null {
  const locator = endAt - LOCATOR_BYTES;
  if (locator < 0 || archive.readUInt32LE(locator) !== LOCATOR) return null;
  const at = Number(archive.readBigUInt64LE(locator + 8));
  if (at + END64_BYTES > archive.length || archive.readUInt32LE(at) !== END64) return null;
  const start = Number(archive.readBigUInt64LE(at + 48));
  return { count: Number(archive.readBigUInt64LE(at + 32)), start, end: start + Number(archive.readBigUInt64LE(at + 40)) };
}

/** Sizes and place of an entry; those that do not fit its 32 bits stand in its extra fields, in this order. */
export function zip64Sizes(
  archive: Buffer,
  entryAt: number,
  extraAt: number,
  extraEnd: number,
): { readonly packed: number; readonly unpacked: number; readonly at: number } {
  let at = extraAt;
  while (at + 4 <= extraEnd && archive.readUInt16LE(at) !== ZIP64_EXTRA) at += 4 + archive.readUInt16LE(at + 2);
  let next = at + 4;
  const size = (fieldAt: number): number => {
    const value = archive.readUInt32LE(entryAt + fieldAt);
    if (value !== IN_ZIP64_32 || next + 8 > extraEnd) return value;
    next += 8;
    return Number(archive.readBigUInt64LE(next - 8));
  };
  const unpacked = size(24);
  const packed = size(20);
  return { unpacked, packed, at: size(42) };
}
