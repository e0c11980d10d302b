/** Fetches the evaluations of many runs in portions that the contract allows. */
import type { LabClient } from '#contract/contract';
import type { RunCurves, RunSummary } from '#contract/runs';

const RUNS_AT_ONCE = 200;

export async function loadCurves(client: LabClient, runs: readonly RunSummary[]): Promise<readonly RunCurves[]> {
  const curves: RunCurves[] = [];
  for (let from = 0; from < runs.length; from += RUNS_AT_ONCE) {
    const runIds = runs.slice(from, from + RUNS_AT_ONCE).map((run) => run.id);
    curves.push(...(await client.call('runs.curves', { runIds })));
  }
  return curves;
}
