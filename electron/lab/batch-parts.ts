/** What engines reported, made ready for the store: reports of one run joined, and the whole cut into parts that hold nobody up. */
import type { MetricName } from '#core/experiment/spec';
import type { RunProgress } from '#lab/ports/engines';
import type { RunChange, StoreBatch } from '#lab/ports/store';

/** Rows that one transaction touches when there is no hurry: five to ten milliseconds of work, then others have their turn. */
const ROWS_AT_ONCE = 250;
/** So many values of series take as long as a row: they are packed now and then. */
const VALUES_A_ROW = 150;

/** The same for the store, with less to write: one report, one change and one checkpoint a run. */
export function joined(batch: StoreBatch): StoreBatch {
  return {
    ...batch,
    progress: byRun(batch.progress).flatMap(joinedProgress),
    // Of checkpoints the last one counts.
    checkpoints: byRun(batch.checkpoints).map((ofRun) => ofRun[ofRun.length - 1]),
    runs: byRun(batch.runs).map((changes) => changes.reduce((all, change): RunChange => ({ ...all, ...change }))),
  };
}

/** The batch by runs, all of a run in one part; states and events come with the last. */
export function partsOf(batch: StoreBatch): readonly StoreBatch[] {
  const parts: Set<string>[] = [new Set()];
  let rows = 0;
  for (const [runId, ofRun] of rowsByRun(batch)) {
    if (rows > 0 && rows + ofRun > ROWS_AT_ONCE) {
      parts.push(new Set());
      rows = 0;
    }
    parts[parts.length - 1].add(runId);
    rows += ofRun;
  }
  if (parts.length === 1) return [batch];
  return parts.map((own, index) => {
    const isOwn = ({ runId }: { readonly runId: string }): boolean => own.has(runId);
    const isLast = index === parts.length - 1;
    return {
      progress: batch.progress.filter(isOwn),
      checkpoints: batch.checkpoints.filter(isOwn),
      snapshots: (batch.snapshots ?? []).filter(isOwn),
      runs: batch.runs.filter(isOwn),
      experiments: isLast ? batch.experiments : [],
      events: isLast ? batch.events : [],
    };
  });
}

function rowsByRun({ progress, checkpoints, snapshots = [], runs }: StoreBatch): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const count = (runId: string, more: number): unknown => rows.set(runId, (rows.get(runId) ?? 0) + more);
  for (const { runId, metrics, evaluations } of progress) {
    count(runId, evaluations.length);
    for (const values of Object.values(metrics)) count(runId, 1 + Math.floor(values.length / VALUES_A_ROW));
  }
  for (const { runId } of [...checkpoints, ...snapshots, ...runs]) count(runId, 1);
  return rows;
}

function byRun<Item extends { readonly runId: string }>(items: readonly Item[]): readonly (readonly Item[])[] {
  return [...Map.groupBy(items, ({ runId }) => runId).values()];
}

/** Reports that follow each other as one; a run that was taken up again at an earlier update begins another. */
function joinedProgress(reports: readonly RunProgress[]): readonly RunProgress[] {
  const chains: RunProgress[][] = [];
  for (const report of reports) {
    const chain = chains.at(-1);
    const last = chain?.at(-1);
    if (chain !== undefined && last !== undefined && follows(last, report)) chain.push(report);
    else chains.push([report]);
  }
  return chains.map((chain) => {
    const [first] = chain;
    if (chain.length === 1) return first;
    const metrics: Partial<Record<MetricName, Float32Array>> = {};
    for (const name of metricsOf(first)) metrics[name] = concatenated(chain.flatMap((report) => report.metrics[name] ?? []));
    return { ...first, metrics, evaluations: chain.flatMap(({ evaluations }) => evaluations) };
  });
}

function follows(before: RunProgress, after: RunProgress): boolean {
  const names = metricsOf(before);
  const isNext = (name: MetricName): boolean =>
    after.metrics[name] !== undefined && before.fromUpdate + (before.metrics[name]?.length ?? 0) === after.fromUpdate;
  return names.length === metricsOf(after).length && names.every(isNext);
}

function metricsOf({ metrics }: RunProgress): readonly MetricName[] {
  // Its keys are names of metrics.
  return Object.keys(metrics) as MetricName[];
}

function concatenated(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.length;
  }
  return whole;
}
