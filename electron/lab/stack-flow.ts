/** The way of a training's stacks: they wait, train at a place of the engine pool, and end there or are taken up again. */
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { describe, type Failure, failureOf } from '#core/failure';
import type { Stack } from '#core/schedule/stacks';
import { afterFailure, afterStop } from '#lab/after-job';
import { isOver, type LiveRun, type LiveRuns } from '#lab/live-runs';
import { stackingRules } from '#lab/pace';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import type { Recorder } from '#lab/recorder';
import { RunningJobs } from '#lab/running-jobs';
import { TimeLeft } from '#lab/time-left';
import type { TrainingData } from '#lab/training-data';
import type { TrainingLog } from '#lab/training-log';
import { WaitingStacks } from '#lab/waiting-stacks';

export interface StackFlowPorts {
  readonly experiment: { readonly id: string; readonly spec: ExperimentSpec; readonly conditions: readonly Condition[] };
  readonly pool: EnginePool;
  readonly data: Pick<TrainingData, 'hold' | 'release'>;
  readonly recorder: Recorder;
  readonly runs: LiveRuns;
  readonly log: TrainingLog;
  /** Indices of conditions that are not trained. */
  readonly skipped: ReadonlySet<number>;
  readonly checkpoint: (runId: string) => { readonly update: number; readonly state: Uint8Array } | null;
  /** Whether stacks that wait may begin. */
  readonly mayBegin: () => boolean;
  /** Whether a person has ended it: no run is taken up again. */
  readonly isStopping: () => boolean;
  /** By the training's stopwatch. */
  readonly elapsedSeconds: () => number;
  /** No stack can begin any more, for this reason. */
  readonly onObstacle: (reason: string) => void;
  /** Nothing waits and nothing trains. */
  readonly onEmpty: () => void;
}

export class StackFlow {
  readonly #ports: StackFlowPorts;
  readonly #waiting: WaitingStacks;
  readonly #jobs: RunningJobs;
  readonly #timeLeft: TimeLeft;

  constructor(ports: StackFlowPorts) {
    const { experiment, pool, data, skipped, checkpoint } = ports;
    this.#ports = ports;
    this.#timeLeft = new TimeLeft(pool);
    this.#waiting = new WaitingStacks({
      conditions: experiment.conditions,
      rules: stackingRules(pool),
      checkpoint,
      isSkipped: (condition) => skipped.has(condition),
    });
    this.#jobs = new RunningJobs({
      ...{ experiment, pool, data, checkpoint },
      onEvent: (job, event) => {
        this.#receive(job, event);
      },
    });
  }

  /** Until all stacks have trained; null before anything was measured or seen. */
  get secondsLeft(): number | null {
    return this.#timeLeft.seconds(this.#waiting.stacks, (runId) => {
      const { status, seconds } = this.#ports.runs.get(runId);
      return status === 'training' ? seconds : null;
    });
  }

  /** All runs that have something left to train. */
  begin(): void {
    this.#waiting.add(this.#ports.runs.all());
  }

  /** Further runs, behind those that wait. */
  enqueue(runs: readonly LiveRun[]): void {
    for (const { runId } of this.#waiting.add(runs)) this.#ports.log.change({ runId, status: 'waiting' });
  }

  pause(): void {
    this.#jobs.pause();
  }

  resume(): void {
    this.#jobs.resume();
  }

  /** Nothing waits any longer, and what trains saves its state. */
  stop(): void {
    this.#waiting.clear();
    this.#jobs.stop(() => true);
  }

  /** Takes runs out: those that wait at once, those that train when all runs of their stack have saved their state. */
  remove(isRemoved: (runId: string) => boolean): void {
    this.#waiting.remove(isRemoved);
    this.#jobs.stop((runId) => isRemoved(runId) && !isOver(this.#ports.runs.get(runId).status));
  }

  /** What happened is written; then places that are free get work. */
  goOn(): void {
    this.#ports.recorder.flush();
    this.fill();
  }

  /** Starts jobs while there are places and stacks; tells when nothing is left. */
  fill(): void {
    while (this.#ports.mayBegin() && this.#jobs.hasRoom) {
      const stack = this.#waiting.take();
      if (stack === undefined) break;
      this.#start(stack);
    }
    if (this.#jobs.isEmpty && this.#waiting.isEmpty) this.#ports.onEmpty();
  }

  #start(stack: Stack): void {
    const { log, pool, onObstacle } = this.#ports;
    let dataId: string;
    try {
      dataId = this.#jobs.hold(stack);
    } catch (error) {
      onObstacle(describe(failureOf(error)));
      return;
    }
    const job = this.#jobs.make(stack, dataId);
    log.begin(
      job.runs.map(({ runId }) => runId),
      pool,
    );
    this.#timeLeft.started(job.id, stack);
    this.#jobs.start(job);
  }

  #receive(job: TrainingJob, event: EngineEvent): void {
    if (event.kind === 'ended') this.#finish(job, event.how);
    else if (event.kind === 'failed') this.#fail(job, event.failure);
    else {
      if (event.kind === 'progress') this.#timeLeft.progressed(job.id, event.update, this.#ports.elapsedSeconds());
      this.#ports.log.report(event);
    }
  }

  #finish(job: TrainingJob, how: 'completed' | 'stopped'): void {
    const { recorder } = this.#ports;
    this.#jobs.remove(job);
    this.#timeLeft.ended(job.id);
    if (how === 'completed') {
      this.#sayFinished(job);
      recorder.hurry();
      this.fill();
      return;
    }
    // The checkpoints that came with the stop are what the others go on from.
    recorder.flush();
    this.enqueue(afterStop(job, this.#now()));
    this.goOn();
  }

  /** Runs of several conditions may train together. Those that diverged were told when they did. */
  #sayFinished(job: TrainingJob): void {
    const { runs, log } = this.#ports;
    const finished = job.runs.map(({ runId }) => runs.get(runId).run).filter(({ status }) => status !== 'diverged');
    for (const [condition, { length }] of Map.groupBy(finished, (run) => run.condition)) {
      log.sayOf(condition, `${String(length)} ${length === 1 ? 'seed' : 'seeds'} finished.`);
    }
  }

  /** Says so, and takes the runs of the job up again from their checkpoints. */
  #fail(job: TrainingJob, failure: Failure): void {
    const { recorder, log } = this.#ports;
    this.#jobs.remove(job);
    this.#timeLeft.ended(job.id);
    recorder.flush();
    const again = afterFailure(job, failure, this.#now());
    log.say(describe(failure));
    if (again.length > 0) {
      log.say(`Going on from the last checkpoint of ${String(again.length)} ${again.length === 1 ? 'run' : 'runs'}.`);
      this.#waiting.addFirst(again);
    }
    this.goOn();
  }

  #now(): Parameters<typeof afterStop>[1] {
    const { runs, log, isStopping, skipped } = this.#ports;
    return { runs, log, isStopping: isStopping(), skipped };
  }
}
