/** The engines of this computer: which there are, each measured once, and a pool of processes for those that train. */
import { availableParallelism } from 'node:os';
import type { EngineId, EngineReport } from '#contract/engines';
import { LabError } from '#core/failure';
import type { EngineMemory, MeasuredEngine } from '#engine/calibration';
import { deviceOf, measuredReport, missingReport, withAutomatic } from '#engine/engine-report';
import { ENGINE_IDS, KnownEngines } from '#engine/known-engines';
import { physicalCores } from '#engine/physical-cores';
import { greet } from '#engine/process/greeting';
import { InspectorProcess } from '#engine/process/inspector';
import { enginePool, type MeasuredPool } from '#engine/process/pool';
import type { Greeting, StartProcess, Started } from '#engine/process/protocol';
import {
  maxRelativeDifference,
  measureProcesses,
  measureStacking,
  measureWorks,
  provideStandardData,
  standardNumbers,
} from '#engine/speed';
import type { EngineCandidate, EnginePool, Engines } from '#lab/ports/engines';
import type { Inspector } from '#lab/ports/inspector';

export interface EnginesOptions {
  readonly startProcess: StartProcess;
  /** Where measurements are kept; left out, they are made anew at each start. */
  readonly memory?: EngineMemory;
  /** Where it is kept what training costs; left out, it is learned anew at each start. */
  readonly learnedMemory?: EngineMemory;
}

export function createEngines({ startProcess, memory, learnedMemory }: EnginesOptions): Engines {
  return new LocalEngines(startProcess, new KnownEngines(memory ?? null, learnedMemory ?? null));
}

class LocalEngines implements Engines {
  private readonly startProcess: StartProcess;
  private readonly known: KnownEngines;
  private readonly greetings = new Map<EngineId, Promise<Greeting & Started>>();
  private readonly pools = new Map<string, Promise<MeasuredPool>>();
  private readonly opened = new Map<EngineId, MeasuredPool>();
  private measuring: Promise<readonly EngineReport[]> | null = null;
  /** What the CPU engine gets for the standard task. */
  private reference: readonly number[] | null = null;
  /** The one that is being measured. */
  private measured: MeasuredPool | null = null;
  private isClosed = false;

  constructor(startProcess: StartProcess, known: KnownEngines) {
    this.startProcess = startProcess;
    this.known = known;
  }

  async report(isAgain = false): Promise<readonly EngineReport[]> {
    if (isAgain) {
      this.measuring = null;
      this.known.forget();
    }
    this.measuring ??= this.measureAll().catch((error: unknown) => {
      this.measuring = null;
      throw error;
    });
    // What is learned changes with every run that is trained.
    return (await this.measuring).map((report) => {
      const { learnedAt: at, runs } = this.known.costs(report.id).learned;
      return at === null ? report : { ...report, learned: { runs, at } };
    });
  }

  async candidates(workers: number | null): Promise<readonly EngineCandidate[]> {
    const usable = (await this.report()).filter((report) => report.available);
    if (usable.length === 0) {
      // Asked once more, for the reason in full.
      await this.greeting('onnx-cpu');
      throw new LabError({ kind: 'engineUnavailable', engine: 'onnx-cpu', reason: 'it could not be measured.' });
    }
    return Promise.all(
      usable.map(async ({ id: engine }): Promise<EngineCandidate> => {
        const places = await this.placesOf(engine, workers);
        const costs = this.known.costs(engine);
        const { startSeconds } = await this.greeting(engine);
        return {
          engine,
          // A process starts once, whatever is trained.
          calibrated: { places, ...costs.calibrated, secondsToStart: () => 0 },
          costs: {
            places,
            stackLimit: (...work) => costs.stackLimit(...work),
            secondsPerUpdate: (...work) => costs.secondsPerUpdate(...work),
            secondsPerEvaluation: (...work) => costs.secondsPerEvaluation(...work),
            secondsPerStop: (...work) => costs.secondsPerStop(...work),
            secondsPerStack: (...work) => costs.secondsPerStack(...work),
            secondsToStart: () => this.opened.get(engine)?.secondsToStart() ?? startSeconds,
          },
        };
      }),
    );
  }

  async open(engine: EngineId, workers: number | null): Promise<EnginePool> {
    const places = await this.placesOf(engine, workers);
    const key = `${engine} ${String(places)}`;
    const pool = this.pools.get(key) ?? this.makePool(engine, places);
    this.pools.set(key, pool);
    try {
      const opened = await pool;
      this.opened.set(engine, opened);
      return opened;
    } catch (error) {
      this.pools.delete(key);
      throw error;
    }
  }

  inspector(): Inspector {
    return new InspectorProcess(this.startProcess);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const open = [...this.pools.values()];
    this.pools.clear();
    this.opened.clear();
    await Promise.all([...open.map(async (pool) => (await pool).close()), this.measured?.close()]);
    this.known.close();
  }

  /** Engines are measured one after the other, so that none slows another down. */
  private async measureAll(): Promise<readonly EngineReport[]> {
    const greetings = await Promise.allSettled(ENGINE_IDS.map(async (id) => [id, await this.greeting(id)] as const));
    const isKnown = ([id, greeting]: readonly [EngineId, Greeting]): boolean => {
      const known = this.known.measured(id);
      return known?.version === greeting.library && known.device === deviceOf(greeting);
    };
    // Engines are compared with each other, so one that is new or has changed makes all be measured.
    if (!greetings.every((one) => one.status === 'rejected' || isKnown(one.value))) this.known.forget();
    const reports: EngineReport[] = [];
    for (const id of ENGINE_IDS) {
      reports.push(await this.reportOf(id));
      // What was measured in part is not kept: engines are compared with each other.
      if (this.isClosed) throw new LabError({ kind: 'cancelled' });
    }
    this.known.save();
    return withAutomatic(reports);
  }

  private async reportOf(id: EngineId): Promise<EngineReport> {
    try {
      const greeting = await this.greeting(id);
      return measuredReport(id, this.known.measured(id) ?? (await this.measure(id, greeting)), greeting);
    } catch (error) {
      return missingReport(id, error);
    }
  }

  private async measure(id: EngineId, greeting: Greeting): Promise<MeasuredEngine> {
    const [fewest, most] = id === 'onnx-cpu' ? [physicalCores(), availableParallelism()] : [greeting.isOnCpu ? physicalCores() : 1, 1];
    const pool = await this.makePool(id, fewest < most ? most : 1);
    if (this.isClosed) throw new LabError({ kind: 'cancelled' });
    this.measured = pool;
    try {
      provideStandardData(pool);
      const numbers = await standardNumbers(pool);
      if (id === 'onnx-cpu') this.reference = numbers;
      const isCompared = id !== 'onnx-cpu' && this.reference !== null;
      const measured: MeasuredEngine = {
        version: greeting.library,
        device: deviceOf(greeting),
        measuredAt: Date.now(),
        selfTest: isCompared ? { maxRelativeDifference: maxRelativeDifference(numbers, this.reference ?? []) } : null,
        works: await measureWorks(pool),
        cachedNumbers: await measureStacking(pool),
        processes: await measureProcesses(pool, fewest, most),
      };
      this.known.remember(id, measured);
      return measured;
    } finally {
      this.measured = null;
      await pool.close();
    }
  }

  private greeting(id: EngineId): Promise<Greeting & Started> {
    const known = this.greetings.get(id);
    if (known !== undefined) return known;
    const asked = greet(this.startProcess, id);
    this.greetings.set(id, asked);
    // A failure may pass (no memory left, say): the next question is asked anew.
    asked.catch(() => this.greetings.delete(id));
    return asked;
  }

  /** A graphics device serves one process at a time; on the CPU there is a place for every core, or as many as were measured to be best. */
  private async placesOf(id: EngineId, workers: number | null): Promise<number> {
    if (!(await this.greeting(id)).isOnCpu) return 1;
    return workers ?? this.known.measured(id)?.processes ?? physicalCores();
  }

  private async makePool(id: EngineId, places: number): Promise<MeasuredPool> {
    const { library, version, isOnCpu, device, startSeconds } = await this.greeting(id);
    const cores = `${String(places)} CPU ${places === 1 ? 'core' : 'cores'}`;
    return enginePool({
      engine: id,
      startProcess: this.startProcess,
      places,
      version,
      startSeconds,
      device: `${library} on ${isOnCpu ? cores : device}`,
      costs: this.known.costs(id),
      onLearned: () => {
        this.known.noteLearned();
      },
    });
  }
}
