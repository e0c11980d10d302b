/** One experiment being trained: hands stacks to the places of an engine pool until nothing is left, or a person stops it. */
import { ENGINE_NAMES } from '#contract/engine-names';
import type { ExperimentState } from '#contract/experiments';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { describe, type Failure, failureOf } from '#core/failure';
import type { Stack } from '#core/schedule/stacks';
import { afterFailure, afterStop } from '#lab/after-job';
import { isOver, type LiveRun, LiveRuns } from '#lab/live-runs';
import { stackingRules } from '#lab/pace';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import type { Clock } from '#lab/ports/environment';
import type { StoredRun } from '#lab/ports/store';
import { secondsByDesign } from '#lab/probes-by-design';
import type { Recorder } from '#lab/recorder';
import { RunningJobs } from '#lab/running-jobs';
import { Stopwatch } from '#lab/stopwatch';
import { TimeLeft } from '#lab/time-left';
import type { TrainingData } from '#lab/training-data';
import { trainingEnd } from '#lab/training-end';
import { TrainingLog } from '#lab/training-log';
import { WaitingStacks } from '#lab/waiting-stacks';

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
  readonly #setup: Pick<TrainingSetup, 'spec' | 'conditions'>;
  readonly #ports: TrainingPorts;
  readonly #runs: LiveRuns;
  readonly #log: TrainingLog;
  readonly #skipped: Set<number>;
  readonly #stopwatch: Stopwatch;
  readonly #waiting: WaitingStacks;
  readonly #jobs: RunningJobs;
  readonly #timeLeft: TimeLeft;
  /** What the design asks about the runs of this training will take after it. */
  #probeSeconds = 0;
  #state: 'training' | 'paused' | 'stopping' | 'over' = 'training';
  /** Jobs wait while the recorder cannot write. */
  #isBlocked = false;
  /** Why no further job could be started. */
  #obstacle: string | null = null;

  constructor(setup: TrainingSetup, ports: TrainingPorts) {
    this.id = setup.id;
    this.#setup = setup;
    this.#ports = ports;
    this.#runs = new LiveRuns(setup.runs);
    this.#log = new TrainingLog(setup, this.#runs, ports);
    this.#skipped = new Set(setup.skipped);
    this.#stopwatch = new Stopwatch(ports.clock);
    this.#timeLeft = new TimeLeft(ports.pool);
    this.#countProbes();
    const checkpoint = (runId: string): ReturnType<TrainingPorts['checkpoint']> => ports.checkpoint(runId);
    this.#waiting = new WaitingStacks({
      conditions: setup.conditions,
      rules: stackingRules(ports.pool),
      checkpoint,
      isSkipped: (condition) => this.#skipped.has(condition),
    });
    this.#jobs = new RunningJobs({
      experiment: setup,
      pool: ports.pool,
      data: setup.data,
      checkpoint,
      onEvent: (job, event) => {
        this.#receive(job, event);
      },
    });
  }

  get state(): 'training' | 'paused' | 'stopping' | 'over' {
    return this.#state;
  }

  /** Runs as they are now, ahead of the store by at most one batch. */
  get runs(): readonly StoredRun[] {
    return this.#runs.asStored();
  }

  get skipped(): readonly number[] {
    return [...this.#skipped];
  }

  get elapsedSeconds(): number {
    return this.#stopwatch.seconds;
  }

  /** With what the probes of the design take after the training. */
  get remainingSeconds(): number | null {
    const training = this.#timeLeft.seconds(this.#waiting.stacks, (runId) => {
      const { status, seconds } = this.#runs.get(runId);
      return status === 'training' ? seconds : null;
    });
    return training === null ? null : training + this.#probeSeconds;
  }

  start(): void {
    const { pool } = this.#ports;
    this.#stopwatch.start();
    this.#waiting.add(this.#runs.all());
    this.#log.enter('training', `Training on ${pool.device}. Engine: ${ENGINE_NAMES[pool.engine].title}.`);
    this.#goOn();
  }

  pause(): void {
    if (this.#state !== 'training') return;
    this.#state = 'paused';
    this.#stopwatch.stop();
    this.#log.enter('paused', 'Paused.');
    this.#jobs.pause();
    this.#ports.recorder.flush();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'training';
    this.#stopwatch.start();
    this.#log.enter('training', 'Going on.');
    if (!this.#isBlocked) this.#jobs.resume();
    this.#goOn();
  }

  stop(): void {
    if (this.#state === 'over' || this.#state === 'stopping') return;
    this.#state = 'stopping';
    this.#waiting.clear();
    this.#log.enter('stopping', 'Stopping: every run saves its state.');
    this.#jobs.stop(() => true);
    this.#goOn();
  }

  /** Ends the runs of a condition; those that share a stack with them go on from the checkpoint that the stop gives. */
  skip(condition: number): void {
    const { clock } = this.#ports;
    this.#skipped.add(condition);
    this.#countProbes();
    const isOfCondition = (runId: string): boolean => this.#runs.get(runId).run.condition === condition;
    this.#waiting.remove(isOfCondition);
    for (const live of this.#runs.all()) {
      if (live.run.condition !== condition || live.status !== 'waiting') continue;
      live.status = 'stopped';
      this.#log.change({ runId: live.run.id, status: 'stopped', endedAt: clock.now() });
    }
    this.#jobs.stop((runId) => isOfCondition(runId) && !isOver(this.#runs.get(runId).status));
    this.#log.sayOf(condition, 'skipped.');
    this.#goOn();
  }

  /** Takes a skipped condition up again. Runs that are still being stopped are taken up when they have. */
  unskip(condition: number): void {
    this.#skipped.delete(condition);
    this.#countProbes();
    this.#log.sayOf(condition, 'taken up again.');
    this.#enqueue(this.#runs.all().filter((live) => live.run.condition === condition && live.status === 'stopped'));
    this.#goOn();
  }

  /** More runs of the same conditions. */
  addRuns(runs: readonly StoredRun[], message: string): void {
    this.#runs.add(runs);
    this.#countProbes();
    this.#log.say(message);
    this.#enqueue(runs.map(({ id }) => this.#runs.get(id)));
    this.#goOn();
  }

  /** The recorder cannot write (true), or can again (false). */
  block(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    if (this.#state !== 'training') return;
    if (isBlocked) this.#jobs.pause();
    else {
      this.#jobs.resume();
      this.#fill();
    }
  }

  #enqueue(runs: readonly LiveRun[]): void {
    if (this.#state === 'stopping' || this.#state === 'over') return;
    for (const { runId } of this.#waiting.add(runs)) this.#log.change({ runId, status: 'waiting' });
  }

  /** Runs that had ended before this training were asked about then. */
  #countProbes(): void {
    const asked = this.#runs.all().filter(({ run }) => !isOver(run.status) && !this.#skipped.has(run.condition));
    this.#probeSeconds = secondsByDesign(
      this.#setup,
      asked.map(({ run }) => run.condition),
    );
  }

  /** What happened is written; then places that are free get work. */
  #goOn(): void {
    this.#ports.recorder.flush();
    this.#fill();
  }

  /** Starts jobs while there are places and stacks; ends the training when nothing is left. */
  #fill(): void {
    while (this.#state === 'training' && !this.#isBlocked && this.#jobs.hasRoom) {
      const stack = this.#waiting.take();
      if (stack === undefined) break;
      this.#startJob(stack);
    }
    if (this.#state !== 'over' && this.#jobs.isEmpty && this.#waiting.isEmpty) this.#end();
  }

  #startJob(stack: Stack): void {
    let dataId: string;
    try {
      dataId = this.#jobs.hold(stack);
    } catch (error) {
      // Without its data the experiment cannot go on; what trains now saves its state, so that it can be taken up again.
      this.#obstacle = describe(failureOf(error));
      this.#log.say(this.#obstacle);
      this.stop();
      return;
    }
    const job = this.#jobs.make(stack, dataId);
    this.#log.begin(
      job.runs.map(({ runId }) => runId),
      this.#ports.pool,
    );
    this.#timeLeft.started(job.id, stack);
    this.#jobs.start(job);
  }

  #receive(job: TrainingJob, event: EngineEvent): void {
    if (event.kind === 'ended') this.#finishJob(job, event.how);
    else if (event.kind === 'failed') this.#failJob(job, event.failure);
    else {
      if (event.kind === 'progress') this.#timeLeft.progressed(job.id, event.update, this.elapsedSeconds);
      this.#log.report(event);
    }
  }

  #finishJob(job: TrainingJob, how: 'completed' | 'stopped'): void {
    this.#jobs.remove(job);
    this.#timeLeft.ended(job.id);
    if (how === 'stopped') {
      // The checkpoints that came with the stop are what the others go on from.
      this.#ports.recorder.flush();
      this.#enqueue(afterStop(job, this.#now()));
    } else {
      this.#sayFinished(job);
      this.#ports.recorder.hurry();
      this.#fill();
      return;
    }
    this.#goOn();
  }

  /** Runs of several conditions may train together. Those that diverged were told when they did. */
  #sayFinished(job: TrainingJob): void {
    const finished = job.runs.map(({ runId }) => this.#runs.get(runId).run).filter(({ status }) => status !== 'diverged');
    for (const [condition, { length }] of Map.groupBy(finished, (run) => run.condition)) {
      this.#log.sayOf(condition, `${String(length)} ${length === 1 ? 'seed' : 'seeds'} finished.`);
    }
  }

  /** Says so, and takes the runs of the job up again from their checkpoints. */
  #failJob(job: TrainingJob, failure: Failure): void {
    this.#jobs.remove(job);
    this.#timeLeft.ended(job.id);
    this.#ports.recorder.flush();
    const again = afterFailure(job, failure, this.#now());
    this.#log.say(describe(failure));
    if (again.length > 0) {
      this.#log.say(`Going on from the last checkpoint of ${String(again.length)} ${again.length === 1 ? 'run' : 'runs'}.`);
      this.#waiting.addFirst(again);
    }
    this.#goOn();
  }

  #now(): Parameters<typeof afterStop>[1] {
    return { runs: this.#runs, log: this.#log, isStopping: this.#state === 'stopping', skipped: this.#skipped };
  }

  #end(): void {
    const how = { wasStopped: this.#state === 'stopping', isObstructed: this.#obstacle !== null, skipped: this.#skipped };
    this.#state = 'over';
    this.#stopwatch.stop();
    const { state, message } = trainingEnd(this.#runs.all(), how);
    this.#log.enter(state, message);
    const { recorder } = this.#ports;
    // Whoever stops may be about to quit, and does not wait for a disk that is full.
    if (how.wasStopped) {
      recorder.flush();
      this.#ports.onEnd(state);
    } else recorder.hurry(() => this.#ports.onEnd(state));
  }
}
