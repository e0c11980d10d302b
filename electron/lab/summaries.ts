/** Turns stored rows into what the contract shows: summaries, details, progress. Pure. */
import { describeExperiment, describeFactors, describeNetwork, describeSource } from '#core/experiment/describe';
import { crossFactors } from '#core/experiment/expand';
import { outputsFor, predictsClasses } from '#core/experiment/loss';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { invariant } from '#core/failure';
import { type Interval, summarize } from '#core/stats/summary';
import type { ExperimentSummary, ProgressState, ScoreKind } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import type { ExperimentListEntry, StoredExperiment, StoredRun } from '#lab/ports/store';
import type { Evaluation } from '#core/series/evaluation';

export function scoreKind(spec: ExperimentSpec): ScoreKind {
  return predictsClasses(spec.loss) ? 'accuracy' : 'rSquared';
}

export function experimentSummary(entry: ExperimentListEntry): ExperimentSummary {
  const { spec, dataShape } = entry;
  const outputs = dataShape.target.kind === 'class' ? outputsFor(spec.loss, dataShape.target.classes) : 1;
  return {
    id: entry.id,
    name: spec.name,
    question: spec.question,
    state: entry.state,
    createdAt: entry.createdAt,
    endedAt: entry.endedAt,
    description: describeExperiment(spec, { inputs: dataShape.features, outputs }),
    dataName: describeSource(spec.data.source),
    network: describeNetwork({ inputs: dataShape.features, outputs }, spec),
    factors: describeFactors(spec),
    replicates: spec.replicates,
    engine: entry.provenance.engine,
    isStarred: entry.isStarred,
    tags: entry.tags,
    notes: entry.notes ?? spec.notes,
    origin: entry.origin,
    conditionCount: entry.conditionCount,
    runCounts: entry.runCounts,
    scoreKind: scoreKind(spec),
    score: bestCondition(entry.finalScores),
    seconds: entry.seconds,
    isDeleted: entry.isDeleted,
  };
}

/** The condition with the highest mean speaks for an experiment: a mean over unlike conditions would say nothing. */
function bestCondition(finals: ExperimentListEntry['finalScores']): Interval | null {
  const conditions = [...Map.groupBy(finals, ({ condition }) => condition).values()];
  const intervals = conditions.map((runs) => summarize(runs.map(({ score }) => score)));
  return intervals.reduce<Interval | null>((best, one) => (best === null || one.mean > best.mean ? one : best), null);
}

/** The design of one condition alone: its values in place, nothing varied. */
export function conditionSpec({ spec }: Pick<StoredExperiment, 'spec'>, condition: number): ExperimentSpec {
  const cell = crossFactors(spec).cells.at(condition);
  invariant(cell !== undefined, 'every condition is a cell of the grid');
  return cell.spec;
}

export function runSummary(run: StoredRun, final: Evaluation | null): RunSummary {
  const { id, condition, replicate, status, update, seconds, weightHash, engine, device } = run;
  return { id, condition, replicate, status, update, seconds, weightHash, engine, device, final };
}

/** How far a set of runs is. A run that ended early (diverged), or whose condition was skipped, counts as done. */
export function progressOf(
  runs: readonly Pick<StoredRun, 'condition' | 'status' | 'update' | 'seconds'>[],
  conditions: readonly Condition[],
  timing: { readonly elapsedSeconds: number; readonly remainingSeconds: number | null },
  skipped: readonly number[],
): ProgressState {
  let updatesDone = 0;
  let updatesTotal = 0;
  let shares = 0;
  for (const run of runs) {
    const { length } = conditions[run.condition];
    const isOver = run.status === 'finished' || run.status === 'diverged' || skipped.includes(run.condition);
    updatesDone += run.update;
    if (length.seconds === null) {
      updatesTotal += isOver ? run.update : length.updates;
      shares += isOver ? 1 : run.update / length.updates;
    } else {
      shares += isOver ? 1 : Math.min(1, run.seconds / length.seconds);
    }
  }
  const fraction = updatesTotal > 0 ? updatesDone / updatesTotal : runs.length === 0 ? 0 : shares / runs.length;
  // Not a spread: a training tells its times through getters.
  return { fraction, updatesDone, updatesTotal, elapsedSeconds: timing.elapsedSeconds, remainingSeconds: timing.remainingSeconds };
}
