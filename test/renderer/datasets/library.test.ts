/** Words, pictures and sliders of the data library. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generate } from '#core/data/generate';
import { kindWords, shapeSentence, targetWords, useWords } from '#renderer/features/datasets/data-words.ts';
import { pointsOf, previewOf } from '#renderer/features/datasets/picture.ts';
import { SLIDER_STEPS, sliderPosition, sliderValue } from '#renderer/features/datasets/slider-scale.ts';

it('says what data is', () => {
  const image = { channels: 3, height: 32, width: 32 };
  const photos = { rows: 60_000, features: 3072, target: { kind: 'class', classes: 10 }, image } as const;
  expect([kindWords(photos), shapeSentence(photos)]).toEqual([
    'Images 32 × 32, colour',
    '60,000 images of 32 × 32, colour pixels in 10\u00a0classes',
  ]);
  const houses = { rows: 300, features: 1, target: { kind: 'value' } } as const;
  expect(shapeSentence(houses)).toBe('300 samples of 1\u00a0feature, each with a number to predict');
  expect(targetWords({ shape: houses, targetName: 'price' })).toBe('price, a number');
  expect([0, 1, 2].map(useWords)).toEqual(['not used yet', 'used by 1\u00a0experiment', 'used by 2\u00a0experiments']);
});

it('draws two features as they are, and says what the axes of more features are', () => {
  const flat = pointsOf(previewOf(generate({ kind: 'moons', samples: 100, noise: 0.1, seed: 1 })));
  expect([flat.x.length, flat.note]).toEqual([100, null]);
  const wide = pointsOf(previewOf(generate({ kind: 'linearRegression', samples: 3000, features: 5, noise: 1, seed: 1 })));
  expect(wide.xTitle).toMatch(/^component 1, \d+/);
  expect(wide.note).toMatch(/^5 features flattened.*1,000 of 3,000 samples, evenly spaced\.$/);
});

it('puts every value on the slider and finds it again to within a step', () => {
  const range = fc.constantFrom(
    { min: 2, max: 10, step: 1 },
    { min: 0, max: 1, step: 0.05 },
    { min: 4, max: 20_000, step: 1 },
    { min: 0.25, max: 4, step: 0.25 },
  );
  fc.assert(
    fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
      const value = sliderValue(Math.round(share * SLIDER_STEPS), one);
      expect(value).toBeGreaterThanOrEqual(one.min);
      expect(value).toBeLessThanOrEqual(one.max);
      const again = sliderValue(sliderPosition(value, one), one);
      expect(Math.abs(again - value)).toBeLessThanOrEqual(Math.max(one.step, value * 0.06));
    }),
  );
  expect([sliderValue(0, { min: 4, max: 20_000, step: 1 }), sliderValue(SLIDER_STEPS, { min: 4, max: 20_000, step: 1 })]).toEqual([
    4, 20_000,
  ]);
  expect(sliderPosition(1e9, { min: 0, max: 5, step: 0.1 })).toBe(SLIDER_STEPS);
});
