/** What an engine is asked to do, made from a stack of runs. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Stack } from '#core/schedule/stacks';
import type { TrainingJob } from '#lab/ports/engines';

export function trainingJob(
  id: string,
  stack: Stack,
  spec: ExperimentSpec,
  dataId: string,
  checkpoint: (runId: string) => { readonly state: Uint8Array } | null,
): TrainingJob {
  const { condition } = stack.runs[0];
  return {
    id,
    dataId,
    seed: spec.seed,
    model: condition.model,
    labelSmoothing: condition.labelSmoothing,
    batchSize: condition.batchSize,
    laterBatches: condition.laterBatches,
    remainder: condition.remainder,
    sampling: condition.sampling,
    updates: condition.length.updates,
    seconds: condition.length.seconds,
    evaluateAt: condition.evaluateAt,
    ...(condition.keeps === undefined ? {} : { keeps: condition.keeps }),
    ...(condition.noiseScale === undefined ? {} : { noiseScale: condition.noiseScale }),
    everyUpdate: spec.record.everyUpdate,
    runs: stack.runs.map(({ runId, replicate, condition: { optimizer, schedule, stopping } }) => ({
      runId,
      replicate,
      optimizer,
      schedule,
      ...(stopping === undefined ? {} : { stopping }),
      checkpoint: checkpoint(runId)?.state ?? null,
    })),
  };
}
