/** What an engine process does with its messages: becomes an engine, trains the current job, and says every second that it is alive. */
import type { EngineId } from '#contract/engines';
import { type Failure, failureOf, invariant } from '#core/failure';
import type { TrainingJob } from '#lab/ports/engines';
import type { Inspection } from '#lab/ports/inspector';
import { saysOutOfMemory } from '#engine/process/memory-words';
import type { LocalEngine } from '#engine/process/local-engine';
import type { ParentPort } from '#engine/process/parent-port';
import type { ToEngine } from '#engine/process/protocol';
import { ownFigures } from '#engine/process/own-figures';
import { type JobCost, NO_COST } from '#engine/training/cost-meter';
import type { TrainerControl } from '#engine/training/trainer';

const ALIVE_MS = 1000;
/** A native call that is expected to last longer is announced. */
const BUSY_SECONDS = 0.5;

export function serve(port: ParentPort, open: (id: EngineId) => Promise<LocalEngine>): void {
  let engine: Promise<LocalEngine> | null = null;
  let engineId = 'the engine';
  let control: JobControl | null = null;
  const figures = ownFigures();
  let job: { readonly id: string; cost: JobCost } | null = null;

  const become = async (id: EngineId): Promise<LocalEngine> => {
    engineId = id;
    const opened = await open(id);
    const { library, version, isOnCpu, device, note } = opened;
    const startSeconds = (isOnCpu ? processorMs() : performance.now()) / 1000;
    port.post({ kind: 'ready', library, version, isOnCpu, device, ...(note === undefined ? {} : { note }), startSeconds });
    return opened;
  };

  const start = async (started: TrainingJob, local: LocalEngine): Promise<void> => {
    invariant(control === null, 'an engine process trains one job at a time');
    const own = new JobControl(started.id);
    control = own;
    const current = { id: started.id, cost: NO_COST };
    job = current;
    try {
      await local.train(started, {
        emit(event) {
          // The place is free as soon as the owner hears of the end, and may be filled at once.
          if (event.kind === 'ended') {
            sayAlive();
            control = null;
          }
          port.post({ kind: 'event', event });
        },
        control: own,
        now: () => performance.now(),
        // What else runs on the computer makes training slower, but no dearer.
        ...(local.isOnCpu ? { costNow: processorMs } : {}),
        beforeBlock(seconds) {
          if (seconds > BUSY_SECONDS) port.post({ kind: 'busy', seconds });
        },
        onCost(cost) {
          current.cost = cost;
        },
      });
    } catch (error) {
      control = null;
      port.post({ kind: 'event', event: { kind: 'failed', jobId: started.id, failure: trainingFailure(error, engineId) } });
    }
  };

  const sayAlive = (): void => {
    port.post({ kind: 'alive', job: job === null ? null : { ...job }, figures: figures() });
  };

  const inspect = async (inspection: Inspection): Promise<void> => {
    try {
      const finding = await (await loadInspection()).inspect(inspection, (part) => port.post({ kind: 'inspecting', part }));
      port.post({ kind: 'inspected', finding });
    } catch (error) {
      port.post({ kind: 'inspectionFailed', failure: failureOf(error) });
    }
  };

  /** Does something with the engine when it is open; one that did not open has said so. */
  const then = (action: (local: LocalEngine) => void): void => {
    invariant(engine !== null, 'the first message opens an engine');
    engine.then(action, () => undefined);
  };

  port.onMessage((message: ToEngine) => {
    switch (message.kind) {
      case 'open':
        engine = become(message.engine);
        engine.catch((error: unknown) => {
          port.post({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
        });
        break;
      case 'data':
        then((local) => local.provide(message.dataId, message.data));
        break;
      case 'forget':
        then((local) => local.forget(message.dataId));
        break;
      case 'start':
        then((local) => void start(message.job, local));
        break;
      case 'wish':
        then(() => {
          if (control?.jobId === message.jobId) control.set(message.wish);
        });
        break;
      case 'inspectData':
        void loadInspection().then(({ provide }) => provide(message.dataId, message.data));
        break;
      case 'inspect':
        void inspect(message.inspection);
        break;
      default:
        message satisfies never;
    }
  });
  setInterval(sayAlive, ALIVE_MS);
}

/** What this process has computed, whatever else the computer does meanwhile. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Loaded where it is needed: a process that trains needs none of it. */
const loadInspection = () => import('#engine/probes/inspect');

/** Memory that the process could not get is not a mistake of the program: it may well be there another time. */
function trainingFailure(error: unknown, engine: string): Failure {
  const failure = failureOf(error);
  return failure.kind === 'internal' && saysOutOfMemory(failure.message) ? { kind: 'engineMemory', engine } : failure;
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
