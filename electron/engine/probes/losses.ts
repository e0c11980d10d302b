/** Losses and scores of one network at many weights: the same evaluation, to the last bit, that runs make while they train. */
import type { LossCurve } from '#core/probes/results';
import { openEvaluator } from '#engine/training/evaluator';
import type { RunScores } from '#engine/training/scoring';
import type { Progress } from '#engine/probes/gradient-table';
import { type Subject, type Weights } from '#engine/probes/subject';
import { parameterShapes } from '#engine/model/network';
import { floats } from '#engine/onnx/session';

/** Evaluates `at(position)` for every position. */
export async function lossesAlong(
  subject: Subject,
  positions: Float64Array,
  at: (position: number, index: number) => Weights,
  progress: Progress,
): Promise<LossCurve> {
  const evaluator = await openEvaluator(subject, 1, subject.data, subject.cache);
  const shapes = parameterShapes(subject.model);
  const scores: RunScores[] = [];
  for (const [index, position] of positions.entries()) {
    const { parameters, statistics } = at(position, index);
    const [score] = await evaluator.evaluate({
      parameters: parameters.map((values, tensor) => floats(values, [1, ...shapes[tensor]])),
      statistics: statistics.map((values) => floats(values, [1, 1, values.length])),
    });
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
