/** What early stopping would have done to runs that were trained to their end: where it stops, what it loses and what it saves. */
import { bySeed, type SeedValues } from '#core/compare/results';
import { finishedRuns, type Study } from '#core/compare/study';
import type { Group } from '#core/compare/groups';
import type { Measure } from '#core/compare/measure';
import { afterEvaluation, type StoppingRule } from '#core/schedule/early-stopping';
import { NOT_WAITING } from '#core/schedule/patience';
import type { EvaluationColumns } from '#core/series/evaluation';

export type Patience = NonNullable<StoppingRule['patience']>;

/** Index of the evaluation after which a run would have ended by the lab's own rule; null where it would have gone on to its end. */
export function stopIndex(columns: EvaluationColumns, patience: Patience): number | null {
  const rule: StoppingRule = { patience, target: null };
  let waiting = NOT_WAITING;
  for (let index = 0; index < columns.update.length; index++) {
    const after = afterEvaluation(rule, waiting, {
      update: columns.update[index],
      train: { loss: columns.trainLoss[index], score: columns.trainScore[index] },
      validation: { loss: columns.validationLoss[index], score: columns.validationScore[index] },
      test: { loss: columns.testLoss[index], score: columns.testScore[index] },
    });
    if (after.reason !== null) return index;
    waiting = after.waiting;
  }
  return null;
}

/** One run stopped early against the same run to its end. */
export interface Stopped {
  /** Update of the stop; that of the end where it was not stopped. */
  readonly update: number;
  readonly epoch: number;
  readonly isStopped: boolean;
  /** How much worse the measure is at the stop than at the end; negative where the run got worse afterwards. */
  readonly lost: number;
  /** Parts of the updates and of the training time that were not spent, 0 to 1. */
  readonly updatesSaved: number;
  readonly timeSaved: number;
}

/** null without an evaluation. */
export function stopped(
  columns: EvaluationColumns,
  patience: Patience,
  measure: Pick<Measure, 'column' | 'isHigherBetter'>,
): Stopped | null {
  const last = columns.update.length - 1;
  if (last < 0) return null;
  const at = stopIndex(columns, patience) ?? last;
  const values = columns[measure.column];
  const saved = (x: Float64Array): number => (x[last] > 0 ? 1 - x[at] / x[last] : 0);
  return {
    update: columns.update[at],
    epoch: columns.epoch[at],
    isStopped: at < last,
    lost: measure.isHigherBetter ? values[last] - values[at] : values[at] - values[last],
    updatesSaved: saved(columns.update),
    timeSaved: saved(columns.seconds),
  };
}

/** What the rule does to a group, one number a seed. */
export interface GroupStopped {
  readonly group: Group;
  readonly runs: number;
  readonly stoppedRuns: number;
  readonly epoch: SeedValues;
  readonly lost: SeedValues;
  readonly updatesSaved: SeedValues;
  readonly timeSaved: SeedValues;
}

export function stoppedGroups({ groups, choices }: Study, patience: Patience): readonly GroupStopped[] {
  return groups.map((group): GroupStopped => {
    const all = new Map(finishedRuns(group).map((run) => [run.id, stopped(run.columns, patience, choices.measure)]));
    const read = (number: (one: Stopped) => number): SeedValues =>
      bySeed(group, ({ id }) => {
        const one = all.get(id) ?? null;
        return one === null ? NaN : number(one);
      });
    return {
      group,
      runs: all.size,
      stoppedRuns: [...all.values()].filter((one) => one?.isStopped === true).length,
      epoch: read(({ epoch }) => epoch),
      lost: read(({ lost }) => lost),
      updatesSaved: read(({ updatesSaved }) => updatesSaved),
      timeSaved: read(({ timeSaved }) => timeSaved),
    };
  });
}
