/** An engine that trains nothing: tests say what it reports and when. For the scheduler only; numbers come from the real engine. */
import type { Engines, EngineEvent, EnginePool, RunningJob, TrainingJob } from '#lab/ports/engines';

export interface ScriptedJob {
  readonly job: TrainingJob;
  readonly emit: (event: EngineEvent) => void;
  /** 'pause', 'resume' and 'stop' in the order in which they were asked. */
  readonly asked: string[];
}

export class ScriptedPool implements EnginePool {
  readonly engine = 'onnx-cpu' as const;
  readonly device = 'a scripted device';
  readonly version = '1.0';
  readonly places: number;
  readonly jobs: ScriptedJob[] = [];
  readonly provided = new Set<string>();

  constructor(places = 1) {
    this.places = places;
  }
  stackLimit(): number {
    return 16;
  }
  secondsPerUpdate(): number {
    return 1e-3;
  }
  secondsPerEvaluation(): number {
    return 0;
  }
  secondsPerStop(): number {
    return 0;
  }
  secondsPerStack(): number {
    return 0;
  }
  secondsToStart(): number {
    return 0;
  }
  provide(dataId: string): void {
    this.provided.add(dataId);
  }
  forget(dataId: string): void {
    this.provided.delete(dataId);
  }
  start(job: TrainingJob, listener: (event: EngineEvent) => void): RunningJob {
    const asked: string[] = [];
    this.jobs.push({ job, emit: listener, asked });
    return { pause: () => asked.push('pause'), resume: () => asked.push('resume'), stop: () => asked.push('stop') };
  }
  processes(): [] {
    return [];
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function scriptedEngines(pool: EnginePool): Engines {
  return {
    report: () => Promise.resolve([]),
    candidates: () => Promise.resolve([{ engine: pool.engine, calibrated: pool, costs: pool }]),
    open: () => Promise.resolve(pool),
    inspector: () => ({
      start: () => undefined,
      provide: () => undefined,
      forget: () => undefined,
      inspect: () => Promise.reject(new Error('a scripted engine looks at nothing')),
      rest: () => Promise.resolve(),
    }),
    close: () => Promise.resolve(),
  };
}

/** Plays a job to its end: one evaluation at its last update for every run. */
export function playToEnd({ job, emit }: ScriptedJob): void {
  emit({ kind: 'progress', jobId: job.id, update: job.updates, runs: job.runs.map(({ runId }) => scriptedProgress(runId, job.updates)) });
  emit({
    kind: 'outcome',
    jobId: job.id,
    runs: job.runs.map(({ runId }) => ({ runId, status: 'finished', update: job.updates, weightHash: 'f'.repeat(64), seconds: 1 })),
  });
  emit({ kind: 'ended', jobId: job.id, how: 'completed' });
}

export function scriptedProgress(runId: string, update: number): Extract<EngineEvent, { kind: 'progress' }>['runs'][number] {
  return {
    runId,
    fromUpdate: 0,
    metrics: { loss: Float32Array.from({ length: update }, (_, index) => 1 / (index + 1)) },
    evaluations: [
      {
        update,
        samples: update * 10,
        epoch: update / 10,
        seconds: 1,
        train: { loss: 0.5, score: 0.8 },
        validation: null,
        test: { loss: 0.6, score: 0.75 },
        recent: { loss: 0.5, accuracy: 0.8, gradientNorm: 1 },
        weightDistance: 1,
        weightNorm: 2,
      },
    ],
  };
}
