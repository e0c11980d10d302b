/** Initial weights: their spread, their zero biases, and what they depend on. */
import { describe, expect, it } from 'vitest';
import type { Initializer } from '#core/experiment/spec';
import { initialWeights } from '#engine/initial-weights';
import { model } from '#test/engine/support/jobs';

const [inputs, outputs] = [200, 100];
const layer = (initializer: Initializer, replicate = 0): Float32Array =>
  initialWeights({ ...model([inputs, outputs]), initializer }, 5, replicate)[0];

describe('initial weights', () => {
  for (const [initializer, variance, isUniform] of [
    ['heUniform', 2 / inputs, true],
    ['heNormal', 2 / inputs, false],
    ['glorotUniform', 2 / (inputs + outputs), true],
    ['glorotNormal', 2 / (inputs + outputs), false],
  ] as const) {
    it(`of ${initializer} have the variance of their rule and zero biases`, () => {
      const values = layer(initializer);
      const weights = [...values.subarray(0, inputs * outputs)];
      const measured = weights.reduce((sum, weight) => sum + weight * weight, 0) / weights.length;
      expect(measured / variance).toBeGreaterThan(0.97);
      expect(measured / variance).toBeLessThan(1.03);
      const largest = Math.max(...weights.map(Math.abs));
      expect(largest <= Math.fround(Math.sqrt(3 * variance))).toBe(isUniform);
      expect(values.subarray(inputs * outputs)).toEqual(new Float32Array(outputs));
    });
  }

  it('differ from replicate to replicate and from layer to layer, and are the same again', () => {
    expect(layer('heUniform', 1)).not.toEqual(layer('heUniform', 0));
    expect(layer('heUniform', 1)).toEqual(layer('heUniform', 1));
    const [first, second] = initialWeights(model([4, 4, 4]), 5, 0);
    expect(first).not.toEqual(second);
  });
});
