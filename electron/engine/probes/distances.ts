/** How far runs went: from their starts, along their kept weights, and from each other. */
import { tensorNames } from '#core/probes/layer-names';
import type { DistancePoint, DistancesResult } from '#core/probes/results';
import { distances, dot, norm } from '#core/probes/vectors';
import type { InspectedRun } from '#lab/ports/inspector';
import { meanGradient } from '#engine/probes/gradients';
import type { Progress } from '#engine/probes/gradient-table';
import { type Subject, type Weights, weightsOf } from '#engine/probes/subject';

/** `reach` is left to the lab. */
export async function runDistances(
  runs: readonly InspectedRun[],
  subjectOf: (run: InspectedRun) => Subject,
  progress: Progress,
): Promise<DistancesResult> {
  const total = runs.reduce((sum, { moments }) => sum + moments.length, 0);
  const lasts: Weights[] = [];
  const told: DistancesResult['runs'][number][] = [];
  let done = 0;
  for (const run of runs) {
    const subject = subjectOf(run);
    const points: DistancePoint[] = [];
    let start: Weights | null = null;
    let previous: { readonly weights: Weights; readonly gradients: readonly Float64Array[] } | null = null;
    for (const moment of run.moments) {
      const weights = weightsOf(run, moment);
      start ??= weights;
      const { gradients } = await meanGradient(subject, weights, subject.data.split.train);
      const fromStart = distances(weights.parameters, start.parameters);
      const step = previous === null ? 0 : distances(weights.parameters, previous.weights.parameters).total;
      points.push({
        update: moment.update,
        epoch: moment.epoch,
        total: fromStart.total,
        layers: fromStart.each,
        path: (points.at(-1)?.path ?? 0) + step,
        gradientNorm: norm(gradients),
        gradientCosine: previous === null ? null : dot(gradients, previous.gradients) / (norm(gradients) * norm(previous.gradients)),
      });
      previous = { weights, gradients };
      await progress(++done / total);
    }
    if (previous !== null) lasts.push(previous.weights);
    told.push({ runId: run.runId, points, reach: null });
  }
  const pairs = lasts.flatMap((one) => lasts.map((other) => distances(one.parameters, other.parameters)));
  const layers = tensorNames(runs[0].model);
  return {
    kind: 'distances',
    layers,
    runs: told,
    between: {
      total: Float64Array.from(pairs, (pair) => pair.total),
      layers: layers.map((_, layer) => Float64Array.from(pairs, (pair) => pair.each[layer])),
    },
  };
}
