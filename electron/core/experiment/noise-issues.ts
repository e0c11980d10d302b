/** What stands in the way of measuring the gradient noise scale while a design trains, and what it costs. */
import { modelShape } from '#core/experiment/expand';
import { error, warning } from '#core/experiment/parse';
import type { Condition } from '#core/experiment/plan';
import type { NoiseScaleSettings } from '#core/experiment/record';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { DataShape } from '#core/data/table';
import type { Issue } from '#core/failure';
import { hasBatchNorm, NOISE_NOTES, smallBatchReason, smallestBatch } from '#core/probes/batch-norm';

/** Of one condition. */
export function noiseIssues(spec: ExperimentSpec, shape: DataShape, trainingRows: number): readonly Issue[] {
  const { noiseScale = null } = spec.record;
  if (noiseScale === null) return [];
  const { smallBatch, largeBatch } = noiseScale;
  const issues: Issue[] = [];
  if (smallBatch >= largeBatch) {
    const words = `must be larger than the small one, ${String(smallBatch)}, but is ${String(largeBatch)}. Two sizes tell noise and gradient apart.`;
    issues.push(error('record.noiseScale.largeBatch', words));
  }
  if (largeBatch > trainingRows) {
    const rows = trainingRows.toLocaleString('en-US');
    const words = `is larger than the ${rows} training samples that it is drawn from. Use at most ${rows}.`;
    issues.push(error('record.noiseScale.largeBatch', words));
  }
  const smallest = smallestBatch(modelShape(spec, shape));
  if (smallBatch < smallest) {
    const words = `is too small, ${String(smallBatch)}. ${smallBatchReason(smallest)} Use at least ${smallest.toLocaleString('en-US')}.`;
    issues.push(error('record.noiseScale.smallBatch', words));
  }
  return issues;
}

/** Rows whose gradients one measurement adds up. */
export function noiseRows({ smallBatch, largeBatch, pairs }: NoiseScaleSettings): number {
  return pairs * (largeBatch + Math.floor(largeBatch / smallBatch) * smallBatch);
}

/** From so many times the samples of training on a measurement is worth a word. */
const MUCH = 3;

export function noiseWarnings(conditions: readonly Condition[]): readonly Issue[] {
  const issues: Issue[] = [];
  const shares = conditions.map(({ noiseScale, evaluateAt, samples }) =>
    noiseScale === undefined || samples === 0 ? 0 : (noiseRows(noiseScale) * evaluateAt.length) / samples,
  );
  const most = Math.max(0, ...shares);
  if (most >= MUCH) {
    const times = Math.round(most).toLocaleString('en-US');
    const words = `Measuring the noise scale takes about ${times} times as many gradients of samples as the training itself.`;
    issues.push(warning('record.noiseScale', `${words} Evaluate less often, or use fewer pairs or smaller batches.`));
  }
  if (conditions.some(({ noiseScale, model }) => noiseScale !== undefined && hasBatchNorm(model)))
    issues.push(warning('record.noiseScale', NOISE_NOTES[1]));
  return issues;
}
