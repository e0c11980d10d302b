/** What the number of a check is a number of, and in which unit it is read. */
import type { Check, Measure } from '#core/presets/checks';
import type { ProbeQuantity } from '#core/presets/probe-readings';
import type { ScoreUnit } from '#core/presets/score-words';

const MEASURES: Readonly<Record<Measure, string>> = {
  'train.accuracy': 'training accuracy',
  'validation.accuracy': 'validation accuracy',
  'test.accuracy': 'test accuracy',
  'train.loss': 'training loss',
  'test.loss': 'test loss',
  gap: 'gap between training and test accuracy',
  wobble: 'wobble of the test accuracy (its standard deviation over the last quarter)',
  weightDistance: 'distance from the start',
  samplesPerSecond: 'training samples a second',
  distanceToOptimum: 'distance to the optimum',
};

const QUANTITIES: Readonly<Record<ProbeQuantity, string>> = {
  fullGradientNorm: 'length of the gradient over all rows',
  noiseScale: 'gradient noise scale',
  sumFitRSquared: 'R² of the line through the mean squared lengths',
  theoryDeviation: 'largest deviation from theory',
  agreement: 'length of the sum of gradients by the sum of their lengths',
  eigenvalue: 'largest curvature (eigenvalue of the Hessian)',
  boxSharpness: 'sharpness within the largest box',
  distanceToOptimum: 'distance to the optimum',
  excessLoss: 'objective above its least value',
};

/** "difference in test accuracy, paired by seed", "slope of log distance to the optimum against log batch size, fitted for each seed" */
export function numberOf(check: Check): string {
  switch (check.kind) {
    case 'published':
      return MEASURES[check.measure];
    case 'contrast':
      return `difference in ${MEASURES[check.measure]}, paired by seed`;
    case 'arrival':
      return `ratio of ${check.unit} to the target, geometric mean over seeds; a run that never arrives counts with its end`;
    case 'slope':
      return `slope of log ${MEASURES[check.measure]} against log batch size, fitted for each seed`;
    case 'probe':
      return check.over === null ? QUANTITIES[check.quantity] : `ratio of ${QUANTITIES[check.quantity]}, geometric mean over seeds`;
    default:
      return check satisfies never;
  }
}

export function unitOf(check: Check): ScoreUnit {
  if (check.kind === 'arrival' || (check.kind === 'probe' && check.over !== null)) return 'times';
  if (check.kind === 'probe') return check.quantity === 'theoryDeviation' ? 'percent' : 'plain';
  if (check.kind === 'slope') return 'plain';
  const isShare = check.measure.endsWith('.accuracy') || check.measure === 'gap' || check.measure === 'wobble';
  return !isShare ? 'plain' : check.kind === 'published' ? 'percent' : 'points';
}
