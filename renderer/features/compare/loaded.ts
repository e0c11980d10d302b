/** Experiments with the curves of all their runs, fetched for a comparison. */
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';
import type { RunCurves } from '#contract/runs';
import { comparedExperiment, type ComparedExperiment } from '#core/compare/experiments';

const RUNS_PER_CALL = 500;

export interface LoadedExperiment {
  readonly detail: ExperimentDetail;
  readonly compared: ComparedExperiment;
}

export async function loadExperiment(client: LabClient, id: string): Promise<LoadedExperiment> {
  const detail = await client.call('experiments.get', { id });
  const ids = detail.runs.map((run) => run.id);
  const parts: Promise<readonly RunCurves[]>[] = [];
  for (let from = 0; from < ids.length; from += RUNS_PER_CALL) {
    parts.push(client.call('runs.curves', { runIds: ids.slice(from, from + RUNS_PER_CALL) }));
  }
  return { detail, compared: comparedExperiment(detail, (await Promise.all(parts)).flat()) };
}

/** What is chosen of experiments: some conditions may be switched off, some runs left out by hand. */
export function withoutHidden(
  experiments: readonly ComparedExperiment[],
  { isShown, isKept }: { readonly isShown: (conditionKey: string) => boolean; readonly isKept: (runId: string) => boolean },
): readonly ComparedExperiment[] {
  return experiments.map((experiment) => {
    const conditions = experiment.conditions.filter(({ index }) => isShown(`${experiment.id}/${index}`));
    const shown = new Set(conditions.map(({ index }) => index));
    return { ...experiment, conditions, runs: experiment.runs.filter(({ id, condition }) => shown.has(condition) && isKept(id)) };
  });
}
