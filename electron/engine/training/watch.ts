/** What a run remembers of its evaluations for early stopping and for a schedule that follows them; a checkpoint holds it. */
import { rateFactor } from '#core/schedule/learning-rate';
import { afterEvaluation as afterStoppingRule, type StopReason } from '#core/schedule/early-stopping';
import { NOT_WAITING, type Waiting } from '#core/schedule/patience';
import { afterEvaluation as afterPlateauRule, NO_REDUCTIONS, type Reductions } from '#core/schedule/plateau';
import { withReductions } from '#core/schedule/learning-rate';
import type { Evaluation } from '#core/series/evaluation';
import type { StackedRun } from '#lab/ports/engines';

export interface Watch {
  readonly stopping: Waiting;
  readonly plateau: Waiting;
  readonly reductions: Reductions;
}

export const NOTHING_WATCHED: Watch = { stopping: NOT_WAITING, plateau: NOT_WAITING, reductions: NO_REDUCTIONS };

export interface Decision {
  readonly watch: Watch;
  /** Why the run ends here; null where it goes on. */
  readonly stopped: StopReason | null;
  /** The learning rate from here on where it falls here; else null. */
  readonly reducedRate: number | null;
}

/** What an evaluation decides about a run. */
export function decide(run: StackedRun, watch: Watch, evaluation: Evaluation): Decision {
  const { stopping: rule, schedule, optimizer } = run;
  const stopping = rule === undefined ? { waiting: watch.stopping, reason: null } : afterStoppingRule(rule, watch.stopping, evaluation);
  const { course } = schedule;
  const state = { waiting: watch.plateau, reductions: watch.reductions };
  const plateau = course.kind === 'plateau' ? afterPlateauRule(course, state, evaluation) : state;
  const isReduced = plateau.reductions.count > watch.reductions.count;
  const rate = optimizer.learningRate * rateFactor(withReductions(schedule, plateau.reductions), evaluation.update);
  return {
    watch: { stopping: stopping.waiting, plateau: plateau.waiting, reductions: plateau.reductions },
    stopped: stopping.reason,
    reducedRate: isReduced && stopping.reason === null ? rate : null,
  };
}
