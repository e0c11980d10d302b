/**
 * How fast the engine trains, beside PyTorch on one thread where there is one. Run with
 * `node test/bench/engine-bench.ts [--only products,dense,convolutional,tensorflow,probe,study,memory] [--quick] [--json] [--out FILE]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { ModelShape } from '#core/experiment/plan';
import type { EnginePool } from '#lab/ports/engines';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import { finished, paired, type PairedRow, rowText, spreadOf, updateMilliseconds } from '#test/bench/measure';
import { productMilliseconds } from '#test/bench/products';
import { findPyTorch, type PyTorch } from '#test/bench/pytorch';
import { bareStudy, peakBytes, pytorchStudy, recordedStudy, STUDY_EPOCHS } from '#test/bench/study';
import { classData, job, model, run } from '#test/engine/support/jobs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    net: { type: 'string' },
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
const IMAGE_BATCHES = [1, 32, 128];
const PROBE_BATCHES = [1, 4, 16, 64, 256, 1024];
const PROBE_TRIALS = options.quick ? 50 : 1000;
/** Rows and columns of the data whose memory is measured: those of MNIST. */
const [LARGE_ROWS, LARGE_COLUMNS] = [60_000, 784];

const convolutional: ModelShape = {
  inputs: 784,
  image: { channels: 1, height: 28, width: 28 },
  layers: [
    { kind: 'conv2d', filters: 16, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' },
    { kind: 'maxPool', size: 2, stride: 2 },
    { kind: 'conv2d', filters: 32, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' },
    { kind: 'maxPool', size: 2, stride: 2 },
    { kind: 'flatten' },
  ],
  outputs: 10,
  initializer: 'heUniform',
  loss: 'crossEntropy',
};

const rows: PairedRow[] = [];
const facts: Record<string, number> = {};
const engines = createEngines({ startProcess: nodeProcess() });
const torch = findPyTorch();
const isAvx512 = torch !== null && process.arch === 'x64' && hasAvx512();
/** OpenBLAS with the kernels of a processor without AVX-512. */
const haswell = isAvx512 ? findPyTorch({ OPENBLAS_CORETYPE: 'Haswell' }) : null;
const single = await engines.open('onnx-cpu', 1);
const computer = `${cpus()[0].model.trim()}, ${String(availableParallelism())} threads`;
say(
  `${single.device}, ${computer}; ${torch === null ? 'no PyTorch found, so nothing is compared' : `PyTorch ${torch.version}`}; one thread each`,
);
say(`load of the machine before: ${loadavg()[0].toFixed(1)}; medians of ${String(REPEATS)} (least to most)`);

if (isWanted('products')) await products();
if (isWanted('dense')) await dense(single, 'ONNX', torch, NETS, BATCHES);
if (isWanted('convolutional')) await images(single, 'ONNX', torch);
if (isWanted('tensorflow')) await tensorFlow();
if (isWanted('probe')) await probe();
if (isWanted('study')) await study();
if (isWanted('memory')) await memory();
await engines.close();
const result = { computer, engine: single.device, pytorch: torch?.version ?? null, load: loadavg(), rows, facts };
if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(result, null, 2)}\n`);

function isWanted(part: string): boolean {
  return options.only === undefined || options.only.split(',').includes(part);
}

function say(text: string): void {
  if (!options.json) process.stdout.write(`${text}\n`);
}

async function row(name: string, unit: string, own: () => Promise<number>, other: (() => number) | null, repeats = REPEATS): Promise<void> {
  const made = await paired(name, unit, repeats, own, other);
  rows.push(made);
  say(rowText(made));
}

function fact(name: string, value: number): void {
  facts[name] = value;
  say(`${name.padEnd(52)} ${value.toPrecision(4)}`);
}

/** What a training step of the nets consists of: forward, gradient of the weights. */
async function products(): Promise<void> {
  for (const inner of [785, 1025]) {
    const columns = inner === 785 ? 256 : 1024;
    for (const batch of BATCHES.slice(1)) {
      for (const [m, k, n] of [
        [batch, inner, columns],
        [columns, batch, inner],
      ] as const) {
        const name = `product ${String(m)} x ${String(k)} x ${String(n)}`;
        await row(name, 'ms', () => productMilliseconds(m, k, n, SECONDS / 2), torch && (() => torch.product(m, k, n, SECONDS / 2)));
      }
    }
  }
}

async function dense(
  pool: EnginePool,
  engine: string,
  other: PyTorch | null,
  nets: typeof NETS,
  batches: readonly number[],
): Promise<void> {
  for (const sizes of nets) {
    const net = sizes.join('-');
    if (options.net !== undefined && options.net !== net) continue;
    const dataId = `dense-${net}`;
    pool.provide(dataId, classData(4096, 4000, sizes[0], sizes[sizes.length - 1]));
    for (const batchSize of batches) {
      const count = sizes[0] === 2 ? Math.min(16, pool.stackLimit(model(sizes), batchSize)) : 1;
      const runs = Array.from({ length: count }, (_, index) => run(index, { learningRate: 0.001 }));
      const step = job({ id: dataId, dataId, model: model(sizes), batchSize, remainder: 'drop', runs });
      const name = `${engine} ${net}, batch ${String(batchSize)}, ${String(count)} stacked`;
      await row(name, 'ms', () => updateMilliseconds(pool, step, SECONDS), other && (() => other.step(sizes, batchSize, SECONDS)));
      if (haswell !== null && pool === single) {
        await row(
          `${name}, AVX2`,
          'ms',
          () => updateMilliseconds(pool, step, SECONDS),
          () => haswell.step(sizes, batchSize, SECONDS),
        );
      }
    }
    pool.forget(dataId);
  }
}

async function images(pool: EnginePool, engine: string, other: PyTorch | null): Promise<void> {
  pool.provide('images', classData(1200, 1100, 784, 10));
  for (const batchSize of IMAGE_BATCHES) {
    const step = job({
      id: 'images',
      dataId: 'images',
      model: convolutional,
      batchSize,
      remainder: 'drop',
      runs: [run(0, { learningRate: 0.001 })],
    });
    const name = `${engine} conv16-pool-conv32-pool-dense10, batch ${String(batchSize)}`;
    await row(name, 'ms', () => updateMilliseconds(pool, step, SECONDS), other && (() => other.convolutionalStep(batchSize, SECONDS)));
  }
  pool.forget('images');
}

/** The fastest backend of TensorFlow.js that there is here; its rows have no PyTorch beside them, the same rows above have. */
async function tensorFlow(): Promise<void> {
  const pool = await engines.open('tfjs', 1);
  say(pool.device);
  await dense(pool, 'TensorFlow.js', null, NETS.slice(0, 2), [1, 32, 256]);
  await images(pool, 'TensorFlow.js', null);
}

async function probe(): Promise<void> {
  const inspector = engines.inspector();
  inspector.provide('probe', classData(4096, 4000, 784, 10));
  const shape = model([784, 256, 10]);
  const optimizer = run(0).optimizer;
  const watch = { onProgress: () => undefined, signal: new AbortController().signal };
  const ask = async (batchSizes: number[], trials: number): Promise<number> => {
    const moments = [{ update: 0, epoch: 0, state: null }];
    const inspected = {
      runId: 'r',
      dataId: 'probe',
      model: shape,
      seed: 1,
      replicate: 0,
      labelSmoothing: 0,
      batchSize: 32,
      optimizer,
      moments,
    };
    const start = performance.now();
    await inspector.inspect(
      { question: { kind: 'gradient', of: { runId: 'r', at: 'start' }, batchSizes, trials, rows: 'all' }, runs: [inspected] },
      watch,
    );
    return (performance.now() - start) / 1000;
  };
  await ask([1], 2);
  const trialsOfLoop = Math.min(PROBE_TRIALS, 20);
  const loop = (): number =>
    torch === null
      ? NaN
      : PROBE_BATCHES.reduce((sum, size) => sum + torch.probeTrial([784, 256, 10], size, trialsOfLoop), 0) * PROBE_TRIALS;
  const name = `gradient probe, ${String(PROBE_TRIALS)} trials x ${String(PROBE_BATCHES.length)} sizes, 784-256-10`;
  await row(name, 's', () => ask([...PROBE_BATCHES], PROBE_TRIALS), torch && loop, 1);
  await inspector.rest();
}

async function study(): Promise<void> {
  const all = await engines.open('onnx-cpu', null);
  const epochs = options.quick ? 2 : 10;
  const name = `study of 40 runs x ${String(STUDY_EPOCHS)} epochs on ${String(all.places)} cores, sequential PyTorch`;
  await row(name, 's', () => bareStudy(all, true), torch && (() => pytorchStudy(torch, epochs)));
  const recorded: number[] = [];
  const [withMetrics, bare]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    bare.push(await bareStudy(all, false));
    withMetrics.push(await bareStudy(all, true));
    const { seconds, labPeakBytes, enginePeakBytes } = await recordedStudy();
    recorded.push(seconds);
    if (repeat > 0) continue;
    fact('study: peak memory of the lab, MB', labPeakBytes / 1e6);
    fact('study: peak memory of an engine process, MB', enginePeakBytes / 1e6);
  }
  const base = spreadOf(bare).median;
  fact('study without per-update metrics, s', base);
  fact('cost of per-update metrics, %', 100 * (spreadOf(withMetrics).median / base - 1));
  fact('cost of metrics, SQLite and live curves, %', 100 * (spreadOf(recorded).median / base - 1));
}

/** What engine processes take that hold a data set as large as MNIST. */
async function memory(): Promise<void> {
  const megabytes = (LARGE_ROWS * (LARGE_COLUMNS + 1) * 4) / 1e6;
  fact(`features of ${String(LARGE_ROWS)} x ${String(LARGE_COLUMNS)} rows, MB`, megabytes);
  const data = classData(LARGE_ROWS, LARGE_ROWS - 10_000, LARGE_COLUMNS, 10);
  for (const places of [1, 2]) {
    const own = createEngines({ startProcess: nodeProcess() });
    const pool = await own.open('onnx-cpu', places);
    pool.provide('large', data);
    const large = job({ dataId: 'large', model: model([784, 32, 10]), batchSize: 256, updates: 200, evaluateAt: [] });
    await Promise.all(Array.from({ length: places }, (_, index) => finished(pool, { ...large, id: `large-${String(index)}` })));
    pool.processes().forEach((figures, index) => {
      fact(`memory of process ${String(index + 1)} of ${String(places)} now, MB`, figures.memoryBytes / 1e6);
      fact(`memory of process ${String(index + 1)} of ${String(places)} at most, MB`, peakBytes(figures) / 1e6);
    });
    await own.close();
  }
}

function hasAvx512(): boolean {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8').includes('avx512f');
  } catch {
    // Only Linux tells so.
    return false;
  }
}
