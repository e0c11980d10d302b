/** The binary files of CIFAR-10 and CIFAR-100 to a table. Format: Krizhevsky, "The CIFAR-10 dataset", binary version. */
import type { Table } from '#core/data/table';
import { badTable } from '#datasets/bad-table';
import { imageFeatures, imageTable, namedClasses, partOf } from '#datasets/labelled';
import { baseName, type SourceFile } from '#datasets/source-file';

const IMAGE = { channels: 3, height: 32, width: 32 } as const;
const PIXELS = 3 * 32 * 32;
/** One byte of label in CIFAR-10; coarse and fine label in CIFAR-100. The last one is the class. */
const RECORDS = [
  { name: 'CIFAR-10', labelBytes: 1, classes: 10 },
  { name: 'CIFAR-100', labelBytes: 2, classes: 100 },
] as const;
type RecordKind = (typeof RECORDS)[number];
/** As the collection calls its ten classes. */
const TEN = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** They have no magic number. */
export function isCifarName(name: string): boolean {
  return name.toLowerCase().endsWith('.bin');
}

/** Training batches in the order of their names, then the test batch. Pixels become 0 to 1. Throws LabError `badTable`. */
export function cifarTable(files: readonly SourceFile[]): Table {
  const batches = files.filter(({ path }) => isCifarName(path)).sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  const contents = batches.map((batch) => ({ name: batch.name, bytes: batch.read(), isTest: rank(batch) === 1 }));
  const kind = kindOf(contents[0].name, contents[0].bytes);
  const recordBytes = kind.labelBytes + PIXELS;
  for (const { name, bytes } of contents) checkLength(name, bytes, kind);
  const count = (isTest: boolean): number =>
    contents.filter((batch) => batch.isTest === isTest).reduce((sum, { bytes }) => sum + bytes.length / recordBytes, 0);
  const parts = { trainRows: count(false), testRows: count(true) };
  const rows = parts.trainRows + parts.testRows;
  const features = imageFeatures(contents[0].name, rows, IMAGE);
  const labels = new Int32Array(rows);
  let row = 0;
  for (const { name, bytes } of contents) {
    for (let at = 0; at < bytes.length; at += recordBytes) {
      const label = bytes[at + kind.labelBytes - 1];
      if (label >= kind.classes) {
        const where = `Image ${at / recordBytes + 1} (byte ${at + kind.labelBytes - 1})`;
        throw badTable(name, `${where} has the label ${label}; the labels of ${kind.name} are 0 to ${kind.classes - 1}.`);
      }
      const pixels = at + kind.labelBytes;
      for (let index = 0; index < PIXELS; index++) features[row * PIXELS + index] = bytes[pixels + index] / 255;
      labels[row++] = label;
    }
  }
  return imageTable(features, IMAGE, namedClasses(contents[0].name, labels, classNames(files, kind)), parts);
}

function rank({ path }: SourceFile): number {
  return partOf(baseName(path)) === 'test' ? 1 : 0;
}

function kindOf(name: string, bytes: Uint8Array): RecordKind {
  const kind = RECORDS.find(({ labelBytes }) => bytes.length > 0 && bytes.length % (labelBytes + PIXELS) === 0);
  if (kind !== undefined) return kind;
  const problem = `The file has ${bytes.length} bytes. Images of CIFAR-10 take 3073 bytes and of CIFAR-100 3074, and it holds no whole number of either`;
  throw badTable(name, `${problem}: it is cut off, or something else.`);
}

function checkLength(name: string, bytes: Uint8Array, kind: RecordKind): void {
  const recordBytes = kind.labelBytes + PIXELS;
  if (bytes.length > 0 && bytes.length % recordBytes === 0) return;
  const whole = Math.floor(bytes.length / recordBytes) * recordBytes;
  throw badTable(name, `The file breaks off at byte ${bytes.length}, in the image that begins at byte ${whole} (${kind.name}).`);
}

/** From the text file that comes with the batches, where it is given. */
function classNames(files: readonly SourceFile[], kind: RecordKind): readonly string[] {
  const list = files.find(({ path }) => ['batches.meta.txt', 'fine_label_names.txt'].includes(baseName(path)));
  const names =
    list === undefined
      ? []
      : new TextDecoder()
          .decode(list.read())
          .split(/\r?\n/)
          .map((line) => line.trim());
  const found = [...new Set(names.filter((name) => name !== ''))];
  if (found.length === kind.classes) return found;
  return kind.classes === TEN.length ? TEN : Array.from({ length: kind.classes }, (_, index) => String(index));
}
