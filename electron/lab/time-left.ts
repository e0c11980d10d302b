/**
 * How long a training will still take: what the model of time says of the stacks that train and wait, times how much longer than the
 * model says this training takes. The costs of the engine are those of a computer that does nothing else, and follow what is measured
 * while it trains; the factor holds what they cannot know, such as other programs, and follows the last minute.
 */
import { type PendingRun, type Stack, type StackingRules, wallSeconds } from '#core/schedule/stacks';
import { stackingRules, trainingSeconds } from '#lab/pace';
import type { TrainingCosts } from '#lab/ports/engines';

/** A stack that trains. */
interface Underway {
  readonly stack: Stack;
  /** Where it was at times of the last minute, ascending, the first time being when it was first heard of: without what it took to begin. */
  heard: readonly Heard[];
}

interface Heard {
  readonly update: number;
  /** By the training's stopwatch. */
  readonly seconds: number;
}

interface Pace {
  readonly taken: number;
  readonly modelled: number;
}

/** So much counts at the pace of the model beside what was seen: this part of all the work, and no more seconds. */
const PRIOR = 0.02;
const MOST_PRIOR_SECONDS = 3;
/** A pace is that of the last minute, told by what was heard at least so many seconds apart. */
const MEMORY_SECONDS = 60;
const HEARD_SECONDS = 10;
/** Without a model, a pace must be seen for so long. */
const SHORTEST_SECONDS = 0.5;

export class TimeLeft {
  readonly #costs: TrainingCosts;
  readonly #rules: StackingRules;
  readonly #underway = new Map<string, Underway>();
  /** Of stacks that are over. */
  #past: Pace = { taken: 0, modelled: 0 };

  constructor(costs: TrainingCosts) {
    this.#costs = costs;
    this.#rules = stackingRules(costs);
  }

  started(jobId: string, stack: Stack): void {
    this.#underway.set(jobId, { stack, heard: [] });
  }

  /** Its runs have made so many updates by the training's stopwatch. */
  progressed(jobId: string, update: number, seconds: number): void {
    const one = this.#underway.get(jobId);
    if (one === undefined) return;
    const now = { update, seconds };
    const [before, newest] = [one.heard.at(-2), one.heard.at(-1)];
    // The newest gives way as long as it is near the one before it.
    const isNear = before !== undefined && newest !== undefined && newest.seconds - before.seconds < HEARD_SECONDS;
    const kept = isNear ? one.heard.slice(0, -1) : one.heard;
    // One of the past always stays, for an update may take longer than the memory reaches.
    one.heard = [...kept.filter((each, index) => index === kept.length - 1 || each.seconds >= seconds - MEMORY_SECONDS), now];
  }

  ended(jobId: string): void {
    const one = this.#underway.get(jobId);
    if (one === undefined) return;
    this.#underway.delete(jobId);
    const past = together([this.#past, this.#paceOf(one)]);
    const kept = Math.min(1, MEMORY_SECONDS / past.taken);
    this.#past = past.taken > 0 ? { taken: kept * past.taken, modelled: kept * past.modelled } : past;
  }

  /** Until nothing is left; null before anything was measured or seen. `trainedSeconds` of a run; null for one that trains no more. */
  seconds(waiting: readonly Stack[], trainedSeconds: (runId: string) => number | null): number | null {
    const underway = [...this.#underway.values()];
    if (underway.length === 0 && waiting.length === 0) return 0;
    const busy = underway.map((one) => this.#leftOf(one, trainedSeconds));
    const ahead = waiting.map(({ runs }) => this.#rules.cost(runs[0].condition, runs.length, runs[0].fromUpdate));
    const pace = together([this.#past, ...underway.map((one) => this.#paceOf(one))]);
    const [some] = [...underway.map(({ stack }) => stack), ...waiting];
    const { model } = some.runs[0].condition;
    const isMeasured = this.#costs.secondsPerStack(model, 1) !== null;
    if (!isMeasured && (pace.taken < SHORTEST_SECONDS || pace.modelled === 0)) return null;
    const prior = isMeasured ? Math.min(MOST_PRIOR_SECONDS, PRIOR * (sum(busy) + sum(ahead) + pace.modelled)) : 0;
    const factor = pace.modelled + prior === 0 ? 1 : (pace.taken + prior) / (pace.modelled + prior);
    return this.#costs.secondsToStart() + factor * wallSeconds(ahead, this.#costs.places, busy);
  }

  /** By the model. */
  #leftOf({ stack, heard }: Underway, trainedSeconds: (runId: string) => number | null): number {
    const [{ condition, fromUpdate }] = stack.runs;
    const trained = stack.runs.map(({ runId }) => trainedSeconds(runId)).filter((seconds) => seconds !== null);
    if (trained.length === 0) return 0;
    // The seconds of a budget are the shares of one run.
    const { seconds } = condition.length;
    if (seconds !== null) return sum(trained.map((one) => Math.max(0, seconds - one)));
    const last = heard.at(-1);
    if (last === undefined) return this.#rules.cost(condition, stack.runs.length, fromUpdate);
    // A stack is made smaller when half of its runs have ended.
    const computing = trained.length > stack.runs.length / 2 ? stack.runs.length : trained.length;
    return this.#modelled(stack.runs[0], computing, last.update, condition.length.updates);
  }

  #paceOf({ stack, heard }: Underway): Pace {
    const [first, last] = [heard.at(0), heard.at(-1)];
    // How many updates a budget in seconds makes room for is not known.
    if (first === undefined || last === undefined || stack.runs[0].condition.length.seconds !== null) return { taken: 0, modelled: 0 };
    return {
      taken: last.seconds - first.seconds,
      modelled: this.#modelled(stack.runs[0], stack.runs.length, first.update, last.update),
    };
  }

  #modelled({ condition }: PendingRun, runs: number, from: number, to: number): number {
    const seconds = trainingSeconds(condition, runs, { from, to }, this.#costs);
    // Without a model the time of an update is a share of the whole.
    return seconds ?? (this.#rules.cost(condition, runs, 0) * (to - from)) / condition.length.updates;
  }
}

function together(paces: readonly Pace[]): Pace {
  return { taken: sum(paces.map(({ taken }) => taken)), modelled: sum(paces.map(({ modelled }) => modelled)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
