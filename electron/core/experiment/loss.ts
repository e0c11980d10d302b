/** What a loss is for: classes with one output each, two classes with one output, or a number. */
import type { ExperimentSpec } from '#core/experiment/spec';

type Loss = ExperimentSpec['loss'];

/** Whether a network with this loss predicts classes, and so has an accuracy. */
export function predictsClasses(loss: Loss): boolean {
  return loss !== 'meanSquaredError';
}

/** Outputs of a network with this loss. */
export function outputsFor(loss: Loss, classes: number): number {
  return loss === 'crossEntropy' ? classes : 1;
}
