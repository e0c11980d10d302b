/** Trains the runs of a job from block to block: evaluations, checkpoints, pausing, stopping, divergence. Knows no processes. */
import type { EngineEvent, TrainingJob } from '#lab/ports/engines';
import { dropoutPlaces } from '#engine/model/batch-extras';
import { BlockLength } from '#engine/training/block-length';
import { CostMeter, type JobCost } from '#engine/training/cost-meter';
import { type Decided, Group, type Position } from '#engine/training/group';
import { jobStarts } from '#engine/training/job-starts';
import type { TrainingMethod } from '#engine/training/method';

/** What a person asked for; looked at between two blocks. */
export interface TrainerControl {
  readonly wish: 'train' | 'pause' | 'stop';
  /** Resolves when the wish changes. */
  changed(): Promise<void>;
}

/** What a trainer tells while it trains, and what it listens to. */
export interface TrainingHooks {
  readonly emit: (event: EngineEvent) => void;
  readonly control: TrainerControl;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds by which costs are told; `now` where it is left out. */
  readonly costNow?: () => number;
  /** Called ahead of every block with the seconds it is expected to take; 0 before anything was measured. */
  readonly beforeBlock?: (expectedSeconds: number) => void;
  /** Called after every block and at the end with what the job has cost so far. */
  readonly onCost?: (cost: JobCost) => void;
  /** Largest block, for tests that cut at chosen places. */
  readonly blockLimit?: () => number;
}

const PROGRESS_MS = 100;
const CHECKPOINT_SECONDS = 2;

/** Trains until all runs have ended or a stop was asked for; ends with the event `ended`. Throws LabError. */
export async function train<State>(job: TrainingJob, method: TrainingMethod<State>, hooks: TrainingHooks): Promise<void> {
  for (const notice of method.notices?.(job) ?? []) hooks.emit({ kind: 'notice', jobId: job.id, notice });
  const meter = new CostMeter(hooks.costNow ?? hooks.now);
  const starts = jobStarts(job, method);
  const groups = await Group.open(job, starts, method);
  await new Trainer(job, hooks, groups, starts[0], meter).run();
}

class Trainer<State> {
  private readonly job: TrainingJob;
  private readonly options: TrainingHooks;
  private readonly meter: CostMeter;
  private groups: readonly Group<State>[];
  /** Updates at which the runs are evaluated, ascending, of which the first `evaluationsPassed` are behind. */
  private readonly evaluateAt: readonly number[];
  private evaluationsPassed = 0;
  private at: Position;
  private sentAt: number;
  private savedAtSeconds: number;

  constructor(job: TrainingJob, options: TrainingHooks, groups: readonly Group<State>[], start: Position, meter: CostMeter) {
    this.job = job;
    this.options = options;
    this.groups = groups;
    this.meter = meter;
    this.evaluateAt = job.evaluateAt;
    this.at = { update: start.update, seconds: start.seconds };
    this.sentAt = options.now();
    this.savedAtSeconds = start.seconds;
  }

  async run(): Promise<void> {
    const { job, meter } = this;
    let blocks = new BlockLength(bytesPerUpdate(job));
    meter.countFixed();
    await this.evaluateIfDue();
    while (this.at.update < job.updates && this.isTraining() && !this.isOutOfTime()) {
      if (await this.obey()) return;
      meter.skip();
      // Updates of another batch size take another time.
      if (job.laterBatches.some((phase) => phase.fromUpdate === this.at.update)) blocks = new BlockLength(bytesPerUpdate(job));
      const limit = Math.min(this.nextStop() - this.at.update, this.options.blockLimit?.() ?? Infinity);
      const secondsLeft = (job.seconds ?? Infinity) - this.at.seconds;
      const updates = blocks.next(limit, secondsLeft * this.stacked());
      this.options.beforeBlock?.(blocks.expectedSeconds(updates));
      blocks.measured(updates, await this.block(updates));
      meter.countUpdates(updates);
      await this.evaluateIfDue();
      if (this.at.update < job.updates && this.isKept()) this.sendSnapshot();
      this.sendProgress(false);
      if ((this.at.seconds - this.savedAtSeconds) * this.stacked() >= CHECKPOINT_SECONDS) this.sendCheckpoint();
      meter.countUpdates(0);
      this.options.onCost?.(meter.total);
    }
    await this.finish();
  }

  /** One native call for every group that still trains. Returns its seconds. */
  private async block(updates: number): Promise<number> {
    const { at, options } = this;
    const startedAt = options.now();
    const results: { readonly group: Group<State>; readonly takeIn: Awaited<ReturnType<Group<State>['train']>> }[] = [];
    for (const group of this.groups) {
      if (group.training().length > 0) results.push({ group, takeIn: await group.train(at.update, updates) });
    }
    const seconds = (options.now() - startedAt) / 1000;
    this.at = { update: at.update + updates, seconds: at.seconds + seconds / this.stacked() };
    for (const { group, takeIn } of results) {
      for (const { index, update, state } of await takeIn()) {
        const end = { update, seconds: this.at.seconds };
        if (group.records[index].evaluatedAt < update) await group.evaluate(end, [index], state);
        this.sendProgress(true);
        this.options.emit({ kind: 'outcome', jobId: this.job.id, runs: [group.outcome(index, 'diverged', end, state)] });
      }
    }
    return seconds;
  }

  /** Pauses or stops between two blocks; true if the job is over. */
  private async obey(): Promise<boolean> {
    const { control, emit } = this.options;
    while (control.wish !== 'train') {
      this.sendCheckpoint();
      if (control.wish === 'stop') {
        emit({ kind: 'ended', jobId: this.job.id, how: 'stopped' });
        return true;
      }
      await control.changed();
    }
    return false;
  }

  private async finish(): Promise<void> {
    await this.evaluateUnseen();
    this.sendProgress(true);
    if (this.isKept(true)) this.sendSnapshot();
    const runs = this.groups.flatMap((group) => group.training().map((index) => group.outcome(index, 'finished', this.at)));
    if (runs.length > 0) this.options.emit({ kind: 'outcome', jobId: this.job.id, runs });
    this.meter.countEnd();
    this.options.onCost?.(this.meter.total);
    this.options.emit({ kind: 'ended', jobId: this.job.id, how: 'completed' });
  }

  private async evaluateIfDue(): Promise<void> {
    while (this.evaluateAt[this.evaluationsPassed] < this.at.update) this.evaluationsPassed++;
    // At the end of the run there is nothing left to decide.
    if (this.at.update >= this.job.updates || this.evaluateAt[this.evaluationsPassed] !== this.at.update) return;
    const decided: { readonly group: Group<State>; readonly all: readonly Decided[] }[] = [];
    for (const group of this.groups) {
      const due = this.unseen(group);
      if (due.length > 0) decided.push({ group, all: await group.evaluateAndDecide(this.at, due) });
    }
    if (decided.length > 0) this.meter.countEvaluation();
    const isChanged = decided.some(({ all }) => all.some(({ decision }) => decision.stopped !== null || decision.reducedRate !== null));
    if (!isChanged) return;
    this.sendProgress(true);
    for (const { group, all } of decided) for (const one of all) this.tell(group, one);
    this.groups = await Promise.all(this.groups.map((group) => group.renewed()));
  }

  /** Says what an evaluation has decided about a run. */
  private tell(group: Group<State>, { record, index, decision }: Decided): void {
    const { emit } = this.options;
    const { stopped, reducedRate: learningRate } = decision;
    const { id: jobId } = this.job;
    if (stopped !== null && this.isKept(true)) emit({ kind: 'snapshot', jobId, runs: group.checkpoints(this.at, [index]) });
    if (stopped !== null) emit({ kind: 'outcome', jobId, runs: [{ ...group.outcome(index, 'finished', this.at), stopped }] });
    if (learningRate === null) return;
    emit({ kind: 'notice', jobId, notice: { kind: 'rateReduced', runId: record.run.runId, update: this.at.update, learningRate } });
  }

  /** Evaluates the runs that were not evaluated at this update yet. */
  private async evaluateUnseen(): Promise<void> {
    const unseen = this.groups.map((group) => ({ group, due: this.unseen(group) })).filter(({ due }) => due.length > 0);
    for (const { group, due } of unseen) await group.evaluate(this.at, due);
    if (unseen.length > 0) this.meter.countEvaluation();
  }

  private unseen(group: Group<State>): readonly number[] {
    return group.training().filter((index) => group.records[index].evaluatedAt < this.at.update);
  }

  /** Runs in the stacks that still compute: these share their time. */
  private stacked(): number {
    const computing = this.groups.filter((group) => group.training().length > 0);
    return computing.reduce((sum, group) => sum + group.records.length, 0);
  }

  private sendProgress(isUrgent: boolean): void {
    const now = this.options.now();
    if (!isUrgent && now - this.sentAt < PROGRESS_MS) return;
    const runs = this.groups.flatMap((group) => group.records.map((record) => record.take()).filter((progress) => progress !== null));
    if (runs.length === 0) return;
    this.sentAt = now;
    this.options.emit({ kind: 'progress', jobId: this.job.id, update: this.at.update, runs });
  }

  private sendCheckpoint(): void {
    this.savedAtSeconds = this.at.seconds;
    this.sendProgress(true);
    const runs = this.groups.flatMap((group) => group.checkpoints(this.at));
    if (runs.length > 0) this.options.emit({ kind: 'checkpoint', jobId: this.job.id, runs });
  }

  /** The states of the runs that still train, to keep. */
  private sendSnapshot(): void {
    const runs = this.groups.flatMap((group) => group.checkpoints(this.at));
    if (runs.length > 0) this.options.emit({ kind: 'snapshot', jobId: this.job.id, runs });
  }

  private isKept(isEnd = false): boolean {
    const { keeps } = this.job;
    return keeps !== undefined && (keeps.at.includes(this.at.update) || (isEnd && keeps.end));
  }

  private isTraining(): boolean {
    return this.groups.some((group) => group.training().length > 0);
  }

  private isOutOfTime(): boolean {
    return this.job.seconds !== null && this.at.seconds >= this.job.seconds;
  }

  /** The next update at which something must happen. */
  private nextStop(): number {
    const next = this.evaluateAt.slice(this.evaluationsPassed, this.evaluationsPassed + 2).find((update) => update > this.at.update);
    const kept = this.job.keeps?.at.find((update) => update > this.at.update) ?? Infinity;
    return Math.min(next ?? this.job.updates, this.job.updates, kept, this.groups[0].phaseEnd(this.at.update));
  }
}

/** What one update of all runs takes while its block is written down: gathered inputs, targets, weights, recorded rows, masks. */
function bytesPerUpdate({ model, runs, batchSize, laterBatches }: TrainingJob): number {
  const largest = Math.max(batchSize, ...laterBatches.map((phase) => phase.size));
  const masks = dropoutPlaces(model).reduce((sum, place) => sum + place.units, 0);
  return runs.length * largest * (Math.min(model.inputs, 64) + 1 + 3 * model.outputs + masks) * 4;
}
