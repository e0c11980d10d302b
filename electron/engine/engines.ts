/** The engines of this computer: what there is, what is missing and why, how fast each is, and a pool for those that train. */
import { availableParallelism, cpus } from 'node:os';
import type { EngineId, EngineReport } from '#contract/engines';
import { describe, failureOf, invariant, LabError } from '#core/failure';
import { capital } from '#core/sentences';
import {
  type Calibration,
  type EngineMemory,
  type MeasuredEngine,
  measurementsOf,
  recalled,
  recalledLearned,
  written,
  writtenLearned,
} from '#engine/calibration';
import { CostModel } from '#engine/cost-model';
import type { Learned } from '#engine/learned-costs';
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
import { isStandardTask } from '#engine/standard-works';
import type { EngineCandidate, EnginePool, Engines } from '#lab/ports/engines';
import type { Inspector } from '#lab/ports/inspector';

export interface EnginesOptions {
  readonly startProcess: StartProcess;
  /** Where measurements are kept; left out, they are made anew at each start. */
  readonly memory?: EngineMemory;
  /** Where it is kept what training costs; left out, it is learned anew at each start. */
  readonly learnedMemory?: EngineMemory;
}

/** Where two are equally fast, the first is taken. */
const IDS = ['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs'] as const satisfies readonly EngineId[];

/** An engine further than this from the CPU after 20 updates is broken: rounding alone makes about 1e-6. */
const TOLERANCE = 1e-3;

/** What was learned is written at most so often, and at the end. */
const LEARNED_MS = 10_000;

export function createEngines({ startProcess, memory, learnedMemory }: EnginesOptions): Engines {
  return new LocalEngines(startProcess, memory ?? null, learnedMemory ?? null);
}

class LocalEngines implements Engines {
  private readonly startProcess: StartProcess;
  private readonly greetings = new Map<EngineId, Promise<Greeting & Started>>();
  /** TensorFlow.js trains one run after the other. */
  private readonly costs = new Map(IDS.map((id) => [id, id === 'tfjs' ? new CostModel(1) : new CostModel()]));
  private readonly pools = new Map<string, Promise<MeasuredPool>>();
  private readonly opened = new Map<EngineId, MeasuredPool>();
  private measuring: Promise<readonly EngineReport[]> | null = null;
  /** What the CPU engine gets for the standard task. */
  private reference: readonly number[] | null = null;

  private readonly memory: EngineMemory | null;
  private readonly learnedMemory: EngineMemory | null;
  private savedLearnedAt = 0;
  private hasLearned = false;
  private known: Calibration = {};

  constructor(startProcess: StartProcess, memory: EngineMemory | null, learnedMemory: EngineMemory | null) {
    this.startProcess = startProcess;
    this.memory = memory;
    this.learnedMemory = learnedMemory;
    const learned = learnedMemory?.load() ?? null;
    for (const [id, measured] of entriesOf(recalled(memory?.load() ?? null))) {
      this.goBy(id, measured, recalledLearned(learned, id, measured));
    }
  }

  async report(isAgain = false): Promise<readonly EngineReport[]> {
    if (isAgain) {
      this.measuring = null;
      this.known = {};
    }
    this.measuring ??= this.measureAll().catch((error: unknown) => {
      this.measuring = null;
      throw error;
    });
    // What is learned changes with every run that is trained.
    return (await this.measuring).map((report) => {
      const { learnedAt: at, runs } = this.costsOf(report.id).learned;
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
        const costs = this.costsOf(engine);
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
    const open = [...this.pools.values()];
    this.pools.clear();
    this.opened.clear();
    await Promise.all(open.map(async (pool) => (await pool).close()));
    if (this.hasLearned) this.saveLearned();
  }

  /** Engines are measured one after the other, so that none slows another down. */
  private async measureAll(): Promise<readonly EngineReport[]> {
    const greetings = await Promise.allSettled(IDS.map(async (id) => [id, await this.greeting(id)] as const));
    const isKnown = ([id, greeting]: readonly [EngineId, Greeting]): boolean => {
      const known = this.known[id];
      return known?.version === greeting.library && known.device === deviceOf(greeting);
    };
    // Engines are compared with each other, so one that is new or has changed makes all be measured.
    if (!greetings.every((one) => one.status === 'rejected' || isKnown(one.value))) this.known = {};
    const reports: EngineReport[] = [];
    for (const id of IDS) reports.push(await this.reportOf(id));
    this.memory?.save(written(this.known));
    const fastest = reports
      .filter((report) => report.available)
      .reduce<EngineReport | null>((best, report) => (best === null || totalSpeed(report) > totalSpeed(best) ? report : best), null);
    return reports.map((report) => ({ ...report, isAutomatic: report.id === fastest?.id }));
  }

  private async reportOf(id: EngineId): Promise<EngineReport> {
    try {
      const greeting = await this.greeting(id);
      const measured = this.known[id] ?? (await this.measure(id, greeting));
      return measuredReport(id, measured, greeting);
    } catch (error) {
      const failure = failureOf(error);
      const reason = failure.kind === 'engineUnavailable' ? capital(failure.reason) : describe(failure);
      return { id, device: id === 'onnx-cpu' ? cpuName() : '', available: false, reason, samplesPerSecond: null, selfTest: null };
    }
  }

  private async measure(id: EngineId, greeting: Greeting): Promise<MeasuredEngine> {
    const [fewest, most] = id === 'onnx-cpu' ? [physicalCores(), availableParallelism()] : [greeting.isOnCpu ? physicalCores() : 1, 1];
    const pool = await this.makePool(id, fewest < most ? most : 1);
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
      this.goBy(id, measured);
      return measured;
    } finally {
      await pool.close();
    }
  }

  private goBy(id: EngineId, measured: MeasuredEngine, learned: Learned = []): void {
    this.known = { ...this.known, [id]: measured };
    this.costsOf(id).begin(measurementsOf(measured), learned);
  }

  private noteLearned(): void {
    this.hasLearned = true;
    if (Date.now() - this.savedLearnedAt >= LEARNED_MS) this.saveLearned();
  }

  private saveLearned(): void {
    this.savedLearnedAt = Date.now();
    try {
      this.learnedMemory?.save(writtenLearned(Object.fromEntries(IDS.map((id) => [id, this.costsOf(id).learned.all]))));
      this.hasLearned = false;
    } catch {
      // Training goes on, and says itself where nothing can be written; this is tried again with the next job.
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
    return workers ?? this.known[id]?.processes ?? physicalCores();
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
      costs: this.costsOf(id),
      onLearned: () => {
        this.noteLearned();
      },
    });
  }

  private costsOf(id: EngineId): CostModel {
    const costs = this.costs.get(id);
    invariant(costs !== undefined, 'every engine has a cost model');
    return costs;
  }
}

/** A measured engine as people see it. */
function measuredReport(id: EngineId, measured: MeasuredEngine, greeting: Greeting): EngineReport {
  const { device, version, measuredAt, selfTest, works, processes } = measured;
  const isRight = selfTest === null || selfTest.maxRelativeDifference <= TOLERANCE;
  const standard = works.filter(isStandardTask).map(({ runs, batchSize, secondsPerUpdate }) => (runs * batchSize) / secondsPerUpdate);
  return {
    ...{ id, device, version, measuredAt, selfTest, processes },
    available: isRight,
    reason: isRight ? descriptionOf(greeting) : wrong(selfTest.maxRelativeDifference),
    samplesPerSecond: Math.round(Math.max(...standard)),
    speeds: works.flatMap(({ family, batchSize, runs, secondsPerUpdate }) =>
      family === null ? [] : [{ family, batchSize, runs, updatesPerSecond: runs / secondsPerUpdate }],
    ),
  };
}

/** Of the standard task, on all places. */
function totalSpeed({ samplesPerSecond, processes }: EngineReport): number {
  return (samplesPerSecond ?? 0) * (processes ?? 1);
}

function entriesOf(calibration: Calibration): readonly (readonly [EngineId, MeasuredEngine])[] {
  return IDS.flatMap((id) => {
    const measured = calibration[id];
    return measured === undefined ? [] : [[id, measured] as const];
  });
}

function descriptionOf({ library, isOnCpu, device, note = '' }: Greeting): string {
  const cores = physicalCores();
  const where = isOnCpu ? `, ${String(cores)} ${cores === 1 ? 'core' : 'cores'}.` : ` on ${device}.`;
  return `${library}${where} ${note}`.trim();
}

function wrong(difference: number): string {
  return `It computes wrongly: after 20 updates its numbers differ from those of the CPU by up to ${difference.toExponential(1)} of their size.`;
}

function deviceOf({ isOnCpu, device }: Greeting): string {
  return isOnCpu ? cpuName() : capital(device);
}

function cpuName(): string {
  return cpus()[0]?.model.trim() ?? 'CPU';
}
