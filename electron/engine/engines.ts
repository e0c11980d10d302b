/** The engines of this computer: what there is, what is missing and why, and the pool of the one that was chosen. */
import { cpus } from 'node:os';
import type { EngineChoice, EngineId, EngineReport } from '#contract/engines';
import { describe, failureOf, invariant } from '#core/failure';
import type { EnginePool, Engines } from '#lab/ports/engines';
import type { Inspector } from '#lab/ports/inspector';
import { type Calibration, type CalibrationMemory, recalled, written } from '#engine/calibration';
import { CostModel, stackLimit } from '#engine/cost-model';
import { physicalCores } from '#engine/physical-cores';
import { greet } from '#engine/process/greeting';
import { InspectorProcess } from '#engine/process/inspector';
import { enginePool } from '#engine/process/pool';
import type { Greeting, StartProcess } from '#engine/process/protocol';
import { missingLibrary } from '#engine/tfjs/native-library';
import { maxRelativeDifference, measureFamilies, measureSpeed, standardNumbers } from '#engine/speed';

export interface EnginesOptions {
  readonly startProcess: StartProcess;
  /** Where measurements are kept; left out, they are made anew at each start. */
  readonly memory?: CalibrationMemory;
}

const IDS = ['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs'] as const satisfies readonly EngineId[];

/** An engine further than this from the CPU after 20 updates is broken: rounding alone makes about 1e-6. */
const TOLERANCE = 1e-3;

export function createEngines({ startProcess, memory }: EnginesOptions): Engines {
  return new LocalEngines(startProcess, memory ?? null);
}

class LocalEngines implements Engines {
  private readonly startProcess: StartProcess;
  private readonly greetings = new Map<EngineId, Promise<Greeting>>();
  private readonly costs = new Map(IDS.map((id) => [id, new CostModel()]));
  private readonly pools = new Map<string, Promise<EnginePool>>();
  private measuring: Promise<readonly EngineReport[]> | null = null;
  /** What the CPU engine gets for the standard task. */
  private reference: readonly number[] | null = null;

  private readonly memory: CalibrationMemory | null;
  private known: Calibration;

  constructor(startProcess: StartProcess, memory: CalibrationMemory | null) {
    this.startProcess = startProcess;
    this.memory = memory;
    this.known = recalled(memory?.load() ?? null);
    for (const [id, costs] of this.costs) costs.begin(this.known[id]?.families ?? {});
  }

  report(isAgain = false): Promise<readonly EngineReport[]> {
    if (isAgain) {
      this.measuring = null;
      this.known = {};
    }
    this.measuring ??= this.measureAll().catch((error: unknown) => {
      this.measuring = null;
      throw error;
    });
    return this.measuring;
  }

  async open(choice: EngineChoice, workers: number | null): Promise<EnginePool> {
    const { id, because } = choice === 'auto' ? await this.fastest() : { id: choice, because: '' };
    const places = await this.placesOf(id, workers);
    const key = `${id} ${String(places)}${because}`;
    const pool = this.pools.get(key) ?? this.makePool(id, places, because);
    this.pools.set(key, pool);
    try {
      return await pool;
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
    await Promise.all(open.map(async (pool) => (await pool).close()));
  }

  /** Engines are measured one after the other, so that none slows another down. */
  private async measureAll(): Promise<readonly EngineReport[]> {
    const greetings = await Promise.allSettled(IDS.map(async (id) => [id, await this.greeting(id)] as const));
    const isKnown = ([id, greeting]: readonly [EngineId, Greeting]): boolean => {
      const known = this.known[id];
      return known?.version === greeting.library && known.report.device === deviceOf(greeting);
    };
    // Engines are compared with each other, so one that is new or has changed makes all be measured.
    if (!greetings.every((one) => one.status === 'rejected' || isKnown(one.value))) this.known = {};
    const reports: EngineReport[] = [];
    for (const id of IDS) reports.push(await this.measure(id));
    this.memory?.save(written(this.known));
    const automatic = await this.fastestOf(reports);
    return reports.map((report) => ({ ...report, isAutomatic: report.available && report.id === automatic }));
  }

  private async measure(id: EngineId): Promise<EngineReport> {
    try {
      const greeting = await this.greeting(id);
      const known = this.known[id];
      if (known !== undefined) return known.report;
      const pool = await this.makePool(id, 1, '');
      try {
        const costs = this.costsOf(id);
        const samplesPerSecond = await measureSpeed(pool, costs);
        await measureFamilies(pool, costs);
        const numbers = await standardNumbers(pool);
        if (id === 'onnx-cpu') this.reference = numbers;
        const isCompared = id !== 'onnx-cpu' && this.reference !== null;
        const selfTest = isCompared ? { maxRelativeDifference: maxRelativeDifference(numbers, this.reference ?? []) } : null;
        const isRight = selfTest === null || selfTest.maxRelativeDifference <= TOLERANCE;
        const reason = isRight ? descriptionOf(greeting) : wrong(selfTest.maxRelativeDifference);
        const report = { id, device: deviceOf(greeting), available: isRight, reason, samplesPerSecond, selfTest };
        this.known = { ...this.known, [id]: { version: greeting.library, report, families: costs.calibration } };
        return report;
      } finally {
        await pool.close();
      }
    } catch (error) {
      const failure = failureOf(error);
      const reason = failure.kind === 'engineUnavailable' ? capitalized(failure.reason) : describe(failure);
      return { id, device: id === 'onnx-cpu' ? cpuName() : '', available: false, reason, samplesPerSecond: null, selfTest: null };
    }
  }

  /** What `auto` takes. Where no graphics device answers there is nothing to compare, and nothing is measured or loaded in vain. */
  private async fastest(): Promise<{ readonly id: EngineId; readonly because: string }> {
    const ids = IDS.filter((id) => id !== 'tfjs' || missingLibrary() === null);
    const greetings = await Promise.allSettled(ids.map((id) => this.greeting(id)));
    const hasDevice = greetings.some((result) => result.status === 'fulfilled' && !result.value.isOnCpu);
    if (!hasDevice) return { id: 'onnx-cpu', because: '' };
    const reports = await this.report();
    const id = await this.fastestOf(reports);
    const others = reports.filter((report) => report.id !== id && report.samplesPerSecond !== null).map((report) => report.id);
    return { id, because: others.length === 0 ? '' : `, measured faster than ${others.join(' and ')}` };
  }

  /** The highest speed over all places. Of the engines on the CPU only `onnx-cpu` is a candidate; others are there to check it. */
  private async fastestOf(reports: readonly EngineReport[]): Promise<EngineId> {
    let best: { readonly id: EngineId; readonly speed: number } = { id: 'onnx-cpu', speed: 0 };
    for (const { id, available, samplesPerSecond } of reports) {
      if (!available) continue;
      if (id !== 'onnx-cpu' && (await this.greeting(id)).isOnCpu) continue;
      const speed = (samplesPerSecond ?? 0) * (await this.placesOf(id, null));
      if (speed > best.speed) best = { id, speed };
    }
    return best.id;
  }

  private greeting(id: EngineId): Promise<Greeting> {
    const known = this.greetings.get(id);
    if (known !== undefined) return known;
    const asked = greet(this.startProcess, id);
    this.greetings.set(id, asked);
    // A failure may pass (no memory left, say): the next question is asked anew.
    asked.catch(() => this.greetings.delete(id));
    return asked;
  }

  /** A graphics device serves one process at a time; on the CPU there is a place for every core. */
  private async placesOf(id: EngineId, workers: number | null): Promise<number> {
    return (await this.greeting(id)).isOnCpu ? (workers ?? physicalCores()) : 1;
  }

  private async makePool(id: EngineId, places: number, because: string): Promise<EnginePool> {
    const { library, version, isOnCpu, device } = await this.greeting(id);
    const cores = `${String(places)} CPU ${places === 1 ? 'core' : 'cores'}`;
    return enginePool({
      engine: id,
      startProcess: this.startProcess,
      places,
      version,
      device: `${library} on ${isOnCpu ? cores : device}${because}`,
      costs: this.costsOf(id),
      // TensorFlow.js trains one run after the other.
      stackLimit: id === 'tfjs' ? () => 1 : stackLimit,
    });
  }

  private costsOf(id: EngineId): CostModel {
    const costs = this.costs.get(id);
    invariant(costs !== undefined, 'every engine has a cost model');
    return costs;
  }
}

function descriptionOf({ library, isOnCpu, device, note = '' }: Greeting): string {
  const cores = physicalCores();
  const where = isOnCpu ? `, ${String(cores)} ${cores === 1 ? 'core' : 'cores'}; the speed is that of one core.` : ` on ${device}.`;
  return `${library}${where} ${note}`.trim();
}

function wrong(difference: number): string {
  return `It computes wrongly: after 20 updates its numbers differ from those of the CPU by up to ${difference.toExponential(1)} of their size.`;
}

function deviceOf({ isOnCpu, device }: Greeting): string {
  return isOnCpu ? cpuName() : capitalized(device);
}

function cpuName(): string {
  return cpus()[0]?.model.trim() ?? 'CPU';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
