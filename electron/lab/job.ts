/** What an engine is asked to do, made from a stack of runs; and the words for it. */
import { fieldName } from '#core/experiment/describe';
import type { Condition } from '#core/experiment/plan';
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

/** "Batch size 32, rate 0.01", and what else is varied: of its data, schedules, the rest of its settings. */
export function conditionName(condition: Condition): string {
  const size = condition.isFullBatch ? 'Full batch' : `Batch size ${String(condition.batchSize)}`;
  const { factors } = condition;
  // A constant schedule has nothing but its kind to say.
  const isIdle = (path: string): boolean =>
    ['schedule.', 'batch.schedule.'].some(
      (prefix) => path.startsWith(prefix) && path !== `${prefix}kind` && factors[`${prefix}kind`] === 'constant',
    );
  const others = Object.entries(factors).filter(([path]) => path !== 'batch.size' && path !== 'optimizer.learningRate' && !isIdle(path));
  return [
    size,
    `rate ${String(condition.optimizer.learningRate)}`,
    ...others.map(([path, value]) => `${fieldName(path)} ${String(value)}`),
  ].join(', ');
}
