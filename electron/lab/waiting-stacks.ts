/** The stacks of a training that wait for a place of the engine pool, and what each of their runs goes on from. */
import type { Condition } from '#core/experiment/plan';
import { type PendingRun, type Stack, stackRuns, type StackingRules } from '#core/schedule/stacks';
import { isOver, type LiveRun } from '#lab/live-runs';

interface WaitingStacksPorts {
  readonly conditions: readonly Condition[];
  readonly rules: StackingRules;
  /** Update of the stored checkpoint of a run. */
  readonly checkpoint: (runId: string) => { readonly update: number } | null;
  /** Whether the condition of that index is not trained. */
  readonly isSkipped: (condition: number) => boolean;
}

export class WaitingStacks {
  readonly #ports: WaitingStacksPorts;
  #stacks: readonly Stack[] = [];

  constructor(ports: WaitingStacksPorts) {
    this.#ports = ports;
  }

  get isEmpty(): boolean {
    return this.#stacks.length === 0;
  }

  /** In the order in which they will be taken. */
  get stacks(): readonly Stack[] {
    return this.#stacks;
  }

  /** Behind the others. Returns the runs that wait now: those that still have something to train. */
  add(runs: readonly LiveRun[]): readonly PendingRun[] {
    const pending = this.#pending(runs);
    this.#stacks = [...this.#stacks, ...stackRuns(pending, this.#ports.rules)];
    return pending;
  }

  /** Before the others. */
  addFirst(runs: readonly LiveRun[]): void {
    this.#stacks = [...stackRuns(this.#pending(runs), this.#ports.rules), ...this.#stacks];
  }

  /** The next one, which waits no longer. */
  take(): Stack | undefined {
    const [next, ...rest] = this.#stacks;
    this.#stacks = rest;
    return next;
  }

  /** Takes runs out. */
  remove(isRemoved: (runId: string) => boolean): void {
    this.#stacks = this.#stacks.flatMap((stack) => {
      const runs = stack.runs.filter(({ runId }) => !isRemoved(runId));
      return runs.length === 0 ? [] : [{ ...stack, runs }];
    });
  }

  clear(): void {
    this.#stacks = [];
  }

  /** What each run goes on from. Runs that were stopped or cut off start again at their last checkpoint. */
  #pending(runs: readonly LiveRun[]): readonly PendingRun[] {
    const { conditions, checkpoint, isSkipped } = this.#ports;
    return runs
      .filter((live) => !isOver(live.status) && !isSkipped(live.run.condition))
      .map((live) => {
        const fromUpdate = checkpoint(live.run.id)?.update ?? 0;
        live.status = 'waiting';
        live.update = fromUpdate;
        return { runId: live.run.id, condition: conditions[live.run.condition], replicate: live.run.replicate, fromUpdate };
      });
  }
}
