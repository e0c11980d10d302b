/** A whole study (40 runs on 1,000 blobs): bare on a pool, through the lab with its history and a watching screen, and in PyTorch. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { EnginePool, TrainingJob } from '#lab/ports/engines';
import { nodeProcess } from '#engine/process/node-process';
import { composeLab } from '#host/compose-lab';
import { connectInMemory } from '#host/memory';
import { finished } from '#test/bench/measure';
import { processorSeconds } from '#test/bench/processor-time';
import type { PyTorch } from '#test/bench/pytorch';
import { classData, job, model, run } from '#test/engine/support/jobs';

const SEEDS = 10;
const ROWS = 1000;
/** Batch size and learning rate of the conditions. */
const CONDITIONS = [
  [500, 0.01],
  [32, 0.01],
  [1, 0.01],
  [1, 0.001],
] as const;

/** Seconds that pass, and of processors of all processes. */
export interface Cost {
  readonly wall: number;
  readonly processor: number;
}

/** On all places: conditions cut into as many stacks as keep every place busy. `isRecorded`: with all per-update metrics. */
export async function bareStudy(pool: EnginePool, isRecorded: boolean, epochs: number): Promise<Cost> {
  pool.provide('study', classData(ROWS, ROWS / 2));
  const shape = model([2, 50, 3]);
  const jobs = CONDITIONS.flatMap(([batchSize, learningRate]) => {
    const size = Math.min(pool.stackLimit(shape, batchSize), Math.ceil(SEEDS / pool.places));
    const perEpoch = Math.ceil(ROWS / 2 / batchSize);
    const stacks: TrainingJob[] = [];
    for (let first = 0; first < SEEDS; first += size) {
      const runs = Array.from({ length: Math.min(size, SEEDS - first) }, (_, index) => run(first + index, { learningRate }));
      stacks.push(
        job({
          id: `${String(batchSize)}-${String(learningRate)}-${String(first)}`,
          dataId: 'study',
          batchSize,
          updates: epochs * perEpoch,
          evaluateAt: Array.from({ length: epochs + 1 }, (_, epoch) => epoch * perEpoch),
          ...(isRecorded ? {} : { everyUpdate: [] }),
          runs,
        }),
      );
    }
    return stacks;
  });
  const queue = jobs.toSorted((a, b) => b.updates - a.updates);
  const start = now();
  const place = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await finished(pool, next);
  };
  await Promise.all(Array.from({ length: pool.places }, place));
  const cost = since(start);
  pool.forget('study');
  return cost;
}

/** Largest resident memory of the process with the history, and of each engine process; bytes. */
export interface Peaks {
  readonly lab: number;
  readonly engines: readonly number[];
}

/** The same study through the lab, as the preset `modes`: stored in SQLite, with a screen that asks for every curve twice a second. */
export async function recordedStudy(epochs: number): Promise<Cost & { readonly peaks: Peaks }> {
  return withLab(async (train, preset) => {
    const of = (amount: number): ExperimentSpec => ({ ...preset, budget: { unit: 'epochs', amount } });
    // Processes are started by a short one, as those of the bare study have been.
    await train(of(1));
    return train(of(epochs));
  });
}

/** An epoch of each of two batch sizes on so many rows and columns, one in each of two processes. */
export async function largeStudy(samples: number, features: number): Promise<Peaks> {
  return withLab(async (train, preset) => {
    const source = { kind: 'blobs', samples, features, classes: 10, clusterStd: 2, seed: 2, stream: 'lab' } as const;
    const spec: ExperimentSpec = {
      ...preset,
      data: { ...preset.data, source },
      factors: [{ path: 'batch.size', values: [128, 256] }],
      budget: { unit: 'epochs', amount: 1 },
      target: null,
      replicates: 1,
    };
    return (await train(spec)).peaks;
  });
}

type Train = (spec: ExperimentSpec) => Promise<Cost & { readonly peaks: Peaks }>;

/** With a lab of its own, and the design of the preset `modes`. */
async function withLab<Result>(work: (train: Train, preset: ExperimentSpec) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'batchlab-bench-'));
  const lab = composeLab({
    dataDirectory: directory,
    mode: 'write',
    engine: 'onnx-cpu',
    workers: null,
    startProcess: nodeProcess(),
    resourcesDirectory: join(import.meta.dirname, '..', '..', 'resources'),
    appVersion: 'bench',
    holder: 'the benchmark',
  });
  const client = connectInMemory(lab);
  const train: Train = async (spec) => {
    let labPeak = 0;
    const enginePeaks = new Map<number, number>();
    const start = now();
    const { id } = await client.call('experiments.start', { spec });
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { summary, runs } = await client.call('experiments.get', { id });
      await client.call('runs.curves', { runIds: runs.map((one) => one.id) });
      const { main, engines } = await client.call('lab.system', {});
      labPeak = Math.max(labPeak, peakBytes(main));
      for (const one of engines) enginePeaks.set(one.pid, Math.max(enginePeaks.get(one.pid) ?? 0, peakBytes(one)));
      if (summary.endedAt === null) continue;
      if (summary.state !== 'finished') throw new Error(`the study is ${summary.state}`);
      const { processor } = since(start);
      return { wall: (summary.endedAt - summary.createdAt) / 1000, processor, peaks: { lab: labPeak, engines: [...enginePeaks.values()] } };
    }
  };
  try {
    const preset = (await client.call('presets.list', {})).find(({ id }) => id === 'modes');
    if (preset === undefined) throw new Error('there is no preset modes');
    return await work(train, preset.spec);
  } finally {
    client.close();
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function now(): Cost {
  return { wall: performance.now() / 1000, processor: processorSeconds() };
}

function since(start: Cost): Cost {
  const end = now();
  return { wall: end.wall - start.wall, processor: end.processor - start.processor };
}

/** What the system remembers as the most, else what it is now. */
function peakBytes({ pid, memoryBytes }: { readonly pid: number; readonly memoryBytes: number }): number {
  const status = `/proc/${String(pid)}/status`;
  const most = existsSync(status) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return most === undefined ? memoryBytes : 1024 * Number(most);
}

/** Seconds of the study as a sequential PyTorch script, from one run of `measured` of its epochs a condition. */
export async function pytorchStudy(torch: PyTorch, epochs: number, measured: number): Promise<number> {
  let seconds = 0;
  for (const [batch, rate] of CONDITIONS) seconds += (await torch.studyRun(batch, rate, measured)) / measured;
  return seconds * epochs * SEEDS;
}
