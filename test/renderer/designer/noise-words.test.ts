/** The noise scale in the designer: on with sizes that the data allows, off without a trace, its cost in words. */
import { expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { measureSummary } from '#renderer/features/designer/summaries.ts';
import { newNoiseScale, noiseCost, withNoiseScale } from '#renderer/features/designer/noise-words.ts';
import { planned, shape } from '#test/renderer/charts/planned';

const { spec } = planned([]);

it('is switched on and off again without a trace', () => {
  const on = withNoiseScale(spec, newNoiseScale(500));
  expect(measureSummary(on)).toBe('Every epoch, with the noise scale; target test accuracy 80\u00a0%');
  expect(measureSummary(spec)).not.toContain('noise');
  expect(on.record.noiseScale).toEqual({ smallBatch: 16, largeBatch: 256, pairs: 8 });
  expect(JSON.stringify(withNoiseScale(on, null))).toBe(JSON.stringify(spec));
  expect(withNoiseScale(spec, null)).toBe(spec);
});

it.each([2, 3, 7, 50, 255, 256, 60_000])('begins with sizes that %i training samples allow', (rows) => {
  const noiseScale = newNoiseScale(rows);
  const small = { ...spec, data: { ...spec.data, trainingRows: Math.min(rows, 500) }, batch: { ...spec.batch, size: 1 } };
  const { issues } = checkSpec(withNoiseScale(small, newNoiseScale(Math.min(rows, 500))), shape);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(noiseScale.largeBatch).toBe(Math.min(256, rows));
});

it('costs so many gradients, and so many epochs where the rows are known', () => {
  const noiseScale = { smallBatch: 16, largeBatch: 256, pairs: 8 };
  expect(noiseCost(noiseScale, 2048)).toBe('Each measurement makes the gradients of 4,096 samples, as many as training for 2 epochs.');
  expect(noiseCost({ ...noiseScale, smallBatch: 100 }, null)).toBe('Each measurement makes the gradients of 3,648 samples.');
});
