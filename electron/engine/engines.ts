/** The engines of this computer: what there is, what is missing and why, and the pool of the one that was chosen. */
import { cpus } from 'node:os';
import type { EngineChoice, EngineId, EngineReport } from '#contract/model';
import { describe, failureOf, LabError } from '#core/failure';
import type { EnginePool, Engines } from '#lab/ports';
import { CostModel } from '#engine/cost-model';
import { physicalCores } from '#engine/physical-cores';
import { greet } from '#engine/process/greeting';
import { onnxCpuPool } from '#engine/process/pool';
import type { StartProcess } from '#engine/process/protocol';
import { measureSpeed } from '#engine/speed';
import { probeTensorFlow } from '#engine/tfjs/probe';

export interface EnginesOptions {
  readonly startProcess: StartProcess;
}

export function createEngines({ startProcess }: EnginesOptions): Engines {
  const costs = new CostModel();
  const pools = new Map<number, Promise<EnginePool>>();
  let greeting: ReturnType<typeof greet> | null = null;
  let report: Promise<readonly EngineReport[]> | null = null;

  const ask = (): ReturnType<typeof greet> => {
    greeting ??= greet(startProcess).catch((error: unknown) => {
      // A failure may pass (no memory left, say): the next question is asked anew.
      greeting = null;
      throw error;
    });
    return greeting;
  };
  const openCpu = async (places: number): Promise<EnginePool> =>
    onnxCpuPool({ startProcess, places, version: (await ask()).version, costs });

  return {
    report() {
      report ??= makeReport(ask, openCpu, costs).then(
        (engines) => engines,
        (error: unknown) => {
          report = null;
          throw error;
        },
      );
      return report;
    },
    async open(choice: EngineChoice, workers) {
      if (choice !== 'auto' && choice !== 'onnx-cpu') {
        throw new LabError({ kind: 'engineUnavailable', engine: choice, reason: await reasonWithout(choice, ask) });
      }
      const places = workers ?? physicalCores();
      const pool = pools.get(places) ?? openCpu(places);
      pools.set(places, pool);
      try {
        return await pool;
      } catch (error) {
        pools.delete(places);
        throw error;
      }
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map(async (pool) => (await pool).close()));
    },
  };
}

async function makeReport(
  ask: () => ReturnType<typeof greet>,
  openCpu: (places: number) => Promise<EnginePool>,
  costs: CostModel,
): Promise<readonly EngineReport[]> {
  const others = (['onnx-webgpu', 'onnx-cuda', 'tfjs'] as const).map(async (id): Promise<EngineReport> => ({
    id,
    device: 'GPU',
    available: false,
    reason: await reasonWithout(id, ask),
    samplesPerSecond: null,
  }));
  return [await cpuReport(openCpu, costs), ...(await Promise.all(others))];
}

async function cpuReport(openCpu: (places: number) => Promise<EnginePool>, costs: CostModel): Promise<EngineReport> {
  const device = cpus()[0]?.model.trim() ?? 'CPU';
  try {
    const pool = await openCpu(1);
    try {
      const samplesPerSecond = await measureSpeed(pool, costs);
      const cores = physicalCores();
      const reason = `ONNX Runtime ${pool.version}, ${String(cores)} ${cores === 1 ? 'core' : 'cores'}; the speed is that of one core.`;
      return { id: 'onnx-cpu', device, available: true, reason, samplesPerSecond };
    } finally {
      await pool.close();
    }
  } catch (error) {
    return { id: 'onnx-cpu', device, available: false, reason: describe(failureOf(error)), samplesPerSecond: null };
  }
}

/** Why an engine other than the CPU's cannot be chosen. */
async function reasonWithout(id: Exclude<EngineId, 'onnx-cpu'>, ask: () => ReturnType<typeof greet>): Promise<string> {
  if (id === 'tfjs') return probeTensorFlow().reason;
  const backend = id === 'onnx-webgpu' ? 'webgpu' : 'cuda';
  const name = id === 'onnx-webgpu' ? 'WebGPU' : 'CUDA';
  try {
    return (await ask()).backends.includes(backend)
      ? `${name} support is bundled with ONNX Runtime, but this version of Batch Size Lab does not train on it.`
      : `This build of ONNX Runtime carries no ${name} support.`;
  } catch (error) {
    return describe(failureOf(error));
  }
}
