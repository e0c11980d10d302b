/** One experiment being trained: what a person can do with it, and the states it goes through until nothing is left to train. */
import { ENGINE_NAMES } from '#contract/engine-names';
import type { ExperimentState } from '#contract/experiments';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { isOver, type LiveRun, LiveRuns } from '#lab/live-runs';
import type { EnginePool } from '#lab/ports/engines';
import type { Clock } from '#lab/ports/environment';
import type { StoredRun } from '#lab/ports/store';
import { secondsByDesign } from '#lab/probes-by-design';
import type { Recorder } from '#lab/recorder';
import { StackFlow } from '#lab/stack-flow';
import { Stopwatch } from '#lab/stopwatch';
import type { TrainingData } from '#lab/training-data';
import { trainingEnd } from '#lab/training-end';
import { TrainingLog } from '#lab/training-log';

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
  readonly #flow: StackFlow;
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
    this.#countProbes();
    this.#flow = new StackFlow({
      experiment: setup,
      ...{ pool: ports.pool, data: setup.data, recorder: ports.recorder, runs: this.#runs, log: this.#log, skipped: this.#skipped },
      checkpoint: (runId) => ports.checkpoint(runId),
      mayBegin: () => this.#state === 'training' && !this.#isBlocked,
      isStopping: () => this.#state === 'stopping',
      elapsedSeconds: () => this.elapsedSeconds,
      onObstacle: (reason) => {
        // Without its data the experiment cannot go on; what trains now saves its state, so that it can be taken up again.
        this.#obstacle = reason;
        this.#log.say(reason);
        this.stop();
      },
      onEmpty: () => {
        if (this.#state !== 'over') this.#end();
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
    const training = this.#flow.secondsLeft;
    return training === null ? null : training + this.#probeSeconds;
  }

  start(): void {
    const { pool } = this.#ports;
    this.#stopwatch.start();
    this.#flow.begin();
    this.#log.enter('training', `Training on ${pool.device}. Engine: ${ENGINE_NAMES[pool.engine].title}.`);
    this.#flow.goOn();
  }

  pause(): void {
    if (this.#state !== 'training') return;
    this.#state = 'paused';
    this.#stopwatch.stop();
    this.#log.enter('paused', 'Paused.');
    this.#flow.pause();
    this.#ports.recorder.flush();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'training';
    this.#stopwatch.start();
    this.#log.enter('training', 'Going on.');
    if (!this.#isBlocked) this.#flow.resume();
    this.#flow.goOn();
  }

  stop(): void {
    if (this.#state === 'over' || this.#state === 'stopping') return;
    this.#state = 'stopping';
    this.#log.enter('stopping', 'Stopping: every run saves its state.');
    this.#flow.stop();
    this.#flow.goOn();
  }

  /** Ends the runs of a condition; those that share a stack with them go on from the checkpoint that the stop gives. */
  skip(condition: number): void {
    const { clock } = this.#ports;
    this.#skipped.add(condition);
    this.#countProbes();
    const isOfCondition = (runId: string): boolean => this.#runs.get(runId).run.condition === condition;
    for (const live of this.#runs.all()) {
      if (live.run.condition !== condition || live.status !== 'waiting') continue;
      live.status = 'stopped';
      this.#log.change({ runId: live.run.id, status: 'stopped', endedAt: clock.now() });
    }
    this.#flow.remove(isOfCondition);
    this.#log.sayOf(condition, 'skipped.');
    this.#flow.goOn();
  }

  /** Takes a skipped condition up again. Runs that are still being stopped are taken up when they have. */
  unskip(condition: number): void {
    this.#skipped.delete(condition);
    this.#countProbes();
    this.#log.sayOf(condition, 'taken up again.');
    this.#enqueue(this.#runs.all().filter((live) => live.run.condition === condition && live.status === 'stopped'));
    this.#flow.goOn();
  }

  /** More runs of the same conditions. */
  addRuns(runs: readonly StoredRun[], message: string): void {
    this.#runs.add(runs);
    this.#countProbes();
    this.#log.say(message);
    this.#enqueue(runs.map(({ id }) => this.#runs.get(id)));
    this.#flow.goOn();
  }

  /** The recorder cannot write (true), or can again (false). */
  block(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    if (this.#state !== 'training') return;
    if (isBlocked) this.#flow.pause();
    else {
      this.#flow.resume();
      this.#flow.fill();
    }
  }

  #enqueue(runs: readonly LiveRun[]): void {
    if (this.#state === 'stopping' || this.#state === 'over') return;
    this.#flow.enqueue(runs);
  }

  /** Runs that had ended before this training were asked about then. */
  #countProbes(): void {
    const asked = this.#runs.all().filter(({ run }) => !isOver(run.status) && !this.#skipped.has(run.condition));
    this.#probeSeconds = secondsByDesign(
      this.#setup,
      asked.map(({ run }) => run.condition),
    );
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
