/** Wrong labels on purpose: a part of the training rows gets another class, to see what training makes of errors in the data. */
import type { Target } from '#core/data/table';
import { LabError } from '#core/failure';
import { permutation, randomStream } from '#core/random';

/**
 * The target with the class of round(part * rows) of the given rows replaced by one of the others, all alike likely; no row keeps its
 * class by chance. A larger part of the same rows and seed changes the same rows and more. Throws LabError `invalidSpec`.
 */
export function withLabelNoise(target: Target, rows: Int32Array, part: number, seed: number): Target {
  if (target.kind === 'value' || target.classNames.length < 2) {
    const message = 'Wrong labels need a target of two classes or more. Set it to 0.';
    throw new LabError({ kind: 'invalidSpec', issues: [{ path: 'data.labelNoise', message, severity: 'error' }] });
  }
  const classes = target.classNames.length;
  const stream = randomStream(seed, 'labelNoise', 1);
  const labels = target.labels.slice();
  for (const place of permutation(rows.length, randomStream(seed, 'labelNoise', 0)).subarray(0, Math.round(part * rows.length))) {
    const row = rows[place];
    labels[row] = (labels[row] + 1 + stream.below(classes - 1)) % classes;
  }
  return { ...target, labels };
}
