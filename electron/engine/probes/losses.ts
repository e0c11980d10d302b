/** Losses and scores of one network at many weights: the same evaluation, to the last bit, that runs make while they train. */
import type { LossCurve } from '#core/probes/results';
import { openEvaluator } from '#engine/training/evaluator';
import type { RunScores } from '#engine/training/scoring';
import { joinedStates } from '#engine/training/stack-state';
import type { Progress } from '#engine/probes/gradient-table';
import { type Subject, type Weights } from '#engine/probes/subject';

/** Evaluates `at(position)` for every position. */
export async function lossesAlong(
  subject: Subject,
  positions: Float64Array,
  at: (position: number, index: number) => Weights,
  progress: Progress,
): Promise<LossCurve> {
  const evaluator = await openEvaluator(subject, 1, subject.data, subject.cache);
  const scores: RunScores[] = [];
  for (const [index, position] of positions.entries()) {
    const [score] = await evaluator.evaluate(joinedStates(subject, [{ ...at(position, index), slots: [] }]));
    scores.push(score);
    await progress((index + 1) / positions.length);
  }
  const column = (of: (score: RunScores) => number | undefined): Float64Array => Float64Array.from(scores, (score) => of(score) ?? NaN);
  return {
    position: positions,
    trainLoss: column(({ train }) => train.loss),
    trainScore: column(({ train }) => train.score),
    validationLoss: column(({ validation }) => validation?.loss),
    validationScore: column(({ validation }) => validation?.score),
    testLoss: column(({ test }) => test?.loss),
    testScore: column(({ test }) => test?.score),
  };
}
