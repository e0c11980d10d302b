/** Writes one batch of what engines reported, inside the transaction of its caller. */
import type { RunStatus } from '#contract/runs';
import type { RunProgress } from '#lab/ports/engines';
import type { StoreBatch } from '#lab/ports/store';
import type { Evaluations } from '#store/evaluations';
import type { Experiments } from '#store/experiments';
import type { Probes } from '#store/probes';
import { recordHash } from '#store/record-hash';
import type { Runs } from '#store/runs';
import type { SeriesWriter } from '#store/series';
import type { SeriesReader } from '#store/series-reader';

/** Whether a run will not go on by itself: its record is complete, and has a hash. */
export function hasEnded(status: RunStatus): boolean {
  return status === 'finished' || status === 'diverged' || status === 'stopped';
}

interface Tables {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly evaluations: Evaluations;
  readonly seriesWriter: SeriesWriter;
  readonly seriesReader: SeriesReader;
  readonly probes: Probes;
}

export function writeBatch(tables: Tables, batch: StoreBatch, isSealedLater: boolean): void {
  const { experiments, runs, seriesWriter, probes } = tables;
  seriesWriter.allowPacking(batch.progress.flatMap(stretches).reduce((sum, { values }) => sum + values.length, 0));
  for (const progress of batch.progress) writeProgress(tables, progress);
  for (const checkpoint of batch.checkpoints) runs.saveCheckpoint(checkpoint);
  for (const snapshot of batch.snapshots ?? []) probes.saveSnapshot(snapshot);
  for (const change of batch.runs) runs.change(change);
  for (const { id, state, endedAt } of batch.experiments) experiments.setState(id, state, endedAt);
  for (const { experimentId, at, message } of batch.events) experiments.addEvent(experimentId, at, message);
  const touched = new Set([...batch.progress, ...batch.runs].map((part) => part.runId));
  for (const runId of touched) {
    const status = runs.statusOf(runId);
    if (!hasEnded(status)) runs.setRecordHash(runId, null);
    else if (!isSealedLater) seal(tables, runId);
    // Nothing goes on from a finished run; one that diverged may be branched from before that.
    if (status === 'finished') runs.dropCheckpoints(runId);
  }
}

function writeProgress({ runs, evaluations, seriesWriter }: Tables, progress: RunProgress): void {
  const { runId, fromUpdate } = progress;
  runs.statusOf(runId);
  for (const { metric, values } of stretches(progress)) {
    // A resumed run trains these updates again; what came after them belongs to the training that was given up.
    if (seriesWriter.append(runId, metric, fromUpdate, values)) evaluations.forgetAfter(runId, fromUpdate);
  }
  for (const evaluation of progress.evaluations) evaluations.save(runId, evaluation);
}

/** Gives an ended run the hash of its record. */
export function seal({ runs, evaluations, seriesReader }: Pick<Tables, 'runs' | 'evaluations' | 'seriesReader'>, runId: string): void {
  const run = runs.mustGet(runId);
  if (hasEnded(run.status)) runs.setRecordHash(runId, recordHash(run, evaluations.columns(runId), seriesReader, 'stored'));
}

function stretches(progress: RunProgress): { readonly metric: string; readonly values: Float32Array }[] {
  return Object.entries(progress.metrics).map(([metric, values]) => ({ metric, values }));
}
