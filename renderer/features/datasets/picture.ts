/** The points that stand for a data set: its two features, or the two directions along which it varies most. Pure. */
import type { DataPreview } from '#contract/datasets';
import { preview } from '#core/data/preview';
import { project } from '#core/data/projection';
import { sampleImages } from '#core/data/sample-images';
import type { Table } from '#core/data/table';
import { formatCount, formatPercent } from '#renderer/ui/format.ts';

export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly label: Int32Array | null;
  readonly xTitle: string;
  readonly yTitle: string;
  /** What the two axes are, where they are no features, and how many rows are drawn where not all are. */
  readonly note: string | null;
}

export function pointsOf({ shape, featureNames, projection, x, y, label }: DataPreview): Points {
  const drawn = (projection ?? { x }).x.length;
  const some = drawn < shape.rows ? `${formatCount(drawn)} of ${formatCount(shape.rows)} samples, evenly spaced.` : null;
  if (projection === null) {
    const isClasses = shape.target.kind === 'class';
    return { x, y, label, xTitle: featureNames[0], yTitle: featureNames.at(1) ?? (isClasses ? '' : 'value to predict'), note: some };
  }
  const [first, second] = projection.explained;
  const what = `${formatCount(shape.features)} features flattened to the two directions of largest variance (principal components): they hold ${formatPercent(first + second, 0)} of it.`;
  return {
    ...projection,
    xTitle: `component 1, ${formatPercent(first, 0)}`,
    yTitle: `component 2, ${formatPercent(second, 0)}`,
    note: some === null ? what : `${what} ${some}`,
  };
}

/** The preview that the lab would send of a table. */
export function previewOf(table: Table): DataPreview {
  const images = sampleImages(table);
  return { ...preview(table), images, projection: table.featureNames.length > 2 ? project(table, images === null) : null };
}
