/** Runs to probe in the test's own process: trained here, or with weights at their start. */
import type { PreparedData } from '#core/data/table';
import { optimizerDefaults, type OptimizerSettings } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import type { Failure } from '#core/failure';
import { LabError } from '#core/failure';
import { type ProbeQuestionInput, questionSchema } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import type { TrainingJob } from '#lab/ports/engines';
import type { Finding, InspectedRun } from '#lab/ports/inspector';
import { inspect, provide } from '#engine/probes/inspect';
import { job, run, trainHere } from '#test/engine/support/jobs';

export interface Probed {
  readonly data: PreparedData;
  readonly run: InspectedRun;
}

let dataIds = 0;

function known(data: PreparedData): string {
  const dataId = `data ${String(++dataIds)}`;
  provide(dataId, data);
  return dataId;
}

/** A run as it starts. */
export function atStart(model: ModelShape, data: PreparedData, changes: Partial<InspectedRun> = {}): Probed {
  return {
    data,
    run: {
      runId: 'run',
      dataId: known(data),
      model,
      seed: 1,
      replicate: 0,
      labelSmoothing: 0,
      batchSize: 32,
      optimizer: optimizerDefaults({ kind: 'sgd', learningRate: 0.1 }),
      moments: [{ update: 0, epoch: 0, state: null }],
      ...changes,
    },
  };
}

/** A run that was trained, with its start and all that the job kept. */
export async function trained(
  model: ModelShape,
  data: PreparedData,
  settings: Partial<OptimizerSettings> = {},
  changes: Partial<TrainingJob> = {},
): Promise<Probed> {
  const updates = changes.updates ?? 200;
  const optimizer = { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.1 }), ...settings };
  const theJob = job({
    model,
    updates,
    evaluateAt: [updates],
    keeps: { at: [], end: true },
    runs: [run(0, { optimizer })],
    ...changes,
  });
  const events = await trainHere(theJob, data);
  const kept = events.flatMap((event) => (event.kind === 'snapshot' ? event.runs : []));
  const moments = [
    { update: 0, epoch: 0, state: null },
    ...kept.map(({ update, state }) => ({ update, epoch: (update * theJob.batchSize) / data.split.train.length, state })),
  ];
  return atStart(model, data, { moments, optimizer, batchSize: theJob.batchSize, replicate: theJob.runs[0].replicate });
}

/** Asks about the last moments of runs; what is left out of a question has its default. */
export async function ask<Kind extends ProbeResult['kind']>(
  question: Extract<ProbeQuestionInput, { readonly kind: Kind }>,
  ...probed: readonly [Probed, ...Probed[]]
): Promise<Extract<ProbeResult, { readonly kind: Kind }>> {
  const [first, ...others] = probed.map((one) => one.run);
  const finding: Finding = await inspect({ question: questionSchema.parse(question), runs: [first, ...others] }, () => undefined);
  // The kind of an answer is that of its question.
  return finding as Extract<ProbeResult, { readonly kind: Kind }>;
}

/** The failure that a promise is rejected with. */
export async function failureFrom(promise: Promise<unknown>): Promise<Failure | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    if (error instanceof LabError) return error.failure;
    throw error;
  }
}
