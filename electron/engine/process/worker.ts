/** One place of the pool: an engine process, started when first needed, watched, and replaced after it was lost. */
import type { PreparedData } from '#core/data/table';
import type { EngineId } from '#contract/engines';
import type { EngineProcessFigures, ProcessFigures } from '#contract/system';
import type { Failure } from '#core/failure';
import type { EngineEvent, RunningJob, TrainingJob } from '#lab/ports/engines';
import { costBetween, type JobCost, NO_COST } from '#engine/training/cost-meter';
import type { EngineProcess, FromEngine, StartProcess, ToEngine } from '#engine/process/protocol';

interface CurrentJob {
  readonly job: TrainingJob;
  readonly listener: (event: EngineEvent) => void;
  /** As far as its process has told. */
  cost: JobCost;
  /** Longest silence that is still believable for this job, unless a longer one is announced. */
  readonly patienceSeconds: number;
}

export interface MeasuredJob extends RunningJob {
  /** What it has cost, as far as its process has told: at its end all of it. */
  cost(): JobCost;
}

export interface WorkerOptions {
  readonly engine: EngineId;
  readonly startProcess: StartProcess;
  /** A job has cost so much more than when this was called last. */
  readonly onCost: (job: TrainingJob, cost: JobCost) => void;
}

/** A native call may last this many times longer than announced before its process counts as hung. */
const PATIENCE_FACTOR = 50;
/** An unanswered stop ends the process instead. */
const STOP_MS = 1700;

export class Worker {
  private readonly options: WorkerOptions;
  private process: EngineProcess | null = null;
  private isReady = false;
  private readonly sent = new Set<string>();
  private current: CurrentJob | null = null;
  /** Seconds without a message, counted by a timer and not by the clock, which runs on while a laptop sleeps. */
  private silentSeconds = 0;
  /** What the process announced to need for the native call it is in. */
  private busySeconds = 0;
  private stopTimer: NodeJS.Timeout | undefined;
  private readonly watch: NodeJS.Timeout;
  /** What its process last told of itself. */
  private lastFigures: ProcessFigures | null = null;

  constructor(options: WorkerOptions) {
    this.options = options;
    this.watch = setInterval(() => this.checkSilence(), 1000);
    this.watch.unref();
  }

  get isFree(): boolean {
    return this.current === null;
  }

  /** Whether its process runs and is an engine already. */
  get hasStarted(): boolean {
    return this.process !== null && this.isReady;
  }

  /** null while no process runs, and in the first second of one. */
  get figures(): EngineProcessFigures | null {
    if (this.process === null || this.lastFigures === null) return null;
    const job = this.current?.job;
    return {
      ...this.lastFigures,
      job: job === undefined ? null : { runIds: job.runs.map(({ runId }) => runId), batchSize: job.batchSize },
    };
  }

  holds(dataId: string): boolean {
    return this.sent.has(dataId);
  }

  start(job: TrainingJob, data: PreparedData, patienceSeconds: number, listener: (event: EngineEvent) => void): MeasuredJob {
    const current: CurrentJob = { job, listener, cost: NO_COST, patienceSeconds };
    this.current = current;
    this.silentSeconds = 0;
    if (!this.sent.has(job.dataId)) {
      this.post({ kind: 'data', dataId: job.dataId, data });
      this.sent.add(job.dataId);
    }
    this.post({ kind: 'start', job });
    const wish = (kind: 'train' | 'pause' | 'stop') => () => {
      if (this.current?.job !== job) return;
      this.post({ kind: 'wish', jobId: job.id, wish: kind });
      if (kind !== 'stop') return;
      clearTimeout(this.stopTimer);
      this.stopTimer = setTimeout(() => this.cutShort(job), STOP_MS);
    };
    return { pause: wish('pause'), resume: wish('train'), stop: wish('stop'), cost: () => current.cost };
  }

  forget(dataId: string): void {
    if (!this.sent.delete(dataId)) return;
    this.post({ kind: 'forget', dataId });
  }

  /** Ends the process; resolves when it is gone. A job that was running is not reported any more. */
  close(): Promise<void> {
    clearInterval(this.watch);
    clearTimeout(this.stopTimer);
    this.current = null;
    const { process } = this;
    if (process === null) return Promise.resolve();
    return new Promise((resolve) => {
      process.onExit(() => resolve());
      process.kill();
    });
  }

  private post(message: ToEngine): void {
    this.process ??= this.launch();
    this.process.post(message);
  }

  private launch(): EngineProcess {
    const process = this.options.startProcess();
    this.lastFigures = null;
    this.isReady = false;
    this.sent.clear();
    process.post({ kind: 'open', engine: this.options.engine });
    process.onMessage((message) => {
      if (this.process === process) this.hear(message);
    });
    process.onExit((reason, isOutOfMemory) => {
      if (this.process === process) this.lose(reason, isOutOfMemory);
    });
    return process;
  }

  private hear(message: FromEngine): void {
    this.silentSeconds = 0;
    this.busySeconds = message.kind === 'busy' ? message.seconds : 0;
    switch (message.kind) {
      case 'event':
        this.pass(message.event);
        break;
      case 'alive':
        this.lastFigures = message.figures;
        if (message.job !== null && message.job.id === this.current?.job.id) this.count(this.current, message.job.cost);
        break;
      case 'unusable':
        this.lose(message.reason);
        break;
      case 'ready':
        this.isReady = true;
        break;
      case 'busy':
      case 'inspecting':
      case 'inspected':
      case 'inspectionFailed':
        break;
      default:
        message satisfies never;
    }
  }

  private count(current: CurrentJob, cost: JobCost): void {
    const before = current.cost;
    current.cost = cost;
    this.options.onCost(current.job, costBetween(before, cost));
  }

  private pass(event: EngineEvent): void {
    const { current } = this;
    if (current === null || current.job.id !== event.jobId) return;
    if (event.kind === 'ended' || event.kind === 'failed') {
      this.current = null;
      clearTimeout(this.stopTimer);
    }
    current.listener(event);
  }

  private lose(reason: string, isOutOfMemory = false): void {
    this.drop();
    const { current } = this;
    if (current === null) return;
    const { engine } = this.options;
    const failure: Failure = isOutOfMemory ? { kind: 'engineMemory', engine } : { kind: 'engineLost', engine, reason };
    this.pass({ kind: 'failed', jobId: current.job.id, failure });
  }

  /** Ends a process that is too deep in a native call to hear of a stop. Its runs stand at the last checkpoint it gave. */
  private cutShort(job: TrainingJob): void {
    if (this.current?.job !== job) return;
    this.drop();
    this.pass({ kind: 'ended', jobId: job.id, how: 'stopped' });
  }

  private drop(): void {
    const dropped = this.process;
    this.process = null;
    this.sent.clear();
    dropped?.kill();
  }

  private checkSilence(): void {
    this.silentSeconds++;
    if (this.current === null) return;
    if (this.silentSeconds < Math.max(this.current.patienceSeconds, PATIENCE_FACTOR * this.busySeconds)) return;
    this.lose(`it did not answer for ${String(this.silentSeconds)} seconds.`);
  }
}
