/** How fast the engine trains, beside a PyTorch loop on one thread where there is one: `node test/bench/engine-bench.ts [--json] [--quick]`. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import { findPyTorch, type PyTorch } from '#test/bench/pytorch';
import { classData, job, model, run } from '#test/engine/support/jobs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    net: { type: 'string' },
    skipStudy: { type: 'boolean', default: false },
  },
});
const SECONDS = options.quick ? 0.3 : 1;
const REPEATS = options.quick ? 1 : 3;
const NETS: readonly (readonly number[])[] = [
  [2, 50, 3],
  [784, 256, 10],
  [784, 1024, 1024, 10],
];
const BATCHES = [1, 32, 256, 1024];
const STUDY_EPOCHS = 200;
const STUDY_SEEDS = 10;
/** Batch size and learning rate of the study's conditions. */
const CONDITIONS = [
  [500, 0.01],
  [32, 0.01],
  [1, 0.01],
  [1, 0.001],
] as const;

interface StepRow {
  readonly net: string;
  readonly batch: number;
  readonly runs: number;
  readonly engineMs: number;
  readonly pytorchMs: number | null;
  readonly ratio: number | null;
}

function finished(pool: EnginePool, theJob: TrainingJob): Promise<EngineEvent & { kind: 'outcome' }> {
  return new Promise((resolve, reject) => {
    let outcome: (EngineEvent & { kind: 'outcome' }) | null = null;
    pool.start(theJob, (event) => {
      if (event.kind === 'outcome') outcome = event;
      if (event.kind === 'failed') reject(new Error(JSON.stringify(event.failure)));
      if (event.kind === 'ended') {
        if (outcome === null) reject(new Error('no outcome'));
        else resolve(outcome);
      }
    });
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

async function steps(pool: EnginePool, sizes: readonly number[], torch: PyTorch | null): Promise<readonly StepRow[]> {
  const dataId = `bench-${sizes.join('-')}`;
  pool.provide(dataId, classData(4096, 4000, sizes[0], sizes[sizes.length - 1]));
  const rows: StepRow[] = [];
  for (const batch of BATCHES) {
    const shape = model(sizes);
    const runs = sizes[0] === 2 ? 16 : 1;
    const own: number[] = [];
    const other: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const bench = job({
        id: `${dataId}-${String(batch)}-${String(repeat)}`,
        dataId,
        model: shape,
        batchSize: batch,
        updates: 1e8,
        evaluateAt: [],
        remainder: 'drop',
      });
      const done = await finished(pool, {
        ...bench,
        seconds: SECONDS / runs,
        runs: Array.from({ length: runs }, (_, index) => run(index, { learningRate: 0.001 })),
      });
      own.push((1000 * done.runs[0].seconds) / done.runs[0].update);
      if (torch !== null) other.push(torch.step(sizes, batch, SECONDS));
    }
    const pytorchMs = torch === null ? null : median(other);
    const engineMs = median(own);
    rows.push({ net: sizes.join('-'), batch, runs, engineMs, pytorchMs, ratio: pytorchMs === null ? null : pytorchMs / engineMs });
    if (!options.json) printStep(rows[rows.length - 1]);
  }
  pool.forget(dataId);
  return rows;
}

function printStep(row: StepRow): void {
  const other = row.pytorchMs === null || row.ratio === null ? '' : `   PyTorch ${row.pytorchMs.toFixed(4)} ms   ${row.ratio.toFixed(2)}x`;
  console.log(
    `${row.net.padEnd(18)} batch ${String(row.batch).padStart(4)}  ${String(row.runs).padStart(2)} stacked   ${row.engineMs.toFixed(4)} ms per update and run${other}`,
  );
}

/** Wall seconds of the whole study on all places: conditions cut into as many stacks as keep every place busy. */
async function study(pool: EnginePool): Promise<number> {
  pool.provide('study', classData(1000, 500));
  const shape = model([2, 50, 3]);
  const jobs = CONDITIONS.flatMap(([batchSize, learningRate]) => {
    const size = Math.min(pool.stackLimit(shape, batchSize), Math.ceil(STUDY_SEEDS / pool.places));
    const perEpoch = Math.ceil(500 / batchSize);
    const stacks: TrainingJob[] = [];
    for (let first = 0; first < STUDY_SEEDS; first += size) {
      const runs = Array.from({ length: Math.min(size, STUDY_SEEDS - first) }, (_, index) => run(first + index, { learningRate }));
      const evaluateAt = Array.from({ length: STUDY_EPOCHS + 1 }, (_, epoch) => epoch * perEpoch);
      stacks.push(
        job({
          id: `${String(batchSize)}-${String(learningRate)}-${String(first)}`,
          dataId: 'study',
          batchSize,
          updates: STUDY_EPOCHS * perEpoch,
          evaluateAt,
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

/** Seconds of the same study as a sequential PyTorch script, from one run of `epochs` epochs a condition. */
function pytorchStudy(torch: PyTorch, epochs: number): number {
  const perEpoch = CONDITIONS.map(([batch, rate]) => torch.studyRun(batch, rate, epochs) / epochs);
  return perEpoch.reduce((sum, seconds) => sum + seconds, 0) * STUDY_EPOCHS * STUDY_SEEDS;
}

const engines = createEngines({ startProcess: nodeProcess() });
const torch = findPyTorch();
const single = await engines.open('onnx-cpu', 1);
const computer = cpus()[0].model.trim();
if (!options.json)
  console.log(
    `${single.device}, ${computer}; ${torch === null ? 'no PyTorch found, so nothing is compared' : `PyTorch ${torch.version}, one thread`}`,
  );
const table: StepRow[] = [];
for (const sizes of NETS)
  if (options.net === undefined || options.net === sizes.join('-')) table.push(...(await steps(single, sizes, torch)));
let whole: {
  readonly engineSeconds: number;
  readonly places: number;
  readonly pytorchSeconds: number | null;
  readonly pytorchEpochsMeasured: number;
} | null = null;
if (!options.skipStudy) {
  const all = await engines.open('onnx-cpu', null);
  const epochs = options.quick ? 2 : 10;
  // Short stretches of PyTorch before and after the engine, so that both see the same machine.
  const before = torch === null ? null : pytorchStudy(torch, epochs);
  const engineSeconds = await study(all);
  const after = torch === null ? null : pytorchStudy(torch, epochs);
  const pytorchSeconds = before === null || after === null ? null : (before + after) / 2;
  whole = { engineSeconds, places: all.places, pytorchSeconds, pytorchEpochsMeasured: epochs };
  if (!options.json) {
    const other =
      pytorchSeconds === null
        ? ''
        : `; sequential PyTorch ${pytorchSeconds.toFixed(0)} s (extrapolated from ${String(epochs)} of ${String(STUDY_EPOCHS)} epochs of one run a condition): ${(pytorchSeconds / engineSeconds).toFixed(1)}x`;
    console.log(
      `study of 40 runs, ${String(STUDY_EPOCHS)} epochs each: ${engineSeconds.toFixed(1)} s on ${String(all.places)} cores${other}`,
    );
  }
}
await engines.close();
if (options.json)
  console.log(JSON.stringify({ computer, engine: single.device, pytorch: torch?.version ?? null, updates: table, study: whole }));
