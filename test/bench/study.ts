/** A whole study (40 runs of 200 epochs on 1,000 blobs): bare on a pool, through the lab with its history and a watching screen, and in PyTorch. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnginePool, TrainingJob } from '#lab/ports/engines';
import { nodeProcess } from '#engine/process/node-process';
import { composeLab } from '#host/compose-lab';
import { connectInMemory } from '#host/memory';
import { finished } from '#test/bench/measure';
import type { PyTorch } from '#test/bench/pytorch';
import { classData, job, model, run } from '#test/engine/support/jobs';

export const STUDY_EPOCHS = 200;
const SEEDS = 10;
const ROWS = 1000;
/** Batch size and learning rate of the conditions. */
const CONDITIONS = [
  [500, 0.01],
  [32, 0.01],
  [1, 0.01],
  [1, 0.001],
] as const;

/** Wall seconds on all places: conditions cut into as many stacks as keep every place busy. `isRecorded`: with all per-update metrics. */
export async function bareStudy(pool: EnginePool, isRecorded: boolean): Promise<number> {
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
          updates: STUDY_EPOCHS * perEpoch,
          evaluateAt: Array.from({ length: STUDY_EPOCHS + 1 }, (_, epoch) => epoch * perEpoch),
          ...(isRecorded ? {} : { everyUpdate: [] }),
          runs,
        }),
      );
    }
    return stacks;
  });
  const queue = jobs.toSorted((a, b) => b.updates - a.updates);
  const start = performance.now();
  const place = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await finished(pool, next);
  };
  await Promise.all(Array.from({ length: pool.places }, place));
  pool.forget('study');
  return (performance.now() - start) / 1000;
}

export interface RecordedStudy {
  readonly seconds: number;
  /** Largest resident memory of the process with the history, and of an engine process. */
  readonly labPeakBytes: number;
  readonly enginePeakBytes: number;
}

/** The same study through the lab, as the preset `modes`: stored in SQLite, with a screen that asks for every curve twice a second. */
export async function recordedStudy(): Promise<RecordedStudy> {
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
  let [labPeakBytes, enginePeakBytes] = [0, 0];
  try {
    const preset = (await client.call('presets.list', {})).find(({ id }) => id === 'modes');
    if (preset === undefined) throw new Error('there is no preset modes');
    const start = performance.now();
    const { id } = await client.call('experiments.start', { spec: preset.spec });
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { summary, runs } = await client.call('experiments.get', { id });
      await client.call('runs.curves', { runIds: runs.map((one) => one.id) });
      const { main, engines } = await client.call('lab.system', {});
      labPeakBytes = Math.max(labPeakBytes, peakBytes(main));
      enginePeakBytes = Math.max(enginePeakBytes, ...engines.map(peakBytes));
      if (summary.endedAt !== null) return { seconds: (performance.now() - start) / 1000, labPeakBytes, enginePeakBytes };
    }
  } finally {
    client.close();
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What the system remembers as the most, else what it is now. */
export function peakBytes({ pid, memoryBytes }: { readonly pid: number; readonly memoryBytes: number }): number {
  const status = `/proc/${String(pid)}/status`;
  const most = existsSync(status) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return most === undefined ? memoryBytes : 1024 * Number(most);
}

/** Seconds of the study as a sequential PyTorch script, from one run of `epochs` epochs a condition. */
export function pytorchStudy(torch: PyTorch, epochs: number): number {
  const perEpoch = CONDITIONS.map(([batch, rate]) => torch.studyRun(batch, rate, epochs) / epochs);
  return perEpoch.reduce((sum, seconds) => sum + seconds, 0) * STUDY_EPOCHS * SEEDS;
}
