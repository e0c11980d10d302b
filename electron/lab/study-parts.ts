/** What the runs of an imported experiment measured, in parts that the store writes in a few milliseconds each. */
import type { ProbeRecord } from '#contract/probes';
import type { EvaluationColumns } from '#core/series/evaluation';
import type { RunProgress } from '#lab/ports/engines';
import type { ImportedPart, RunChange, StoreBatch } from '#lab/ports/store';
import type { StudyRun } from '#lab/study-schema';

export interface Measured {
  readonly runs: readonly MeasuredRun[];
  readonly probes: readonly ProbeRecord[];
  readonly experiments: StoreBatch['experiments'];
  readonly events: StoreBatch['events'];
}

export interface MeasuredRun {
  readonly change: RunChange;
  readonly evaluations: EvaluationColumns;
  readonly series: StudyRun['series'];
}

/** Rows of evaluations and of runs that are written at once. */
const ROWS = 500;
/** So many values of a series take as long as a row. */
const VALUES_A_ROW = 150;
const VALUES = 32_768;

/** A run ends, and is sealed, with the last of what it measured; the experiment ends with the last part. */
export function* partsOfRuns({ runs, probes, experiments, events }: Measured): Generator<ImportedPart> {
  let part = emptyPart();
  let rows = 0;
  for (const piece of pieces(runs, probes)) {
    if (rows > 0 && rows + piece.rows > ROWS) {
      yield part;
      part = emptyPart();
      rows = 0;
    }
    part = joined(part, piece.part);
    rows += piece.rows;
  }
  yield joined(part, { batch: { experiments, events } });
}

interface Piece {
  readonly rows: number;
  readonly part: SomeOfPart;
}
type SomeOfPart = Partial<Omit<ImportedPart, 'batch'>> & { readonly batch?: Partial<StoreBatch> };

function* pieces(runs: readonly MeasuredRun[], probes: readonly ProbeRecord[]): Generator<Piece> {
  for (const { change, evaluations, series } of runs) {
    const { runId } = change;
    const count = evaluations.update.length;
    for (let from = 0; from < count; from += ROWS) {
      const to = Math.min(count, from + ROWS);
      yield { rows: to - from, part: { evaluations: [{ runId, columns: evaluations, from, to }] } };
    }
    for (const { metric, firstUpdate, values } of series) {
      for (let from = 0; from < values.length; from += VALUES) {
        const some = values.subarray(from, from + VALUES);
        const progress: RunProgress = { runId, fromUpdate: firstUpdate + from, metrics: { [metric]: some }, evaluations: [] };
        yield { rows: 1 + some.length / VALUES_A_ROW, part: { batch: { progress: [progress] } } };
      }
    }
    yield { rows: 1, part: { batch: { runs: [change] } } };
  }
  // Of unknown size: none of them waits for another.
  for (const probe of probes) yield { rows: ROWS, part: { probes: [probe] } };
}

function emptyPart(): ImportedPart {
  return { evaluations: [], probes: [], batch: { progress: [], checkpoints: [], runs: [], experiments: [], events: [] } };
}

function joined({ evaluations, probes, batch }: ImportedPart, more: SomeOfPart): ImportedPart {
  return {
    evaluations: [...evaluations, ...(more.evaluations ?? [])],
    probes: [...probes, ...(more.probes ?? [])],
    batch: {
      progress: [...batch.progress, ...(more.batch?.progress ?? [])],
      checkpoints: [],
      runs: [...batch.runs, ...(more.batch?.runs ?? [])],
      experiments: [...batch.experiments, ...(more.batch?.experiments ?? [])],
      events: [...batch.events, ...(more.batch?.events ?? [])],
    },
  };
}
