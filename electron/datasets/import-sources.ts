/** Finds out by their content what files hold, and gives them to their importer. */
import type { ImportedTable } from '#lab/ports/dataset-files';
import { arraysTable } from '#datasets/arrays-table';
import { badTable, listed } from '#datasets/bad-table';
import { cifarTable, isCifarName } from '#datasets/cifar';
import { gunzip, isGzip } from '#datasets/gunzip';
import { isIdx } from '#datasets/idx';
import { idxTable } from '#datasets/idx-table';
import { imageFolder } from '#datasets/image-folder';
import type { ImportFile, ImportOptions } from '#datasets/import-options';
import { isNpy } from '#datasets/npy';
import { parseTable } from '#datasets/parse-table';
import { isJpeg, isPng } from '#datasets/picture';
import { baseName, isLitter, type SourceFile } from '#datasets/source-file';
import { isTar, tarFiles } from '#datasets/tar';
import { isZip, zipFiles } from '#datasets/zip';

type Kind = 'images' | 'idx' | 'arrays' | 'cifar' | 'text';
interface Recognised {
  readonly kind: Kind;
  /** Without archives around them; a single one of text. */
  readonly files: readonly SourceFile[];
}

/** Files whose content is looked at to tell what all of them are. */
const SNIFFED_FILES = 16;

/** Files that are in memory. Throws LabError. */
export function importFiles(files: readonly ImportFile[], options: ImportOptions, onProgress?: (part: number) => void): ImportedTable {
  return importSources(inMemory(files), options, onProgress);
}

export function inMemory(files: readonly ImportFile[]): SourceFile[] {
  return files.map(({ name, bytes }) => ({ name, path: name.replaceAll('\\', '/'), read: () => bytes }));
}

/** `onProgress` is told the part that is done, 0 to 1. Throws LabError. */
export function importSources(given: readonly SourceFile[], options: ImportOptions, onProgress?: (part: number) => void): ImportedTable {
  return importRecognised(recognised(given), options, onProgress);
}

/** Throws LabError. */
export function importRecognised(
  { kind, files }: Recognised,
  options: ImportOptions,
  onProgress: (part: number) => void = () => undefined,
): ImportedTable {
  switch (kind) {
    case 'images':
      return imageFolder(files, options, onProgress);
    case 'idx':
      return idxTable(files);
    case 'arrays':
      return arraysTable(files, options);
    case 'cifar':
      return cifarTable(files);
    case 'text':
      return parseTable(files[0].name, files[0].read(), options, onProgress);
    default:
      return kind satisfies never;
  }
}

/** What the files are, by their content. Throws LabError `badTable` where they are nothing that can be imported. */
export function recognised(given: readonly SourceFile[]): Recognised {
  const [first] = given;
  if (given.length === 0) throw badTable('The import', 'There are no files to import.');
  const files = given.flatMap((file) => unpacked(file, given.length)).filter(({ path }) => !isLitter(path));
  if (files.length === 0) throw badTable(first.name, 'There is nothing in it to import.');
  const kinds = new Set(files.slice(0, SNIFFED_FILES).map(kindOf));
  if (kinds.has('archive')) throw badTable(first.name, 'It holds further archives. Unpack it and import what is inside.');
  const kind = (['images', 'idx', 'arrays', 'cifar'] as const).find((one) => kinds.has(one));
  if (kind !== undefined) return { kind, files };
  if (files.length === 1) return { kind: 'text', files };
  refuseOffice(first.name, files);
  const names = listed(files.map(({ path }) => baseName(path)));
  throw badTable(first.name, `It cannot be told what these files are together: ${names}. Import one table at a time.`);
}

/** The files of an archive; else the file itself, without its gzip. */
function unpacked(file: SourceFile, count: number): SourceFile[] {
  // Folders of images have very many files; archives come in ones or twos.
  if (count > SNIFFED_FILES) return [file];
  const bytes = file.read();
  const content = isGzip(bytes) ? gunzip(file.name, bytes) : bytes;
  if (isZip(content)) return zipFiles(file.name, content);
  if (isTar(content)) return tarFiles(file.name, content);
  return [{ name: file.name, path: file.path.replace(/\.gz$/i, ''), read: () => content }];
}

function kindOf(file: SourceFile): Kind | 'archive' {
  const bytes = file.read();
  if (isPng(bytes) || isJpeg(bytes)) return 'images';
  if (isNpy(bytes)) return 'arrays';
  if (isCifarName(file.path)) return 'cifar';
  if (isIdx(bytes)) return 'idx';
  return isZip(bytes) || isGzip(bytes) || isTar(bytes) ? 'archive' : 'text';
}

function refuseOffice(file: string, files: readonly SourceFile[]): void {
  if (!files.some(({ path }) => path === '[Content_Types].xml' || path === 'content.xml')) return;
  throw badTable(file, 'This is a workbook or an archive, not text. Save the table as CSV first.');
}
