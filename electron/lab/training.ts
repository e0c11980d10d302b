/** One experiment being trained: hands stacks to the places of an engine pool and turns what comes back into records. */
import { describe, type Failure, failureOf } from '#core/failure';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { type PendingRun, type Stack, stackRuns, type StackingRules } from '#core/schedule/stacks';
import type { ExperimentState } from '#contract/experiments';
import { conditionName, trainingJob } from '#lab/job';
import { isOver, type LiveRun, LiveRuns } from '#lab/live-runs';
import { noticeWords, stopWords } from '#lab/notices';
import { remainingCost, stackingRules } from '#lab/pace';
import type { EngineEvent, EnginePool, RunningJob, TrainingJob } from '#lab/ports/engines';
import type { Clock } from '#lab/ports/environment';
import type { StoredRun } from '#lab/ports/store';
import type { Recorder } from '#lab/recorder';
import { Stopwatch } from '#lab/stopwatch';
import type { TrainingData } from '#lab/training-data';

/** How often a run is taken up again after its engine process died, before it is given up. */
const MOST_LOSSES = 3;
/** Memory that ran out once may be there when other stacks have finished; twice, it is not. */
const MOST_MEMORY_LOSSES = 2;

function mostLosses(failure: Failure): number {
  if (failure.kind === 'engineLost') return MOST_LOSSES;
  return failure.kind === 'engineMemory' ? MOST_MEMORY_LOSSES : 0;
}

export interface TrainingSetup {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly conditions: readonly Condition[];
  readonly runs: readonly StoredRun[];
  /** Indices of conditions that are not trained. */
  readonly skipped: readonly number[];
  readonly data: Pick<TrainingData, 'hold' | 'release'>;
}

export interface TrainingPorts {
  readonly pool: EnginePool;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Update of the stored checkpoint of a run, and the checkpoint itself. */
  checkpoint(runId: string): { readonly update: number; readonly state: Uint8Array } | null;
  /** All jobs are over; the state has been handed to the recorder. */
  onEnd(state: ExperimentState): void;
}

export class Training {
  readonly id: string;
  readonly #setup: TrainingSetup;
  readonly #ports: TrainingPorts;
  readonly #runs: LiveRuns;
  readonly #skipped: Set<number>;
  readonly #stopwatch: Stopwatch;
  readonly #jobs = new Map<string, { readonly job: TrainingJob; readonly handle: RunningJob }>();
  readonly #rules: StackingRules;
  #queue: Stack[] = [];
  #state: 'training' | 'paused' | 'stopping' | 'over' = 'training';
  /** Jobs wait while the recorder cannot write. */
  #isBlocked = false;
  #jobCount = 0;
  /** Notices that the event log has already. */
  readonly #noticed = new Set<string>();
  /** Why no further job could be started. */
  #obstacle: string | null = null;
  /** The runs as they were when this training began. */
  #atStart: readonly StoredRun[] = [];

  constructor(setup: TrainingSetup, ports: TrainingPorts) {
    this.id = setup.id;
    this.#setup = setup;
    this.#ports = ports;
    this.#rules = stackingRules(ports.pool);
    this.#runs = new LiveRuns(setup.runs);
    this.#skipped = new Set(setup.skipped);
    this.#stopwatch = new Stopwatch(ports.clock);
  }

  get state(): 'training' | 'paused' | 'stopping' | 'over' {
    return this.#state;
  }

  /** Runs as they are now, ahead of the store by at most one batch. */
  get runs(): readonly StoredRun[] {
    return this.#runs.asStored();
  }

  start(): void {
    const { recorder, pool } = this.#ports;
    this.#stopwatch.start();
    this.#queue = [...stackRuns(this.#pending(this.#runs.all()), this.#rules)];
    this.#atStart = this.runs;
    this.#record({ state: 'training', message: `Training on ${pool.device} (engine ${pool.engine}).` });
    recorder.flush();
    this.#fill();
  }

  pause(): void {
    if (this.#state !== 'training') return;
    this.#state = 'paused';
    this.#stopwatch.stop();
    this.#record({ state: 'paused', message: 'Paused.' });
    for (const { handle } of this.#jobs.values()) handle.pause();
    this.#ports.recorder.flush();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'training';
    this.#stopwatch.start();
    this.#record({ state: 'training', message: 'Going on.' });
    if (!this.#isBlocked) for (const { handle } of this.#jobs.values()) handle.resume();
    this.#ports.recorder.flush();
    this.#fill();
  }

  stop(): void {
    if (this.#state === 'over' || this.#state === 'stopping') return;
    this.#state = 'stopping';
    this.#queue = [];
    this.#record({ state: 'stopping', message: 'Stopping: every run saves its state.' });
    for (const { handle } of this.#jobs.values()) handle.stop();
    this.#ports.recorder.flush();
    this.#fill();
  }

  get skipped(): readonly number[] {
    return [...this.#skipped];
  }

  /** Ends the runs of a condition; those that share a stack with them go on from the checkpoint that the stop gives. */
  skip(condition: number): void {
    const { recorder, clock } = this.#ports;
    this.#skipped.add(condition);
    const isOfCondition = (runId: string): boolean => this.#runs.get(runId).run.condition === condition;
    this.#queue = this.#queue.flatMap((stack) => {
      const runs = stack.runs.filter(({ runId }) => !isOfCondition(runId));
      return runs.length === 0 ? [] : [{ ...stack, runs }];
    });
    for (const live of this.#runs.all()) {
      if (live.run.condition !== condition || live.status !== 'waiting') continue;
      live.status = 'stopped';
      recorder.add({ runs: [{ runId: live.run.id, status: 'stopped', endedAt: clock.now() }] });
    }
    for (const { job, handle } of this.#jobs.values()) {
      if (job.runs.some(({ runId }) => isOfCondition(runId) && !isOver(this.#runs.get(runId).status))) handle.stop();
    }
    this.#record({ message: `${conditionName(this.#setup.conditions[condition])}: skipped.` });
    recorder.flush();
    this.#fill();
  }

  /** Takes a skipped condition up again. Runs that are still being stopped are taken up when they have. */
  unskip(condition: number): void {
    this.#skipped.delete(condition);
    this.#record({ message: `${conditionName(this.#setup.conditions[condition])}: taken up again.` });
    this.#enqueue(this.#runs.all().filter((live) => live.run.condition === condition && live.status === 'stopped'));
    this.#ports.recorder.flush();
    this.#fill();
  }

  /** More runs of the same conditions. */
  addRuns(runs: readonly StoredRun[], message: string): void {
    this.#runs.add(runs);
    this.#atStart = [...this.#atStart, ...runs];
    this.#record({ message });
    this.#enqueue(runs.map(({ id }) => this.#runs.get(id)));
    this.#ports.recorder.flush();
    this.#fill();
  }

  #enqueue(runs: readonly LiveRun[]): void {
    if (this.#state === 'stopping' || this.#state === 'over') return;
    const { recorder } = this.#ports;
    const pending = this.#pending(runs);
    for (const { runId } of pending) recorder.add({ runs: [{ runId, status: 'waiting' }] });
    this.#queue = [...this.#queue, ...stackRuns(pending, this.#rules)];
  }

  /** The recorder cannot write (true), or can again (false). */
  block(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    if (this.#state !== 'training') return;
    for (const { handle } of this.#jobs.values()) {
      if (isBlocked) handle.pause();
      else handle.resume();
    }
    if (!isBlocked) this.#fill();
  }

  get elapsedSeconds(): number {
    return this.#stopwatch.seconds;
  }

  /** Time left at the pace so far; before much was done, what the engine's measurements predict. */
  get remainingSeconds(): number | null {
    const remaining = this.#cost(this.runs);
    const done = this.#cost(this.#atStart) - remaining;
    if (done > 0.02 * (done + remaining) && this.elapsedSeconds > 0.5) return (this.elapsedSeconds * remaining) / done;
    const { pool } = this.#ports;
    const isMeasured = this.#setup.conditions.every((one) => pool.secondsPerUpdate(one.model, one.batchSize, 1) !== null);
    return isMeasured ? remaining / pool.places : null;
  }

  #cost(runs: readonly StoredRun[]): number {
    const { conditions, spec } = this.#setup;
    return remainingCost(runs, conditions, spec.replicates, this.#rules);
  }

  /** What each run goes on from. Runs that were stopped or cut off start again at their last checkpoint. */
  #pending(runs: readonly LiveRun[]): readonly PendingRun[] {
    return runs
      .filter((live) => !isOver(live.status) && !this.#skipped.has(live.run.condition))
      .map((live) => {
        const fromUpdate = this.#ports.checkpoint(live.run.id)?.update ?? 0;
        live.status = 'waiting';
        live.update = fromUpdate;
        return { runId: live.run.id, condition: this.#setup.conditions[live.run.condition], replicate: live.run.replicate, fromUpdate };
      });
  }

  /** Starts jobs while there are places and stacks; ends the training when nothing is left. */
  #fill(): void {
    while (this.#state === 'training' && !this.#isBlocked && this.#jobs.size < this.#ports.pool.places && this.#queue.length > 0) {
      const [stack, ...rest] = this.#queue;
      this.#queue = rest;
      this.#startJob(stack);
    }
    if (this.#state === 'over' || this.#jobs.size > 0 || this.#queue.length > 0) return;
    this.#end();
  }

  #startJob(stack: Stack): void {
    const { pool, recorder, clock } = this.#ports;
    const { spec, data } = this.#setup;
    let dataId: string;
    try {
      dataId = data.hold(stack.runs[0].condition);
    } catch (error) {
      // Without its data the experiment cannot go on; what trains now saves its state, so that it can be taken up again.
      this.#obstacle = describe(failureOf(error));
      this.#record({ message: this.#obstacle });
      this.stop();
      return;
    }
    const job = trainingJob(`${this.id}-${String(this.#jobCount++)}`, stack, spec, dataId, (runId) => this.#ports.checkpoint(runId));
    const startedAt = clock.now();
    for (const { runId } of stack.runs) {
      Object.assign(this.#runs.get(runId), { status: 'training', engine: pool.engine, device: pool.device });
      recorder.add({ runs: [{ runId, status: 'training', engine: pool.engine, device: pool.device, startedAt }] });
    }
    const handle = pool.start(job, (event) => {
      this.#receive(job, event);
    });
    this.#jobs.set(job.id, { job, handle });
  }

  #receive(job: TrainingJob, event: EngineEvent): void {
    const { recorder } = this.#ports;
    switch (event.kind) {
      case 'progress':
        for (const progress of event.runs) {
          const live = this.#runs.get(progress.runId);
          live.update = event.update;
          live.seconds = progress.evaluations.at(-1)?.seconds ?? live.seconds;
          recorder.add({ progress: [progress], runs: [{ runId: progress.runId, update: live.update, seconds: live.seconds }] });
        }
        return;
      case 'checkpoint':
        recorder.add({ checkpoints: event.runs });
        return;
      case 'snapshot':
        recorder.add({ snapshots: event.runs });
        return;
      case 'outcome':
        for (const { runId, status, update, weightHash, seconds, stopped } of event.runs) {
          Object.assign(this.#runs.get(runId), { status, update, seconds, weightHash });
          recorder.add({ runs: [{ runId, status, update, weightHash, seconds, endedAt: this.#ports.clock.now() }] });
          if (status === 'diverged')
            this.#record({
              message: `${this.#nameOf(runId)} diverged at update ${update.toLocaleString('en-US')}: its numbers are no longer finite.`,
            });
          if (stopped !== undefined)
            this.#record({
              message: `${this.#nameOf(runId)} stopped early at update ${update.toLocaleString('en-US')}: ${stopWords(stopped)}`,
            });
        }
        return;
      case 'notice': {
        const message = noticeWords(event.notice, (runId) => this.#nameOf(runId));
        // Every stack of a condition says the same of its batches.
        if (!this.#noticed.has(message)) this.#record({ message });
        this.#noticed.add(message);
        return;
      }
      case 'ended':
        this.#finishJob(job, event.how);
        return;
      case 'failed':
        this.#failJob(job, event.failure);
        return;
      default:
        event satisfies never;
    }
  }

  #finishJob(job: TrainingJob, how: 'completed' | 'stopped'): void {
    this.#jobs.delete(job.id);
    this.#setup.data.release(job.dataId);
    const { recorder, clock } = this.#ports;
    if (how === 'stopped') {
      // The checkpoints that came with the stop are what the others go on from.
      recorder.flush();
      const others: LiveRun[] = [];
      for (const { runId } of job.runs) {
        const live = this.#runs.get(runId);
        if (isOver(live.status)) continue;
        if (this.#state !== 'stopping' && !this.#skipped.has(live.run.condition)) {
          others.push(live);
          continue;
        }
        live.status = 'stopped';
        recorder.add({ runs: [{ runId, status: 'stopped', update: live.update, seconds: live.seconds, endedAt: clock.now() }] });
      }
      this.#enqueue(others);
    } else {
      const condition = this.#setup.conditions[this.#runs.get(job.runs[0].runId).run.condition];
      const seeds = `${String(job.runs.length)} ${job.runs.length === 1 ? 'seed' : 'seeds'}`;
      this.#record({ message: `${conditionName(condition)}: ${seeds} finished.` });
    }
    recorder.flush();
    this.#fill();
  }

  /** The engine process died or hung: say so, and take its runs up again from their checkpoints. */
  #failJob(job: TrainingJob, failure: Failure): void {
    this.#jobs.delete(job.id);
    this.#setup.data.release(job.dataId);
    const { recorder } = this.#ports;
    recorder.flush();
    const again: LiveRun[] = [];
    for (const { runId } of job.runs) {
      const live = this.#runs.get(runId);
      if (isOver(live.status)) continue;
      if (this.#skipped.has(live.run.condition)) {
        live.status = 'stopped';
        recorder.add({ runs: [{ runId, status: 'stopped' }] });
        continue;
      }
      live.losses++;
      const mayRetry = this.#state !== 'stopping' && live.losses < mostLosses(failure);
      live.status = mayRetry ? 'waiting' : this.#state === 'stopping' ? 'interrupted' : 'failed';
      recorder.add({ runs: [{ runId, status: live.status }] });
      if (mayRetry) again.push(live);
    }
    this.#record({ message: describe(failure) });
    if (again.length > 0) {
      this.#record({ message: `Going on from the last checkpoint of ${String(again.length)} ${again.length === 1 ? 'run' : 'runs'}.` });
      this.#queue = [...stackRuns(this.#pending(again), this.#rules), ...this.#queue];
    }
    recorder.flush();
    this.#fill();
  }

  #end(): void {
    const wasStopping = this.#state === 'stopping';
    this.#state = 'over';
    this.#stopwatch.stop();
    const runs = this.#runs.all();
    const isCutOff = this.#obstacle !== null && runs.some((live) => !isOver(live.status));
    const state: ExperimentState = isCutOff
      ? 'failed'
      : wasStopping && runs.some((live) => !isOver(live.status) && !this.#skipped.has(live.run.condition))
        ? 'stopped'
        : runs.some((live) => live.status === 'failed')
          ? 'failed'
          : 'finished';
    const message =
      state === 'finished'
        ? 'Finished.'
        : state === 'stopped'
          ? 'Stopped. Resume to go on from here.'
          : isCutOff
            ? 'It cannot go on. Resume it once that is mended.'
            : 'Ended: some runs could not be trained. Resume to try them again.';
    this.#record({ state, message, endedAt: this.#ports.clock.now() });
    this.#ports.recorder.flush();
    this.#ports.onEnd(state);
  }

  #record(change: { readonly state?: ExperimentState; readonly message: string; readonly endedAt?: number }): void {
    const { recorder, clock } = this.#ports;
    recorder.add({ events: [{ experimentId: this.id, at: clock.now(), message: change.message }] });
    if (change.state !== undefined) recorder.add({ experiments: [{ id: this.id, state: change.state, endedAt: change.endedAt ?? null }] });
  }

  #nameOf(runId: string): string {
    const { run } = this.#runs.get(runId);
    return `${conditionName(this.#setup.conditions[run.condition])}, seed ${String(run.replicate + 1)}`;
  }
}
