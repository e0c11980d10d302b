import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { fieldName } from '#core/experiment/describe';
import { modelShape } from '#core/experiment/expand';
import { layerShapes } from '#core/experiment/layer-shapes';
import { layerSchema } from '#core/experiment/layers';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import {
  LAYER_OPTIONS,
  networkPresets,
  newBlock,
  newLayer,
  PLAIN_LAYER_OPTIONS,
  shapeWords,
  withInnerLayers,
  withLayerKind,
  withLayers,
} from '#renderer/features/designer/layer-words.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

const blobs = newExperiment();
const images = { rows: 400, features: 784, target: { kind: 'class', classes: 10 }, image: { channels: 1, height: 28, width: 28 } } as const;
const flat = sourceShape({ kind: 'moons', samples: 1000, noise: 0.1, seed: 1 });

describe('layers of a design', () => {
  it('has a new layer of every kind that the schema takes as it is', () => {
    const kinds = layerSchema.options.map((option) => option.shape.kind.value);
    expect(LAYER_OPTIONS.map(({ value }) => value).toSorted()).toEqual(kinds.toSorted());
    for (const { value } of PLAIN_LAYER_OPTIONS) expect(layerSchema.parse(newLayer(value))).toEqual(newLayer(value));
    expect(layerSchema.parse(newBlock(null))).toEqual(newBlock(null));
  });

  it('offers networks that can be trained, a convolutional one for images only', () => {
    expect(networkPresets(flat).map(({ label }) => label)).toEqual(['no hidden layer', 'one of 50', '128-128']);
    expect(networkPresets(images)).toHaveLength(4);
    for (const shape of [images, flat]) {
      for (const { layers } of networkPresets(shape)) {
        const errors = checkSpec(withLayers(blobs, layers), shape).issues.filter(({ severity }) => severity === 'error');
        expect(errors).toEqual([]);
      }
    }
  });

  it('names the shape that each layer of the convolutional network makes', () => {
    const design = withLayers(blobs, networkPresets(images)[3].layers);
    const made = layerShapes(modelShape(design, images)).map(({ output }) => shapeWords(output));
    expect(made).toEqual(['28 × 28 × 8', '14 × 14 × 8', '14 × 14 × 16', '7 × 7 × 16', '50', '10']);
  });

  it('drops what was varied in a layer that changes its kind, and nothing else', () => {
    const units = { path: 'model.layers.0.units', values: [10, 50] };
    const rates = { path: 'optimizer.learningRate', values: [0.1, 0.01] };
    const varied: ExperimentSpec = { ...blobs, factors: [units, rates] };
    const changed = withLayerKind(varied, 0, 'dropout');
    expect(changed.factors).toEqual([rates]);
    expect(changed.model.layers).toEqual([{ kind: 'dropout', rate: 0.5 }]);
    expect(withLayers(varied, []).factors).toEqual([rates]);
  });

  it('makes a residual block that fits what it gets, of numbers and of images', () => {
    for (const [shape, place] of [
      [flat, 1],
      [images, 2],
    ] as const) {
      const design = withLayers(blobs, networkPresets(shape)[shape === images ? 3 : 2].layers);
      const { input } = layerShapes(modelShape(design, shape))[place];
      const block = withLayerKind(design, place, 'residual', input);
      expect(block.model.layers[place]).toMatchObject({ kind: 'residual', activation: 'relu' });
      expect(checkSpec(block, shape).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  it('changes the layers inside a residual block, and what was varied among them goes', () => {
    const block = withLayers(blobs, [newBlock({ kind: 'flat', size: 2 })]);
    const inside = { path: 'model.layers.0.layers.1.activation', values: ['relu', 'tanh'] };
    const outside = { path: 'model.layers.0.activation', values: ['relu', 'tanh'] };
    const changed = withInnerLayers({ ...block, factors: [inside, outside] }, 0, [newLayer('batchNorm')]);
    expect(changed.factors).toEqual([outside]);
    expect(changed.model.layers).toEqual([{ ...newBlock({ kind: 'flat', size: 2 }), layers: [newLayer('batchNorm')] }]);
    expect(fieldName('model.layers.1.layers.0.units')).toBe('units of layer 1 of layer 2');
  });

  it('keeps the window from one kind of pooling to the other', () => {
    const pooled = withLayers(blobs, [{ kind: 'maxPool', size: 3, stride: 1 }]);
    expect(withLayerKind(pooled, 0, 'averagePool').model.layers).toEqual([{ kind: 'averagePool', size: 3, stride: 1 }]);
  });
});
