import { expect, it } from 'vitest';
import { layerShapes } from '#core/experiment/layer-shapes';
import { networkColumns } from '#renderer/features/designer/network-picture.ts';
import { newLayer } from '#renderer/features/designer/layer-words.ts';

it('draws a column for the input, each layer and the output, with circles for what fits', () => {
  const columns = networkColumns(
    layerShapes({ inputs: 2, outputs: 3, layers: [{ kind: 'dense', units: 50, activation: 'relu' }, newLayer('dropout')] }),
  );
  expect(
    columns.map(({ kind, title, units, isShortened, learns }) => [
      kind,
      title,
      units.length,
      isShortened,
      learns?.replace('\u00a0', ' ') ?? null,
    ]),
  ).toEqual([
    ['units', 'Input', 2, false, null],
    ['units', 'Dense, ReLU', 6, true, '150 parameters'],
    ['step', 'Dropout 0.5', 6, true, null],
    ['units', 'Output', 3, false, '153 parameters'],
  ]);
});

it('draws images as sheets whose side follows their size', () => {
  const image = { width: 28, height: 28, channels: 1 } as const;
  const columns = networkColumns(layerShapes({ inputs: 784, outputs: 10, image, layers: [newLayer('conv2d'), newLayer('maxPool')] }));
  expect(columns.map(({ kind, sheets, side }) => [kind, sheets, side])).toEqual([
    ['image', 1, 1],
    ['image', 4, 1],
    ['image', 4, 0.5],
    ['units', 0, 0],
  ]);
});
