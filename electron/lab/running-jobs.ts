/** The jobs of a training that the engine pool works on now. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Stack } from '#core/schedule/stacks';
import { trainingJob } from '#lab/job';
import type { EngineEvent, EnginePool, RunningJob, TrainingJob } from '#lab/ports/engines';
import type { TrainingData } from '#lab/training-data';

interface RunningJobsPorts {
  readonly experiment: { readonly id: string; readonly spec: ExperimentSpec };
  readonly pool: EnginePool;
  readonly data: Pick<TrainingData, 'hold' | 'release'>;
  readonly checkpoint: (runId: string) => { readonly state: Uint8Array } | null;
  readonly onEvent: (job: TrainingJob, event: EngineEvent) => void;
}

export class RunningJobs {
  readonly #ports: RunningJobsPorts;
  readonly #jobs = new Map<string, { readonly job: TrainingJob; readonly handle: RunningJob }>();
  #count = 0;

  constructor(ports: RunningJobsPorts) {
    this.#ports = ports;
  }

  get isEmpty(): boolean {
    return this.#jobs.size === 0;
  }

  get hasRoom(): boolean {
    return this.#jobs.size < this.#ports.pool.places;
  }

  /** Keeps the data of a stack ready until its job is over, and returns its id. Throws LabError where the data is gone. */
  hold(stack: Stack): string {
    return this.#ports.data.hold(stack.runs[0].condition);
  }

  make(stack: Stack, dataId: string): TrainingJob {
    const { experiment, checkpoint } = this.#ports;
    return trainingJob(`${experiment.id}-${String(this.#count++)}`, stack, experiment.spec, dataId, checkpoint);
  }

  start(job: TrainingJob): void {
    const handle = this.#ports.pool.start(job, (event) => {
      this.#ports.onEvent(job, event);
    });
    this.#jobs.set(job.id, { job, handle });
  }

  /** The pool is done with it. */
  remove(job: TrainingJob): void {
    this.#jobs.delete(job.id);
    this.#ports.data.release(job.dataId);
  }

  pause(): void {
    for (const { handle } of this.#jobs.values()) handle.pause();
  }

  resume(): void {
    for (const { handle } of this.#jobs.values()) handle.resume();
  }

  /** Those that train one of the runs chosen: every run of theirs saves its state. */
  stop(isChosen: (runId: string) => boolean): void {
    for (const { job, handle } of this.#jobs.values()) if (job.runs.some(({ runId }) => isChosen(runId))) handle.stop();
  }
}
