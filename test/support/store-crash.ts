/** What the process that is killed writes in its batch number n, so that the test can tell whether all of it is there. */
import type { Evaluation } from '#core/series/evaluation';
import type { NewExperiment } from '#lab/ports/store';
import { sampleEvaluation, sampleExperiment } from '#test/support/store-sample';

/** Updates in a batch: large enough that chunks are packed while the process may die. */
export const STRETCH = 1700;

export const sampleCrashExperiment = (): NewExperiment => sampleExperiment('a', { size: [1, 3] });

export const crashEvaluation = (batch: number): Evaluation => sampleEvaluation(batch, (batch % 1000) / 1000);

export const crashSeries = (batch: number): Float32Array =>
  Float32Array.from({ length: STRETCH }, (_, index) => Math.sin(batch * STRETCH + index));
