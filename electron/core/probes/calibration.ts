/** How sure answers are against how often they are right (Guo et al. 2017), and who is taken for whom. */
import type { Calibration, ClassPredictions } from '#core/probes/predictions';

/** `confidence` is the probability of the predicted class of each row. */
export function calibrationOf(confidence: Float64Array, isRight: Uint8Array, bins: number): Calibration {
  const counts = new Float64Array(bins);
  const sure = new Float64Array(bins);
  const right = new Float64Array(bins);
  confidence.forEach((value, row) => {
    // A probability of 1 belongs to the last bin.
    const bin = Math.min(bins - 1, Math.floor(value * bins));
    counts[bin]++;
    sure[bin] += value;
    right[bin] += isRight[row];
  });
  const gaps = counts.reduce((sum, count, bin) => sum + (count === 0 ? 0 : Math.abs(right[bin] - sure[bin])), 0);
  return {
    bins: Array.from(counts, (count, bin) => ({
      from: bin / bins,
      to: (bin + 1) / bins,
      count,
      confidence: sure[bin] / count,
      accuracy: right[bin] / count,
    })),
    error: gaps / confidence.length,
  };
}

/** `labels` and `answers` are class indices. */
export function confusionOf(
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  classes: number,
): Pick<ClassPredictions, 'confusion' | 'accuracy' | 'precision'> {
  const confusion = new Int32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) confusion[labels[row] * classes + answers[row]]++;
  const shares = (total: (own: number) => number): Float64Array =>
    Float64Array.from({ length: classes }, (_, own) => confusion[own * classes + own] / total(own));
  const sum = (at: (other: number) => number): number => {
    let all = 0;
    for (let other = 0; other < classes; other++) all += confusion[at(other)];
    return all;
  };
  return {
    confusion,
    accuracy: shares((own) => sum((other) => own * classes + other)),
    precision: shares((own) => sum((other) => other * classes + own)),
  };
}
