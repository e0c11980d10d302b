/** What layers make of their input, and the sentences where they do not fit it. */
import { describe, expect, it } from 'vitest';
import { type Batches, layerIssues } from '#core/experiment/layer-checks';
import { extent, layerShapes, parameterCount, plainShapes, type Layers } from '#core/experiment/layer-shapes';
import { layerSchema } from '#core/experiment/layers';

const digits = { inputs: 784, outputs: 10, image: { channels: 1, height: 28, width: 28 } };
const model = (layers: readonly object[], data: Omit<Layers, 'layers'> = digits): Layers => ({
  ...data,
  layers: layers.map((layer) => layerSchema.parse(layer)),
});
const conv = { kind: 'conv2d', filters: 4, kernel: 3 };
const pool = { kind: 'maxPool' };
const norm = { kind: 'batchNorm' };
const residual = (...layers: readonly object[]) => ({ kind: 'residual', layers });
const sentences = (
  layers: readonly object[],
  batch: Batches | readonly Batches[] = { size: 32, last: 32 },
  data: Omit<Layers, 'layers'> = digits,
): readonly string[] => layerIssues(model(layers, data), [batch].flat()).map(({ path, message }) => `${path}: ${message}`);

describe('the shapes of a network', () => {
  it('are those of its layers, with the numbers that they learn', () => {
    const cnn = model([
      { ...conv, filters: 16 },
      pool,
      norm,
      { ...conv, filters: 32, stride: 2, padding: 'same' },
      { kind: 'dense', units: 7 },
    ]);
    const shapes = layerShapes(cnn).map(({ output, parameters }) => [
      output.kind === 'flat' ? output.size : [output.channels, output.height, output.width],
      parameters.map(({ rows, columns }) => [rows, columns]),
    ]);
    expect(shapes).toEqual([
      [[16, 26, 26], [[10, 16]]],
      [[16, 13, 13], []],
      [
        [16, 13, 13],
        [
          [1, 16],
          [1, 16],
        ],
      ],
      [[32, 7, 7], [[145, 32]]],
      [7, [[1569, 7]]],
      [10, [[8, 10]]],
    ]);
    expect(parameterCount(cnn)).toBe(160 + 32 + 4640 + 10983 + 80);
  });

  it('are those of the layers inside a residual block, which makes what it gets', () => {
    const cnn = model([
      conv,
      residual({ ...conv, padding: 'same' }, norm),
      { kind: 'dense', units: 5 },
      residual({ kind: 'dense', units: 5 }),
    ]);
    const [, block, , second] = layerShapes(cnn);
    expect(block.output).toEqual({ kind: 'image', channels: 4, height: 26, width: 26 });
    expect(block.parameters.map(({ name, rows, columns }) => [name, rows, columns])).toEqual([
      ['weights', 37, 4],
      ['scale', 1, 4],
      ['shift', 1, 4],
    ]);
    expect(second.parameters.map(({ rows, columns }) => [rows, columns])).toEqual([[6, 5]]);
    expect(parameterCount(cnn)).toBe(40 + 148 + 8 + 5 * 2705 + 30 + 60);
    expect(plainShapes(cnn).map(({ layer }) => layer?.kind ?? 'output')).toEqual([
      ...['conv2d', 'conv2d', 'batchNorm', 'dense', 'dense', 'output'],
    ]);
  });

  it('keep height and width with padding "same" and a stride of 1, as TensorFlow lays the zeros', () => {
    expect(extent(7, 2, 1, 'same')).toEqual({ size: 2, stride: 1, before: 0, after: 1, count: 7 });
    expect(extent(7, 3, 2, 'same')).toEqual({ size: 3, stride: 2, before: 1, after: 1, count: 4 });
    expect(extent(6, 3, 2, 'same')).toEqual({ size: 3, stride: 2, before: 0, after: 1, count: 3 });
    expect(extent(6, 3, 2, 'valid')).toEqual({ size: 3, stride: 2, before: 0, after: 0, count: 2 });
  });
});

describe('layers that do not fit', () => {
  it('are named, with the remedy', () => {
    expect(sentences([pool, pool, pool, pool, pool])).toEqual([
      'model.layers.4.size: Layer 5 (max pooling) pools 2x2 windows of a 1x1 image. Remove it, use a size of at most 1, or pool less before it.',
    ]);
    expect(sentences([{ ...conv, kernel: 29 }])).toEqual([
      'model.layers.0.kernel: Layer 1 (convolution) has a 29x29 kernel, larger than the 28x28 image it gets. Use a kernel of at most 28, or padding "same".',
    ]);
    expect(sentences([conv], undefined, { inputs: 2, outputs: 3 })).toEqual([
      'model.layers.0: Layer 1 (convolution) needs an image, but this data gives 2 plain numbers. Use data with images, or dense layers.',
    ]);
    expect(sentences([{ kind: 'dense', units: 9 }, pool])).toEqual([
      'model.layers.1: Layer 2 (max pooling) needs an image, but gets 9 plain numbers. Move it before the dense and flatten layers.',
    ]);
    expect(sentences([{ ...norm, ghostSize: 64 }])).toEqual([
      'model.layers.0.ghostSize: Layer 1 (batch normalisation) has a ghost size of 64, larger than the batch of 32. Use at most 32, or null for the whole batch.',
    ]);
    expect(sentences([{ kind: 'dense', units: 9 }, norm], { size: 1, last: 1 })).toEqual([
      'model.layers.1: Layer 2 (batch normalisation) needs at least 2 rows in a batch to take a variance, but the batch size is 1. Remove the layer, or use larger batches.',
    ]);
    expect(sentences([{ kind: 'dense', units: 9 }, norm], { size: 32, last: 1 })).toEqual([
      'batch.remainder: The last batch of an epoch has 1 row, of which layer 2 (batch normalisation) cannot take a variance. Set the remainder to "drop", or choose another batch size.',
    ]);
    expect(
      sentences([
        { kind: 'dense', units: 9 },
        { ...norm, ghostSize: 1 },
      ]),
    ).toEqual([
      'model.layers.1.ghostSize: Layer 2 (batch normalisation) cannot take a variance of ghost batches of 1 row. Use a ghost size of at least 2.',
    ]);
    expect(sentences([{ kind: 'dense', units: 9, activation: 'tanh', alpha: 0.1 }])).toEqual([
      'model.layers.0.alpha: Layer 1 (dense) has an alpha, which only leakyRelu uses, but its activation is tanh. Leave alpha out, or choose "leakyRelu".',
    ]);
    expect(sentences([{ ...conv, filters: 4096, padding: 'same' }]).at(-1)).toContain(
      'The output layer gets 3,211,264 numbers from every sample',
    );
    expect(sentences([{ ...conv, filters: 64 }], { size: 8000, last: 8000 })).toEqual([
      'batch.size: Batch 8,000 is too large for the memory that layer 1 (convolution) needs. Use at most 5,066, or a smaller network.',
    ]);
  });

  it('are named inside a residual block, and the block where its sum has no meaning', () => {
    expect(sentences([{ kind: 'dense', units: 9 }, residual({ kind: 'dense', units: 7 })])).toEqual([
      'model.layers.1: Layer 2 (residual block) adds what it gets, 9 plain numbers, to what its layers make, 7 plain numbers: the two must be alike. Let its last layer be a dense one of 9 units.',
    ]);
    expect(sentences([conv, residual({ ...conv, filters: 8, padding: 'same' })])).toEqual([
      'model.layers.1: Layer 2 (residual block) adds what it gets, an image of 26x26x4, to what its layers make, an image of 26x26x8: the two must be alike. Let its last convolution have 4 filters.',
    ]);
    expect(sentences([conv, residual(conv)]).at(0)).toContain(
      'Let its convolutions have stride 1 and padding "same", and pool outside of it.',
    );
    expect(sentences([conv, residual({ kind: 'dense', units: 2704 })]).at(0)).toContain('Keep dense and flatten layers out of it');
    expect(sentences([{ kind: 'dense', units: 9 }, residual(pool, { kind: 'dense', units: 9 })])).toEqual([
      'model.layers.1.layers.0: Layer 1 (max pooling) of layer 2 (residual block) needs an image, but gets 9 plain numbers. Move it before the dense and flatten layers.',
    ]);
    expect(sentences([residual({ ...norm, ghostSize: 64 })])).toEqual([
      'model.layers.0.layers.0.ghostSize: Layer 1 (batch normalisation) of layer 1 (residual block) has a ghost size of 64, larger than the batch of 32. Use at most 32, or null for the whole batch.',
    ]);
    expect(sentences([{ ...residual({ ...conv, filters: 1, padding: 'same' }), activation: 'tanh', alpha: 0.1 }]).at(0)).toContain(
      'Layer 1 (residual block) has an alpha',
    );
    expect(() => layerSchema.parse(residual(residual(norm)))).toThrow();
    expect(() => layerSchema.parse(residual())).toThrow();
  });

  it('are found for every batch size of a run, with one sentence a layer and none that names a size that is refused too', () => {
    const ghost = [
      { kind: 'dense', units: 9 },
      { ...norm, ghostSize: 16 },
    ];
    const growing = [
      { size: 32, last: 32 },
      { size: 8, last: 8 },
      { size: 1, last: 1 },
    ];
    expect(sentences(ghost, growing)).toEqual([
      'model.layers.1.ghostSize: Layer 2 (batch normalisation) has a ghost size of 16, larger than the batch of 8. Use at most 8, or null for the whole batch.',
    ]);
    expect(sentences(ghost, growing[2])).toEqual([
      'model.layers.1: Layer 2 (batch normalisation) needs at least 2 rows in a batch to take a variance, but the batch size is 1. Remove the layer, or use larger batches.',
    ]);
    expect(sentences([{ ...conv, filters: 64 }], [growing[0], { size: 8000, last: 8000 }])).toEqual([
      'batch.size: Batch 8,000 is too large for the memory that layer 1 (convolution) needs. Use at most 5,066, or a smaller network.',
    ]);
  });

  it('are all fine where they fit: images may be normalised one at a time', () => {
    expect(sentences([norm, conv, pool, { kind: 'dropout', rate: 0.5 }, { kind: 'flatten' }], { size: 1, last: 1 })).toEqual([]);
    expect(() => layerSchema.parse({ kind: 'dropout', rate: 1 })).toThrow();
    expect(() => layerSchema.parse({ kind: 'dropout', rate: -0.1 })).toThrow();
  });
});
