/** What a data set is, in the words of its screens. */
import type { DatasetSummary } from '#contract/datasets';
import type { MissingValues } from '#core/data/summary';
import type { DataShape, ImageShape } from '#core/data/table';
import { formatCount, plural } from '#renderer/ui/format.ts';

const size = ({ width, height, channels }: ImageShape): string => `${width} × ${height}${channels === 3 ? ', colour' : ''}`;

/** "Table", "Images 28 × 28" */
export function kindWords({ image }: DataShape): string {
  return image === undefined ? 'Table' : `Images ${size(image)}`;
}

/** "species, 3 classes", "price, a number" */
export function targetWords({ shape, targetName }: Pick<DatasetSummary, 'shape' | 'targetName'>): string {
  return shape.target.kind === 'class' ? `${targetName}, ${plural(shape.target.classes, 'class', 'classes')}` : `${targetName}, a number`;
}

/** "1,000 samples of 2 features in 3 classes" */
export function shapeSentence({ rows, features, target, image }: DataShape): string {
  const things = image === undefined ? `samples of ${plural(features, 'feature')}` : `images of ${size(image)} pixels`;
  return `${formatCount(rows)} ${things}${target.kind === 'class' ? ` in ${plural(target.classes, 'class', 'classes')}` : ', each with a number to predict'}`;
}

/** What became of rows with missing values. */
export function missingWords({ policy, rows }: MissingValues): string {
  if (policy === 'dropRows') return `${plural(rows, 'row')} with a missing value left out at the import`;
  return `in ${plural(rows, 'row')}; every experiment fills in the mean of its training samples`;
}

/** Why data in the bin cannot be deleted for good; null where it can. */
export function whyKept({ usedBy }: Pick<DatasetSummary, 'usedBy'>): string | null {
  if (usedBy === 0) return null;
  return `${plural(usedBy, 'experiment')} trained on it and cannot be repeated without it. Delete ${usedBy === 1 ? 'that experiment' : 'those experiments'} for good first.`;
}

/** "used by 1 experiment", "not used yet" */
export function useWords(count: number): string {
  return count === 0 ? 'not used yet' : `used by ${plural(count, 'experiment')}`;
}
