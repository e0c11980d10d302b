/** The shape of data: of a table in hand, or of made data before it is made. */
import type { GeneratedSource } from '#core/data/generate';
import type { DataShape, Table } from '#core/data/table';

export function dataShape(table: Table): DataShape {
  return {
    rows: table.rows,
    features: table.featureNames.length,
    target: table.target.kind === 'class' ? { kind: 'class', classes: table.target.classNames.length } : { kind: 'value' },
  };
}

export function sourceShape(source: GeneratedSource): DataShape {
  const classes = source.kind === 'moons' || source.kind === 'circles' ? 2 : source.classes;
  return { rows: source.samples, features: source.kind === 'blobs' ? source.features : 2, target: { kind: 'class', classes } };
}
