/** Evaluations for tests of screens. */
import type { Evaluation } from '#core/series/evaluation';

export function evaluation(update: number, score: number): Evaluation {
  const split = { loss: 1 - score, score };
  return {
    update,
    samples: update * 32,
    epoch: update / 16,
    seconds: update / 1000,
    train: { loss: 0.9 - score, score: score + 0.05 },
    validation: null,
    test: split,
    recent: update === 0 ? null : { loss: 1, accuracy: score, gradientNorm: 2 },
    weightDistance: update,
    weightNorm: 5,
  };
}
