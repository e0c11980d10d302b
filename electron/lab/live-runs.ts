/** The runs of an experiment while it trains: ahead of the store by at most one batch. */
import { invariant } from '#core/failure';
import type { RunStatus } from '#contract/runs';
import type { StoredRun } from '#lab/ports/store';

export interface LiveRun {
  readonly run: StoredRun;
  status: RunStatus;
  update: number;
  seconds: number;
  weightHash: string | null;
  engine: string | null;
  device: string | null;
  /** How often its engine process died. */
  losses: number;
}

export class LiveRuns {
  readonly #runs = new Map<string, LiveRun>();

  constructor(runs: readonly StoredRun[]) {
    this.add(runs);
  }

  add(runs: readonly StoredRun[]): void {
    for (const run of runs) {
      const { update, seconds, weightHash, engine, device } = run;
      // A run that failed is tried again by whoever resumes.
      const status = run.status === 'failed' ? 'waiting' : run.status;
      this.#runs.set(run.id, { run, status, update, seconds, weightHash, engine, device, losses: 0 });
    }
  }

  get(runId: string): LiveRun {
    const live = this.#runs.get(runId);
    invariant(live !== undefined, `run ${runId} is not part of this experiment`);
    return live;
  }

  all(): readonly LiveRun[] {
    return [...this.#runs.values()];
  }

  /** As the store would give them. */
  asStored(): readonly StoredRun[] {
    return this.all().map(({ run, status, update, seconds, weightHash, engine, device }) => {
      return { ...run, status, update, seconds, weightHash, engine, device };
    });
  }
}

/** True for runs that need no more training. */
export function isOver(status: RunStatus): boolean {
  return status === 'finished' || status === 'diverged' || status === 'failed';
}
