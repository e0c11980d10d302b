/** What an engine process does with its messages: holds data, trains the current job, and says every second that it is alive. */
import { failureOf, invariant } from '#core/failure';
import type { TrainingJob } from '#lab/ports';
import { bundledBackends, ExecutableCache, runtimeVersion } from '#engine/onnx/session';
import type { ParentPort } from '#engine/process/parent-port';
import type { ToEngine } from '#engine/process/protocol';
import { engineData, type EngineData } from '#engine/training/engine-data';
import { train, type TrainerControl } from '#engine/training/trainer';

const ALIVE_MS = 1000;

export function serve(port: ParentPort): void {
  const cache = new ExecutableCache();
  const data = new Map<string, EngineData>();
  let control: JobControl | null = null;
  let pace: { readonly jobId: string; updates: number; seconds: number } | null = null;

  const start = async (job: TrainingJob): Promise<void> => {
    invariant(control === null, 'an engine process trains one job at a time');
    const own = new JobControl(job.id);
    control = own;
    const cost = { jobId: job.id, updates: 0, seconds: 0 };
    pace = cost;
    try {
      const known = data.get(job.dataId);
      invariant(known !== undefined, `the data ${job.dataId} was sent before its job`);
      await train(job, known, {
        emit(event) {
          // The place is free as soon as the owner hears of the end, and may be filled at once.
          if (event.kind === 'ended') {
            sayAlive();
            control = null;
          }
          port.post({ kind: 'event', event });
        },
        control: own,
        cache,
        now: () => performance.now(),
        onBlock(updates, seconds) {
          cost.updates += updates;
          cost.seconds += seconds;
        },
      });
    } catch (error) {
      control = null;
      port.post({ kind: 'event', event: { kind: 'failed', jobId: job.id, failure: failureOf(error) } });
    }
  };

  const sayAlive = (): void => {
    const measured = pace !== null && pace.updates > 0 ? { jobId: pace.jobId, secondsPerUpdate: pace.seconds / pace.updates } : null;
    if (pace !== null) Object.assign(pace, { updates: 0, seconds: 0 });
    port.post({ kind: 'alive', pace: measured });
  };

  port.onMessage((message: ToEngine) => {
    switch (message.kind) {
      case 'data':
        data.set(message.dataId, engineData(message.data));
        break;
      case 'forget':
        data.delete(message.dataId);
        break;
      case 'start':
        void start(message.job);
        break;
      case 'wish':
        if (control?.jobId === message.jobId) control.set(message.wish);
        break;
      default:
        message satisfies never;
    }
  });
  setInterval(sayAlive, ALIVE_MS);
  port.post({ kind: 'ready', version: runtimeVersion(), backends: bundledBackends() });
}

/** The wish of the owner for the current job. */
class JobControl implements TrainerControl {
  readonly jobId: string;
  wish: TrainerControl['wish'] = 'train';
  private waiting: (() => void)[] = [];

  constructor(jobId: string) {
    this.jobId = jobId;
  }

  set(wish: TrainerControl['wish']): void {
    this.wish = wish;
    for (const wake of this.waiting) wake();
    this.waiting = [];
  }

  changed(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
