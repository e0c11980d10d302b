/** Runs of a job that share native calls, with the records of what each did. */
import { predictsClasses } from '#core/experiment/loss';
import { largestBatch } from '#core/schedule/batch-of';
import { phaseEnd, samplesAfter } from '#core/schedule/timeline';
import type { Evaluation } from '#core/series/evaluation';
import type { RunCheckpoint, RunOutcome, StackedRun, TrainingJob } from '#lab/ports/engines';
import { encodeCheckpoint, weightHash, type Snapshot } from '#engine/training/checkpoint';
import type { Evaluator, TrainingMethod, TrainingStack } from '#engine/training/method';
import type { BlockMetrics } from '#engine/training/metrics';
import { noiseMeter, type NoiseMeter } from '#engine/training/noise-meter';
import { RunRecord } from '#engine/training/run-record';
import { decide, type Decision } from '#engine/training/watch';

/** Where a job is. */
export interface Position {
  readonly update: number;
  /** Training time of one run. */
  readonly seconds: number;
}

/** A run that ended early, with what it left. */
export interface Divergence<State> {
  readonly index: number;
  readonly update: number;
  readonly state: State;
}

/** A run about which an evaluation has decided something. */
export interface Decided {
  readonly record: RunRecord;
  /** Its position in the stack. */
  readonly index: number;
  readonly decision: Decision;
}

export class Group<State> {
  readonly records: readonly RunRecord[];
  private readonly job: TrainingJob;
  private readonly method: TrainingMethod<State>;
  private readonly stack: TrainingStack<State>;
  private readonly evaluator: Evaluator<State>;
  private readonly noise: NoiseMeter | null;
  /** Whether a run has another schedule than its stack was opened with. */
  private isRescheduled = false;

  private constructor(
    job: TrainingJob,
    method: TrainingMethod<State>,
    stack: TrainingStack<State>,
    evaluator: Evaluator<State>,
    records: readonly RunRecord[],
  ) {
    this.job = job;
    this.method = method;
    this.stack = stack;
    this.evaluator = evaluator;
    this.noise = noiseMeter(job, method.data.split.train, method.gradientSquares(job));
    this.records = records;
  }

  /** The runs of a job in as many groups as the stack limit asks for; `starts` are their states. */
  static async open<State>(job: TrainingJob, starts: readonly Snapshot[], method: TrainingMethod<State>): Promise<readonly Group<State>[]> {
    const limit = job.mostStacked ?? method.stackLimit(job.model, largestBatch(job));
    const metrics = job.everyUpdate.filter((metric) => metric !== 'accuracy' || predictsClasses(job.model.loss));
    const groups: Group<State>[] = [];
    for (let first = 0; first < job.runs.length; first += limit) {
      const runs = job.runs.slice(first, first + limit);
      const own = starts.slice(first, first + limit);
      const records = runs.map((run, index) => new RunRecord(run, own[index], metrics, job.model, job.seed));
      const stack = method.openStack(job, presentRuns(records), own);
      await stack.prepare?.(own[0].update);
      const evaluator = await method.openEvaluator(job, runs.length);
      groups.push(new Group(job, method, stack, evaluator, records));
    }
    return groups;
  }

  /**
   * The group to go on with after an evaluation: with the schedules that it has made, and without the runs that have ended as soon as
   * these are half of it, for a stack computes on for all that are in it. What has ended must have been told before.
   */
  async renewed(): Promise<Group<State>> {
    const { job, method } = this;
    const left = this.training();
    const isSmaller = left.length <= this.records.length / 2;
    if (left.length === 0 || (!isSmaller && !this.isRescheduled)) return this;
    const indices = isSmaller ? left : [...this.records.keys()];
    const records = indices.map((index) => this.records[index]);
    const runs = presentRuns(records);
    const slots = method.slotCount(runs);
    const starts = indices.map((index) => {
      const state = this.stack.runState(this.stack.state, index);
      return { ...state, slots: state.slots.slice(0, slots * state.parameters.length) };
    });
    const stack = method.openStack(job, runs, starts);
    const evaluator = isSmaller ? await method.openEvaluator(job, runs.length) : this.evaluator;
    return new Group(job, method, stack, evaluator, records);
  }

  /** Positions in the stack of the runs that still train. */
  training(): readonly number[] {
    return [...this.records.keys()].filter((index) => this.records[index].isTraining);
  }

  /** First update with another batch size; a block ends there. */
  phaseEnd(update: number): number {
    return phaseEnd(this.stack.feed.timeline, update);
  }

  /** Makes a block of updates; returns what is to be taken in when its time is known. */
  async train(fromUpdate: number, updates: number): Promise<() => Promise<readonly Divergence<State>[]>> {
    const before = this.stack.state;
    const { state, metrics } = await this.stack.train(before, fromUpdate, updates);
    this.stack.state = state;
    return () => this.takeIn(before, metrics, fromUpdate, updates);
  }

  /** Evaluates runs in a state: the present one unless told otherwise. */
  async evaluate(position: Position, indices: readonly number[], state: State = this.stack.state): Promise<readonly Evaluation[]> {
    const scores = await this.evaluator.evaluate(state);
    const samples = samplesAfter(this.stack.feed.timeline, position.update);
    const at = { ...position, samples, epoch: samples / this.method.data.split.train.length };
    const evaluations: Evaluation[] = [];
    for (const index of indices) {
      const record = this.records[index];
      const weights = this.stack.runWeights(state, index);
      const noise = this.noise === null ? {} : { noise: await this.noise(weights, record.run.replicate, position.update) };
      evaluations.push(record.evaluate(at, { ...scores[index], ...noise }, weights.parameters));
    }
    return evaluations;
  }

  /** Evaluates runs in the present state, and takes in what that decides: a run that is stopped trains no more. */
  async evaluateAndDecide(position: Position, indices: readonly number[]): Promise<readonly Decided[]> {
    const evaluations = await this.evaluate(position, indices);
    return indices.map((index, place) => {
      const record = this.records[index];
      const decision = decide(record.run, record.watch, evaluations[place]);
      record.watch = decision.watch;
      if (decision.stopped !== null) record.isTraining = false;
      if (decision.reducedRate !== null) this.isRescheduled = true;
      return { record, index, decision };
    });
  }

  outcome(index: number, status: RunOutcome['status'], position: Position, state: State = this.stack.state): RunOutcome {
    const { parameters } = this.stack.runWeights(state, index);
    return { runId: this.records[index].run.runId, status, weightHash: weightHash(parameters), ...position };
  }

  /** The states of runs, by default of those that still train, to go on from. */
  checkpoints(position: Position, indices: readonly number[] = this.training()): readonly RunCheckpoint[] {
    return indices.map((index) => {
      const { run, evaluatedAt, recent, watch } = this.records[index];
      const snapshot = { ...this.stack.runState(this.stack.state, index), ...position, evaluatedAt, recent, watch };
      const state = encodeCheckpoint(snapshot, this.method.mark);
      return { runId: run.runId, update: position.update, state };
    });
  }

  /**
   * Adds a block to the records. A run with a loss or gradient that is not finite ends there: the block is made again up to
   * that update, because the weights to keep are those before it, however the updates were cut into blocks.
   */
  private async takeIn(before: State, metrics: BlockMetrics, fromUpdate: number, updates: number): Promise<readonly Divergence<State>[]> {
    const diverged: Divergence<State>[] = [];
    for (const index of this.training()) {
      const failed = firstNotFinite(metrics, index, updates);
      this.records[index].add(metrics, index, failed === null ? updates : failed + 1);
      if (failed === null) continue;
      this.records[index].isTraining = false;
      const state = failed === 0 ? before : (await this.stack.train(before, fromUpdate, failed)).state;
      diverged.push({ index, update: fromUpdate + failed, state });
    }
    return diverged;
  }
}

function presentRuns(records: readonly RunRecord[]): readonly StackedRun[] {
  return records.map((record) => record.current);
}

/** Position of the first update of a block with a loss or gradient norm that is not finite, or null. */
function firstNotFinite(metrics: BlockMetrics, run: number, updates: number): number | null {
  for (let index = 0; index < updates; index++) {
    if (!Number.isFinite(metrics.loss[run][index])) return index;
    if (metrics.gradientNorm[run].length > 0 && !Number.isFinite(metrics.gradientNorm[run][index])) return index;
  }
  return null;
}
