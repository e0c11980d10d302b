/** Tells the time of a job apart: what comes once, what comes with every update, what comes with every evaluation. */

/** Where the time of a job goes, or of a part of one; time of the processor where the engine computes on it. */
export interface JobCost {
  /** 1 as soon as it is over, with the time before its first update and after its last: graphs made ready, results handed over. */
  readonly stacks: number;
  readonly fixedSeconds: number;
  readonly updates: number;
  /** With all that is done between two updates except evaluations: recording, checkpoints, weights to keep. */
  readonly updateSeconds: number;
  readonly evaluations: number;
  readonly evaluationSeconds: number;
}

export const NO_COST: JobCost = { stacks: 0, fixedSeconds: 0, updates: 0, updateSeconds: 0, evaluations: 0, evaluationSeconds: 0 };

export class CostMeter {
  /** Ascending milliseconds. */
  private readonly now: () => number;
  private stacks = 0;
  private fixedSeconds = 0;
  private updates = 0;
  private updateSeconds = 0;
  private evaluations = 0;
  private evaluationSeconds = 0;
  private since: number;

  constructor(now: () => number) {
    this.now = now;
    this.since = now();
  }

  get total(): JobCost {
    const { stacks, updates, updateSeconds, evaluations, evaluationSeconds } = this;
    return { stacks, fixedSeconds: stacks === 0 ? 0 : this.fixedSeconds, updates, updateSeconds, evaluations, evaluationSeconds };
  }

  /** What passed since the last of these calls came once. */
  countFixed(): void {
    this.fixedSeconds += this.lap();
  }

  /** ... and the job is over. */
  countEnd(): void {
    this.countFixed();
    this.stacks = 1;
  }

  /** ... made so many updates. */
  countUpdates(updates: number): void {
    this.updates += updates;
    this.updateSeconds += this.lap();
  }

  /** ... was one evaluation of all runs. */
  countEvaluation(): void {
    this.evaluations++;
    this.evaluationSeconds += this.lap();
  }

  /** ... does not count. */
  skip(): void {
    this.lap();
  }

  private lap(): number {
    const { since } = this;
    this.since = this.now();
    return (this.since - since) / 1000;
  }
}

/** What a job cost between two of its totals. */
export function costBetween(before: JobCost, after: JobCost): JobCost {
  return {
    stacks: after.stacks - before.stacks,
    fixedSeconds: after.fixedSeconds - before.fixedSeconds,
    updates: after.updates - before.updates,
    updateSeconds: after.updateSeconds - before.updateSeconds,
    evaluations: after.evaluations - before.evaluations,
    evaluationSeconds: after.evaluationSeconds - before.evaluationSeconds,
  };
}
