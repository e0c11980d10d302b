/** Small networks that together hold every layer with every option, for tests that must hold for all of them. */
import type { ModelShape } from '#core/experiment/plan';
import type { LayerOf, PlainLayerSpec } from '#core/experiment/layers';
import type { LayerSpec } from '#core/experiment/spec';

const dense = (units: number, activation: 'relu' | 'leakyRelu' | 'tanh' | 'gelu' = 'tanh'): PlainLayerSpec => ({
  kind: 'dense',
  units,
  activation,
});
const conv = (filters: number, kernel: number, stride = 1, padding: 'same' | 'valid' = 'valid'): LayerOf<'conv2d'> => ({
  kind: 'conv2d',
  filters,
  kernel,
  stride,
  padding,
  activation: 'tanh',
});
const pool = (kind: 'maxPool' | 'averagePool', size: number, stride: number): PlainLayerSpec => ({ kind, size, stride });
const norm = (ghostSize: number | null = null): PlainLayerSpec => ({ kind: 'batchNorm', momentum: 0.9, epsilon: 1e-3, ghostSize });
const dropout = (rate: number): PlainLayerSpec => ({ kind: 'dropout', rate });
const flatten: PlainLayerSpec = { kind: 'flatten' };

/** Layers on 2 x 6 x 5 images (60 numbers, which is also what plain layers get), by what is special about them. */
export const NETWORKS: Readonly<Record<string, readonly LayerSpec[]>> = {
  'gelu and leakyRelu': [dense(5, 'gelu'), { kind: 'dense', units: 4, activation: 'leakyRelu', alpha: 0.2 }],
  'a convolution': [conv(3, 3)],
  'convolutions with activations of every kind': [
    { kind: 'conv2d', filters: 2, kernel: 2, stride: 1, padding: 'valid', activation: 'relu' },
    { kind: 'conv2d', filters: 2, kernel: 2, stride: 1, padding: 'valid', activation: 'leakyRelu' },
    { kind: 'conv2d', filters: 2, kernel: 1, stride: 1, padding: 'valid', activation: 'gelu' },
  ],
  'convolutions with zeros around': [conv(2, 3, 1, 'same'), conv(2, 2, 1, 'same'), dense(4)],
  'convolutions with strides': [conv(3, 2, 2), conv(2, 3, 2, 'same'), flatten],
  'a stride larger than its kernel': [conv(2, 1, 1), conv(2, 1, 3, 'same'), conv(2, 1, 2)],
  'max pooling side by side': [conv(2, 1), pool('maxPool', 2, 2), conv(2, 2)],
  'a relu ahead of max pooling': [
    { ...conv(3, 2), activation: 'relu' },
    pool('maxPool', 2, 2),
    { ...conv(2, 1), activation: 'relu' },
    pool('maxPool', 2, 1),
  ],
  'max pooling that overlaps': [conv(2, 1), pool('maxPool', 3, 2)],
  'max pooling with gaps': [conv(2, 1), pool('maxPool', 2, 3)],
  'average pooling side by side': [conv(2, 1), pool('averagePool', 2, 2)],
  'average pooling that overlaps': [conv(2, 1), pool('averagePool', 3, 1), pool('averagePool', 2, 1)],
  'dropout on data, images and units': [dropout(0.2), conv(3, 2), dropout(0.3), dense(6), dropout(0.5)],
  'batch normalisation on data, images and units': [norm(), conv(3, 2), norm(), dense(5), norm()],
  'ghost batches': [conv(2, 2), norm(2), dense(4), norm(3)],
  'residual blocks of units': [
    dense(5),
    { kind: 'residual', layers: [dense(4, 'gelu'), dense(5)], activation: 'tanh' },
    { kind: 'residual', layers: [norm(), dense(5), dropout(0.2)], activation: 'linear' },
  ],
  'residual blocks on data and images': [
    { kind: 'residual', layers: [conv(2, 2, 1, 'same'), norm(), dropout(0.2), conv(2, 1)], activation: 'tanh' },
    pool('averagePool', 2, 2),
    { kind: 'residual', layers: [conv(2, 1)], activation: 'leakyRelu', alpha: 0.3 },
    flatten,
    { kind: 'residual', layers: [dense(12)], activation: 'gelu' },
  ],
  'everything at once': [
    conv(3, 3, 1, 'same'),
    norm(2),
    pool('maxPool', 2, 2),
    dropout(0.25),
    conv(2, 2, 1, 'same'),
    pool('averagePool', 2, 1),
    flatten,
    dense(4, 'gelu'),
    norm(),
    dropout(0.1),
  ],
};

export function imageModel(layers: readonly LayerSpec[]): ModelShape {
  return {
    inputs: 60,
    layers,
    outputs: 3,
    initializer: 'glorotNormal',
    loss: 'crossEntropy',
    image: { channels: 2, height: 6, width: 5 },
  };
}
