/** The measurement of the gradient noise scale in a design: switched on with numbers that fit the data, and what it costs in words. */
import { noiseRows } from '#core/experiment/noise-issues';
import { NOISE_SCALE_DEFAULTS, type NoiseScaleSettings } from '#core/experiment/record';
import type { ExperimentSpec } from '#core/experiment/spec';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

/** Without it a design is as one that never had it. */
export function withNoiseScale(spec: ExperimentSpec, noiseScale: NoiseScaleSettings | null): ExperimentSpec {
  const { noiseScale: before, ...record } = spec.record;
  if (noiseScale === null) return before === undefined ? spec : { ...spec, record };
  return { ...spec, record: { ...record, noiseScale } };
}

/** The usual sizes, or what the training rows allow; null where these are not known. */
export function newNoiseScale(rows: number | null): NoiseScaleSettings {
  const { smallBatch, largeBatch, pairs } = NOISE_SCALE_DEFAULTS;
  if (rows === null || rows >= largeBatch) return NOISE_SCALE_DEFAULTS;
  const large = Math.max(2, rows);
  return { largeBatch: large, smallBatch: Math.max(1, Math.min(smallBatch, Math.floor(large / 4))), pairs };
}

export function noiseCost(noiseScale: NoiseScaleSettings, rows: number | null): string {
  const count = noiseRows(noiseScale);
  const epochs = rows === null || rows === 0 ? '' : `, as many as training for ${formatNumber(count / rows, 2)} epochs`;
  return `Each measurement makes the gradients of ${formatCount(count)} samples${epochs}.`;
}
