/** What a file seems to be, by its first bytes and its name, to say so before it is imported. The importer itself decides. Pure. */

export type FileKind = 'table' | 'workbook' | 'zip' | 'gzip' | 'png' | 'jpeg' | 'numpy' | 'idx' | 'binary';

const SIGNATURES: readonly (readonly [FileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 3, 4]],
  ['gzip', [0x1f, 0x8b]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['numpy', [0x93, 0x4e, 0x55, 0x4d]],
];
const WORDS: Readonly<Record<FileKind, string>> = {
  table: 'A table as text',
  workbook: 'A workbook',
  zip: 'A zip archive',
  gzip: 'A packed file (gzip)',
  png: 'An image (PNG)',
  jpeg: 'An image (JPEG)',
  numpy: 'A NumPy array',
  idx: 'IDX numbers, as MNIST comes in',
  binary: 'Binary data',
};

export function fileKind(name: string, head: Uint8Array): FileKind {
  if (/\.(xlsx|ods|xls)$/i.test(name)) return 'workbook';
  const known = SIGNATURES.find(([, signature]) => signature.every((byte, index) => head[index] === byte));
  if (known !== undefined) return known[0];
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (!isUtf16 && head[0] === 0 && head[1] === 0 && head[2] >= 8 && head[2] <= 14 && head[3] >= 1) return 'idx';
  return !isUtf16 && head.subarray(0, 4096).includes(0) ? 'binary' : 'table';
}

export function fileKindWords(kind: FileKind): string {
  return WORDS[kind];
}
