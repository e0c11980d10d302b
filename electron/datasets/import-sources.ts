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

type Kind = 'image' | 'idx' | 'array' | 'cifar' | 'archive' | 'text';

/** Files whose content is looked at to tell what all of them are. */
const SNIFFED_FILES = 16;

/** Files that are in memory. Throws LabError. */
export function importFiles(files: readonly ImportFile[], options: ImportOptions, onProgress?: (part: number) => void): ImportedTable {
  return importSources(
    files.map(({ name, bytes }) => ({ name, path: name.replaceAll('\\', '/'), read: () => bytes })),
    options,
    onProgress,
  );
}

/** `onProgress` is told the part that is done, 0 to 1. Throws LabError. */
export function importSources(
  given: readonly SourceFile[],
  options: ImportOptions,
  onProgress: (part: number) => void = () => undefined,
): ImportedTable {
  const [first] = given;
  if (given.length === 0) throw badTable('The import', 'There are no files to import.');
  const files = given.flatMap((file) => unpacked(file, given.length)).filter(({ path }) => !isLitter(path));
  if (files.length === 0) throw badTable(first.name, 'There is nothing in it to import.');
  const kinds = new Set(files.slice(0, SNIFFED_FILES).map(kindOf));
  if (kinds.has('archive')) throw badTable(first.name, 'It holds further archives. Unpack it and import what is inside.');
  if (kinds.has('image')) return imageFolder(files, options, onProgress);
  if (kinds.has('idx')) return idxTable(files);
  if (kinds.has('array')) return arraysTable(files, options);
  if (kinds.has('cifar')) return cifarTable(files);
  if (files.length === 1) return parseTable(files[0].name, files[0].read(), options, onProgress);
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

function kindOf(file: SourceFile): Kind {
  const bytes = file.read();
  if (isPng(bytes) || isJpeg(bytes)) return 'image';
  if (isNpy(bytes)) return 'array';
  if (isCifarName(file.path)) return 'cifar';
  if (isIdx(bytes)) return 'idx';
  return isZip(bytes) || isGzip(bytes) || isTar(bytes) ? 'archive' : 'text';
}

function refuseOffice(file: string, files: readonly SourceFile[]): void {
  if (!files.some(({ path }) => path === '[Content_Types].xml' || path === 'content.xml')) return;
  throw badTable(file, 'This is a workbook or an archive, not text. Save the table as CSV first.');
}
