/** Wrong layers, heads, optimizers and batches, as a person may write them in an experiment file: one sentence each, with the remedy. */
import { describe, expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const digits = {
  rows: 1000,
  features: 784,
  image: { channels: 1, height: 28, width: 28 },
  target: { kind: 'class', classes: 10 },
} as const;
const pool = { kind: 'maxPool' };
const dense = { kind: 'dense', units: 9 };

const said = (fields: Readonly<Record<string, unknown>>, shape: Parameters<typeof checkSpec>[1] = MODES_SHAPE): readonly string[] =>
  checkSpec(modesWith({ factors: [], ...fields }), shape)
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`);

describe('an experiment file with', () => {
  const cases: readonly (readonly [what: string, fields: Readonly<Record<string, unknown>>, sentence: string, shape?: typeof digits])[] = [
    [
      'pooling 2x2 of what is left of an image, 1x1',
      { 'model.layers': [pool, pool, pool, pool, pool], 'data.source': { kind: 'digits', samples: 1000, seed: 1 } },
      'model.layers.4.size: Layer 5 (max pooling) pools 2x2 windows of a 1x1 image. Remove it, use a size of at most 1, or pool less before it.',
      digits,
    ],
    [
      'pooling of plain numbers',
      { 'model.layers': [dense, pool] },
      'model.layers.1: Layer 2 (max pooling) needs an image, but gets 9 plain numbers. Move it before the dense and flatten layers.',
    ],
    [
      'a negative dropout',
      { 'model.layers': [dense, { kind: 'dropout', rate: -0.1 }] },
      'model.layers.1.rate: must be at least 0, but is -0.1.',
    ],
    ['a dropout of everything', { 'model.layers': [{ kind: 'dropout', rate: 1 }] }, 'model.layers.0.rate: must be less than 1, but is 1.'],
    [
      'Adam with beta 1 of 1',
      { optimizer: { kind: 'adam', learningRate: 0.01, beta1: 1 } },
      'optimizer.beta1: must be less than 1 (0.9 is usual): at 1 the average never takes in a gradient.',
    ],
    [
      'a ghost size larger than the batch',
      { 'model.layers': [dense, { kind: 'batchNorm', ghostSize: 64 }] },
      'model.layers.1.ghostSize: Layer 2 (batch normalisation) has a ghost size of 64, larger than the batch of 32. Use at most 32, or null for the whole batch.',
    ],
    [
      'a ghost size and batches of one',
      { 'model.layers': [dense, { kind: 'batchNorm', ghostSize: 64 }], 'batch.size': 1 },
      'model.layers.1: Layer 2 (batch normalisation) needs at least 2 rows in a batch to take a variance, but the batch size is 1. Remove the layer, or use larger batches.',
    ],
    [
      'a ghost size larger than a batch that comes later',
      {
        'model.layers': [dense, { kind: 'batchNorm', ghostSize: 16 }],
        batch: { size: 50, schedule: { kind: 'changes', changes: [{ at: 10, size: 10 }] } },
      },
      'model.layers.1.ghostSize: Layer 2 (batch normalisation) has a ghost size of 16, larger than the batch of 10. Use at most 10, or null for the whole batch.',
    ],
    [
      'a head of ten classes for data of three',
      { 'model.outputs': 10 },
      'model.outputs: is not a known field. The output layer follows from the data and the loss: one output for each class, or a single one.',
    ],
    [
      'a head for two classes and data of three',
      { loss: 'binaryCrossEntropy' },
      'loss: Binary cross-entropy tells two classes apart with one output, but this data has 3. Use "crossEntropy", which has one output for each class.',
    ],
    [
      'a shortcut between layers that differ',
      { 'model.layers': [dense, { kind: 'residual', layers: [{ kind: 'dense', units: 8 }] }] },
      'model.layers.1: Layer 2 (residual block) adds what it gets, 9 plain numbers, to what its layers make, 8 plain numbers: the two must be alike. Let its last layer be a dense one of 9 units.',
    ],
    [
      'a misspelt field inside a residual block',
      { 'model.layers': [dense, { kind: 'residual', layers: [{ kind: 'dense', unit: 9 }] }] },
      'model.layers.1.layers.0.units: is missing.',
    ],
  ];
  for (const [what, fields, sentence, shape] of cases) {
    it(what, () => {
      expect(said(fields, shape)[0]).toBe(sentence);
    });
  }

  it('only one sentence about one mistake', () => {
    for (const [what, fields, sentence, shape] of cases) {
      if (what.startsWith('a misspelt')) continue;
      expect(said(fields, shape), what).toEqual([sentence]);
    }
  });
});
