/** How far runs of convex models are from the exact optimum, at each of their moments. */
import { type ConvexProblem, slopeAt } from '#core/probes/convex';
import { type Optimum, optimumOf } from '#core/probes/optimum';
import type { OptimumResult, RunOptimum } from '#core/probes/results';
import { distances } from '#core/probes/vectors';
import type { InspectedRun } from '#lab/ports/inspector';
import { floatData } from '#engine/onnx/session';
import type { Progress } from '#engine/probes/gradient-table';
import { type Subject, targetsOf, weightsOf } from '#engine/probes/subject';

export async function optima(
  runs: readonly InspectedRun[],
  subjectOf: (run: InspectedRun) => Subject,
  progress: Progress,
): Promise<OptimumResult> {
  // Seeds, batch sizes and learning rates share their optimum.
  const known = new Map<string, { readonly problem: ConvexProblem; readonly optimum: Optimum }>();
  const found: RunOptimum[] = [];
  for (const [index, run] of runs.entries()) {
    const key = JSON.stringify([run.dataId, run.model.loss, run.labelSmoothing, run.optimizer.weightDecay]);
    const { problem, optimum } = known.get(key) ?? (await solved(run, subjectOf(run), (part) => progress((index + part) / runs.length)));
    known.set(key, { problem, optimum });
    found.push(told(run, problem, optimum));
    await progress((index + 1) / runs.length);
  }
  return { kind: 'optimum', runs: found };
}

async function solved(run: InspectedRun, subject: Subject, progress: Progress) {
  const rows = subject.data.split.train;
  const width = run.model.inputs + 1;
  const all = floatData(subject.data.features);
  const features = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    features.set(all.subarray(row * width, (row + 1) * width), index * width);
  });
  const problem: ConvexProblem = {
    loss: run.model.loss,
    features,
    width,
    targets: targetsOf(subject, rows),
    outputs: run.model.outputs,
    weightDecay: run.optimizer.weightDecay,
  };
  return { problem, optimum: await optimumOf(problem, progress) };
}

function told(run: InspectedRun, problem: ConvexProblem, optimum: Optimum): RunOptimum {
  const { weights, objective, loss, gradientNorm } = optimum;
  return {
    runId: run.runId,
    weightDecay: problem.weightDecay,
    batchSize: run.batchSize,
    objective,
    loss,
    weightNorm: Math.sqrt(weights.reduce((sum, value) => sum + value * value, 0)),
    gradientNorm,
    points: run.moments.map((moment) => {
      const [own] = weightsOf(run, moment).parameters;
      return {
        update: moment.update,
        epoch: moment.epoch,
        distance: distances([own], [weights]).total,
        excess: slopeAt(problem, own).objective - objective,
      };
    }),
  };
}
