/** What a finished experiment says about its batch sizes: which are not clearly worse than the best, and which of those is cheapest. Pure. */
import type { ExperimentDetail } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import { summarize, type Interval } from '#core/stats/summary';

/** Below this many pairs nothing is concluded. */
const LEAST_PAIRS = 5;

export interface SizeRow {
  readonly batchSize: number;
  readonly isFullBatch: boolean;
  /** Of the batch size's best condition. */
  readonly score: Interval;
  /** Mean training time of a run in seconds. */
  readonly seconds: number;
  /** Score of the best batch size minus this one's, pair by pair; null for the best itself and without pairs. */
  readonly behind: Interval | null;
  readonly verdict: 'best' | 'asGood' | 'worse' | 'undecided';
}
export interface SizeAdvice {
  /** Ascending batch sizes. */
  readonly rows: readonly SizeRow[];
  /** The cheapest that is best or as good; null where too few seeds were run to tell. */
  readonly cheapest: SizeRow | null;
  /** The part of the data that is judged on. */
  readonly part: 'validation' | 'test' | 'train';
  /** Runs that diverged or did not end, by any reason. */
  readonly leftOut: number;
}

/** null where the experiment does not compare finished runs of at least two batch sizes. */
export function sizeAdvice({ conditions, runs }: Pick<ExperimentDetail, 'conditions' | 'runs'>): SizeAdvice | null {
  const finished = runs.filter((run) => run.status === 'finished' && run.final !== null);
  const part = (['validation', 'test'] as const).find((one) => finished.some((run) => (run.final?.[one] ?? null) !== null)) ?? 'train';
  const scoreOf = (run: RunSummary): number => run.final?.[part]?.score ?? NaN;
  const measured = conditions.flatMap((condition) => {
    const own = finished.filter((run) => run.condition === condition.index && Number.isFinite(scoreOf(run)));
    return own.length === 0 ? [] : [{ condition, own, score: summarize(own.map(scoreOf)) }];
  });
  const bestOfSize = new Map<number, (typeof measured)[number]>();
  for (const one of measured) {
    const known = bestOfSize.get(one.condition.batchSize);
    if (known === undefined || one.score.mean > known.score.mean) bestOfSize.set(one.condition.batchSize, one);
  }
  const sizes = [...bestOfSize.values()].sort((a, b) => a.condition.batchSize - b.condition.batchSize);
  if (sizes.length < 2) return null;
  const best = sizes.reduce((leader, one) => (one.score.mean > leader.score.mean ? one : leader));

  const rows = sizes.map(({ condition, own, score }): SizeRow => {
    const seconds = own.reduce((sum, run) => sum + run.seconds, 0) / own.length;
    const base = { batchSize: condition.batchSize, isFullBatch: condition.isFullBatch, score, seconds };
    if (condition === best.condition) return { ...base, behind: null, verdict: 'best' };
    const differences = own.flatMap((run) => {
      const peer = best.own.find((other) => other.replicate === run.replicate);
      return peer === undefined ? [] : [scoreOf(peer) - scoreOf(run)];
    });
    const behind = differences.length === 0 ? null : summarize(differences);
    if (behind === null || behind.n < LEAST_PAIRS) return { ...base, behind, verdict: 'undecided' };
    return { ...base, behind, verdict: behind.low > 0 ? 'worse' : 'asGood' };
  });
  const eligible = rows.filter(({ verdict }) => verdict === 'best' || verdict === 'asGood');
  const isDecided = rows.every(({ verdict }) => verdict !== 'undecided');
  const cheapest = isDecided ? eligible.reduce((leader, row) => (row.seconds < leader.seconds ? row : leader)) : null;
  return { rows, cheapest, part, leftOut: runs.length - finished.length };
}
