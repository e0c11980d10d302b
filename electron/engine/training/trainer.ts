/** Trains the runs of a job from block to block: evaluations, checkpoints, pausing, stopping, divergence. Knows no processes. */
import type { RunOutcome, TrainingJob, EngineEvent } from '#lab/ports';
import { samplesAfter } from '#core/schedule/batch-order';
import { stackLimit } from '#engine/cost-model';
import type { ExecutableCache } from '#engine/onnx/session';
import { BlockLength } from '#engine/training/block-length';
import { encodeCheckpoint, weightHash } from '#engine/training/checkpoint';
import type { EngineData } from '#engine/training/engine-data';
import { openEvaluator, type Evaluator } from '#engine/training/evaluator';
import { jobStarts } from '#engine/training/job-starts';
import type { BlockMetrics } from '#engine/training/metrics';
import { RunRecord } from '#engine/training/run-record';
import { Stack, type StackState } from '#engine/training/stack';

/** What a person asked for; looked at between two blocks. */
export interface TrainerControl {
  readonly wish: 'train' | 'pause' | 'stop';
  /** Resolves when the wish changes. */
  changed(): Promise<void>;
}

export interface TrainerOptions {
  readonly emit: (event: EngineEvent) => void;
  readonly control: TrainerControl;
  readonly cache: ExecutableCache;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called after every block with what it cost. */
  readonly onBlock?: (updates: number, seconds: number) => void;
  /** Largest block, for tests that cut at chosen places. */
  readonly blockLimit?: () => number;
}

const PROGRESS_MS = 100;
const CHECKPOINT_SECONDS = 2;

/** Runs that share native calls, with what is known of each. */
interface Group {
  readonly stack: Stack;
  readonly evaluator: Evaluator;
  readonly records: readonly RunRecord[];
}

/** Trains until all runs have ended or a stop was asked for; ends with the event `ended`. Throws LabError. */
export async function train(job: TrainingJob, data: EngineData, options: TrainerOptions): Promise<void> {
  const trainer = new Trainer(job, data, options);
  await trainer.open();
  await trainer.run();
}

class Trainer {
  private readonly job: TrainingJob;
  private readonly data: EngineData;
  private readonly options: TrainerOptions;
  private readonly evaluateAt: ReadonlySet<number>;
  private groups: readonly Group[] = [];
  private update = 0;
  private seconds = 0;
  private sentAt: number;
  private checkpointSeconds = 0;

  constructor(job: TrainingJob, data: EngineData, options: TrainerOptions) {
    this.job = job;
    this.data = data;
    this.options = options;
    this.sentAt = options.now();
    this.evaluateAt = new Set(job.evaluateAt);
  }

  async open(): Promise<void> {
    const { job, data, options } = this;
    const starts = jobStarts(job);
    this.update = starts[0].update;
    this.seconds = starts[0].seconds;
    const limit = stackLimit(job.model, job.batchSize);
    const groups: Group[] = [];
    for (let first = 0; first < job.runs.length; first += limit) {
      const runs = job.runs.slice(first, first + limit);
      const own = starts.slice(first, first + limit);
      const stack = await Stack.open(job, runs, data, own, options.cache);
      const evaluator = await openEvaluator(job, runs.length, data, options.cache);
      const records = runs.map(
        (run, index) =>
          new RunRecord(
            run,
            own[index],
            job.everyUpdate.filter((metric) => metric !== 'accuracy' || job.model.loss === 'crossEntropy'),
            job.model,
            job.seed,
          ),
      );
      groups.push({ stack, evaluator, records });
    }
    this.groups = groups;
  }

  async run(): Promise<void> {
    const { job } = this;
    const blocks = new BlockLength(this.bytesPerUpdate());
    await this.evaluateIfDue();
    while (this.update < job.updates && this.isTraining() && !this.isOutOfTime()) {
      if (await this.obey()) return;
      const limit = Math.min(this.nextStop() - this.update, this.options.blockLimit?.() ?? Infinity);
      const updates = blocks.next(limit, (job.seconds ?? Infinity) - this.seconds);
      const secondsPerRun = await this.block(updates);
      blocks.measured(updates, secondsPerRun * job.runs.length);
      await this.evaluateIfDue();
      this.sendProgress(false);
      if (this.seconds - this.checkpointSeconds >= CHECKPOINT_SECONDS / job.runs.length) this.sendCheckpoint();
    }
    await this.finish();
  }

  /** One native call for every group that still trains. Returns its seconds a run. */
  private async block(updates: number): Promise<number> {
    const { job, options } = this;
    const startedAt = options.now();
    const results: { readonly group: Group; readonly before: StackState; readonly metrics: BlockMetrics }[] = [];
    for (const group of this.groups) {
      if (!group.records.some((record) => record.isTraining)) continue;
      const before = group.stack.state;
      const result = await group.stack.train(before, this.update, updates);
      group.stack.state = result.state;
      results.push({ group, before, metrics: result.metrics });
    }
    const seconds = (options.now() - startedAt) / 1000;
    options.onBlock?.(updates, seconds);
    const secondsPerRun = seconds / job.runs.length;
    for (const { group, before, metrics } of results) await this.takeIn(group, before, metrics, updates);
    this.update += updates;
    this.seconds += secondsPerRun;
    return secondsPerRun;
  }

  private async takeIn(group: Group, before: StackState, metrics: BlockMetrics, updates: number): Promise<void> {
    for (const [index, record] of group.records.entries()) {
      if (!record.isTraining) continue;
      const failed = firstNotFinite(metrics, index, updates);
      record.add(metrics, index, failed === null ? updates : failed + 1);
      if (failed !== null) await this.endDiverged(group, before, index, failed);
    }
  }

  /**
   * Ends a run whose update `failed` of this block had a loss or gradient that is not finite. The block is made again up to
   * there, because the weights to keep are those before it, however the updates were cut into blocks.
   */
  private async endDiverged(group: Group, before: StackState, index: number, failed: number): Promise<void> {
    const record = group.records[index];
    record.isTraining = false;
    const at = this.update + failed;
    const state = failed === 0 ? before : (await group.stack.train(before, this.update, failed)).state;
    if (record.evaluatedAt < at) await this.evaluateGroup(group, state, at, [index]);
    this.sendProgress(true);
    this.options.emit({ kind: 'outcome', jobId: this.job.id, runs: [this.outcome(group, state, index, 'diverged', at)] });
  }

  /** Pauses or stops between two blocks; true if the job is over. */
  private async obey(): Promise<boolean> {
    const { control, emit } = this.options;
    while (control.wish !== 'train') {
      this.sendProgress(true);
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
    const outcomes: RunOutcome[] = [];
    for (const group of this.groups) {
      const ended = [...group.records.entries()].filter(([, record]) => record.isTraining).map(([index]) => index);
      const unseen = ended.filter((index) => group.records[index].evaluatedAt < this.update);
      if (unseen.length > 0) await this.evaluateGroup(group, group.stack.state, this.update, unseen);
      outcomes.push(...ended.map((index) => this.outcome(group, group.stack.state, index, 'finished', this.update)));
    }
    this.sendProgress(true);
    if (outcomes.length > 0) this.options.emit({ kind: 'outcome', jobId: this.job.id, runs: outcomes });
    this.options.emit({ kind: 'ended', jobId: this.job.id, how: 'completed' });
  }

  private outcome(group: Group, state: StackState, index: number, status: RunOutcome['status'], update: number): RunOutcome {
    const { parameters } = group.stack.runState(state, index);
    return { runId: group.records[index].run.runId, status, update, weightHash: weightHash(parameters), seconds: this.seconds };
  }

  private async evaluateIfDue(): Promise<void> {
    if (!this.evaluateAt.has(this.update)) return;
    for (const group of this.groups) {
      const due = [...group.records.entries()].filter(([, record]) => record.isTraining && record.evaluatedAt < this.update);
      if (due.length > 0) {
        await this.evaluateGroup(
          group,
          group.stack.state,
          this.update,
          due.map(([index]) => index),
        );
      }
    }
  }

  private async evaluateGroup(group: Group, state: StackState, update: number, indices: readonly number[]): Promise<void> {
    const { train: training, validation, test } = this.data.split;
    const scores = {
      train: await group.evaluator.evaluate(state.parameters, training),
      validation: await group.evaluator.evaluate(state.parameters, validation),
      test: await group.evaluator.evaluate(state.parameters, test),
    };
    const samples = samplesAfter(group.stack.feed.plan, update);
    const at = { update, samples, epoch: samples / training.length, seconds: this.seconds };
    for (const index of indices) {
      const own = {
        train: scores.train?.[index] ?? { loss: NaN, score: NaN },
        validation: scores.validation?.[index] ?? null,
        test: scores.test?.[index] ?? null,
      };
      group.records[index].evaluate(at, own, group.stack.runState(state, index).parameters);
    }
  }

  private sendProgress(isUrgent: boolean): void {
    const now = this.options.now();
    if (!isUrgent && now - this.sentAt < PROGRESS_MS) return;
    const runs = this.groups.flatMap((group) => group.records.map((record) => record.take()).filter((progress) => progress !== null));
    if (runs.length === 0) return;
    this.sentAt = now;
    this.options.emit({ kind: 'progress', jobId: this.job.id, update: this.update, runs });
  }

  private sendCheckpoint(): void {
    this.checkpointSeconds = this.seconds;
    this.sendProgress(true);
    const runs = this.groups.flatMap((group) =>
      [...group.records.entries()]
        .filter(([, record]) => record.isTraining)
        .map(([index, record]) => ({
          runId: record.run.runId,
          update: this.update,
          state: encodeCheckpoint({
            ...group.stack.runState(group.stack.state, index),
            update: this.update,
            seconds: this.seconds,
            evaluatedAt: record.evaluatedAt,
            recent: record.recent,
          }),
        })),
    );
    if (runs.length > 0) this.options.emit({ kind: 'checkpoint', jobId: this.job.id, runs });
  }

  private isTraining(): boolean {
    return this.groups.some((group) => group.records.some((record) => record.isTraining));
  }

  private isOutOfTime(): boolean {
    return this.job.seconds !== null && this.seconds >= this.job.seconds;
  }

  /** The next update at which something must happen. */
  private nextStop(): number {
    return this.job.evaluateAt.find((update) => update > this.update) ?? this.job.updates;
  }

  private bytesPerUpdate(): number {
    const { inputs, outputs } = this.job.model;
    return this.job.runs.length * this.job.batchSize * (Math.min(inputs, 64) + 1 + 3 * outputs) * 4;
  }
}

/** Position of the first update of a block with a loss or gradient norm that is not finite, or null. */
function firstNotFinite(metrics: BlockMetrics, run: number, updates: number): number | null {
  for (let index = 0; index < updates; index++) {
    if (!Number.isFinite(metrics.loss[run][index])) return index;
    if (metrics.gradientNorm[run].length > 0 && !Number.isFinite(metrics.gradientNorm[run][index])) return index;
  }
  return null;
}
