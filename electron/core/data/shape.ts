/** The shape of data: of a table in hand, or of made data before it is made. */
import { DIGIT_IMAGE, DIGIT_PIXELS } from '#core/data/digits';
import type { GeneratedSource } from '#core/data/generate';
import type { DataShape, Table } from '#core/data/table';

export function dataShape(table: Table): DataShape {
  return {
    rows: table.rows,
    features: table.featureNames.length,
    target: table.target.kind === 'class' ? { kind: 'class', classes: table.target.classNames.length } : { kind: 'value' },
    ...(table.image === undefined ? {} : { image: table.image }),
    ...(table.givenSplit === undefined ? {} : { givenSplit: table.givenSplit }),
  };
}

export function sourceShape(source: GeneratedSource): DataShape {
  const rows = source.samples;
  switch (source.kind) {
    case 'moons':
    case 'circles':
    case 'xor':
      return { rows, features: 2, target: { kind: 'class', classes: 2 } };
    case 'spirals':
      return { rows, features: 2, target: { kind: 'class', classes: source.classes } };
    case 'blobs':
    case 'gaussianQuantiles':
    case 'softmaxRegression':
      return { rows, features: source.features, target: { kind: 'class', classes: source.classes } };
    case 'linearRegression':
    case 'nonlinearRegression':
      return { rows, features: source.features, target: { kind: 'value' } };
    case 'digits':
      return { rows, features: DIGIT_PIXELS, target: { kind: 'class', classes: 10 }, image: DIGIT_IMAGE };
    default:
      return source satisfies never;
  }
}
