/** The runs that questions about weights name: where each belongs, and how an inspector takes it. */
import type { Condition } from '#core/experiment/plan';
import type { InspectedRun } from '#lab/ports/inspector';
import type { Store, StoredExperiment, StoredRun } from '#lab/ports/store';
import { mustGetExperiment, mustGetRun } from '#lab/stored';
import type { TrainingData } from '#lab/training-data';

export interface ProbedRun {
  readonly run: StoredRun;
  readonly experiment: StoredExperiment;
  readonly condition: Condition;
}

/** Throws LabError where there is none. `experiments` remembers those that were looked up before. */
export function probedRun(store: Store, runId: string, experiments = new Map<string, StoredExperiment>()): ProbedRun {
  const run = mustGetRun(store, runId);
  const experiment = experiments.get(run.experimentId) ?? mustGetExperiment(store, run.experimentId);
  experiments.set(run.experimentId, experiment);
  return { run, experiment, condition: experiment.conditions[run.condition] };
}

export function inspectedRun(
  { run, experiment, condition }: ProbedRun,
  dataOf: (experiment: StoredExperiment) => TrainingData,
  moments: InspectedRun['moments'],
): InspectedRun {
  const data = dataOf(experiment);
  const dataId = data.hold(condition);
  // The inspector keeps what it was given until it rests; what was used last stays longest.
  data.release(dataId);
  const { model, labelSmoothing, batchSize, optimizer } = condition;
  return {
    runId: run.id,
    dataId,
    model,
    seed: experiment.spec.seed,
    replicate: run.replicate,
    labelSmoothing,
    batchSize,
    optimizer,
    moments,
  };
}
