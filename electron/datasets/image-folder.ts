/** Images in one folder a class to a table; folders "train" and "test" around them become the data's own division. */
import type { ImageShape, Table } from '#core/data/table';
import { badTable, counted } from '#datasets/bad-table';
import type { ImportOptions } from '#datasets/import-options';
import { imageFeatures, imageTable, namedClasses, partOf, type PartKind } from '#datasets/labelled';
import { pictureSize, readPicture } from '#datasets/picture';
import { resample } from '#datasets/resample';
import { baseName, type SourceFile } from '#datasets/source-file';

interface Entry {
  readonly file: SourceFile;
  readonly className: string;
  readonly part: PartKind;
}

const FEWEST_CLASSES = 2;

/** In the order of their names, the training part first. Throws LabError `badTable` naming the image. */
export function imageFolder(
  files: readonly SourceFile[],
  options: Pick<ImportOptions, 'images'>,
  onProgress: (part: number) => void,
): Table {
  const entries = divided(files.map(entryOf));
  const classNames = [...new Set(entries.map(({ className }) => className))].sort();
  if (classNames.length < FEWEST_CLASSES) {
    const problem = `All images are in ${counted(classNames.length, 'folder')}. Put the images of each class in a folder with the name of the class.`;
    throw badTable(files[0].name, problem);
  }
  const image = shapeOf(entries, options.images, (part) => onProgress(part / 4));
  const features = imageFeatures(files[0].name, entries.length, image);
  for (const [row, { file }] of entries.entries()) {
    resample(readPicture(file.name, file.read()), image, features, row * image.channels * image.height * image.width);
    onProgress(0.25 + (0.75 * (row + 1)) / entries.length);
  }
  const labels = Int32Array.from(entries, ({ className }) => classNames.indexOf(className));
  const testRows = entries.filter(({ part }) => part === 'test').length;
  return imageTable(features, image, namedClasses(files[0].name, labels, classNames), { trainRows: entries.length - testRows, testRows });
}

function entryOf(file: SourceFile): Entry {
  const folders = file.path.split('/').slice(0, -1);
  const className = folders.at(-1);
  if (className === undefined) {
    throw badTable(file.name, 'The image is in no folder. Put the images of each class in a folder with the name of the class.');
  }
  const around = folders.at(-2);
  return { file, className, part: around === undefined ? 'all' : partOf(baseName(around)) };
}

/** Only where every image is in one of the two parts. */
function divided(entries: readonly Entry[]): readonly Entry[] {
  const isDivided = entries.every(({ part }) => part !== 'all');
  const rank = ({ part }: Entry): number => (isDivided && part === 'test' ? 1 : 0);
  const sorted = entries.toSorted((a, b) => rank(a) - rank(b) || (a.file.path < b.file.path ? -1 : 1));
  return isDivided ? sorted : sorted.map((entry) => ({ ...entry, part: 'all' }));
}

/** The size that most images have, the smaller where two are as common; grey where no image says that it is in colour. */
function shapeOf(entries: readonly Entry[], wanted: ImportOptions['images'], onProgress: (part: number) => void): ImageShape {
  const counts = new Map<string, { readonly width: number; readonly height: number; count: number }>();
  let isColour = false;
  for (const [index, { file }] of entries.entries()) {
    const size = pictureSize(file.name, file.read());
    const key = `${size.width} x ${size.height}`;
    const known = counts.get(key) ?? { width: size.width, height: size.height, count: 0 };
    known.count++;
    counts.set(key, known);
    if (size.isColour) isColour = true;
    onProgress((index + 1) / entries.length);
  }
  const [{ width, height }] = [...counts.values()].sort((a, b) => b.count - a.count || a.width * a.height - b.width * b.height);
  const colour = wanted?.colour ?? 'auto';
  const channels = colour === 'colour' || (colour === 'auto' && isColour) ? 3 : 1;
  return { channels, height: wanted?.height ?? height, width: wanted?.width ?? width };
}
