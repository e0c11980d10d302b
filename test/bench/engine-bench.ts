/**
 * How fast the engine trains, beside PyTorch on one thread where there is one. Run with
 * `node test/bench/engine-bench.ts [--only study,memory,products,dense,convolutional,tensorflow,probe] [--net 2-50-3] [--quick]
 * [--clock processor] [--json] [--out FILE]`. All of it takes ten minutes or so on two cores with nothing else running.
 * `--only estimate`, a part for itself, sets predicted times of presets beside what they take; `--presets modes,dynamics` trains some
 * of them, and `--stacks` tells of every stack where its time went, and in brackets where it was expected to go.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { ModelShape } from '#core/experiment/plan';
import type { EnginePool } from '#lab/ports/engines';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import {
  type Clock,
  paired,
  type PairedRow,
  rowText,
  secondsOf,
  type Spread,
  spreadOf,
  spreadText,
  updateMilliseconds,
} from '#test/bench/measure';
import { hasProcessorTime } from '#test/bench/processor-time';
import { estimates } from '#test/bench/estimate';
import { stackText } from '#test/bench/stack-watch';
import { productMilliseconds } from '#test/bench/products';
import { findPyTorch, type PyTorch } from '#test/bench/pytorch';
import { bareStudy, type Cost, largeStudy, type Peaks, pytorchStudy, recordedStudy } from '#test/bench/study';
import { classData, job, model, run } from '#test/engine/support/jobs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    net: { type: 'string' },
    clock: { type: 'string', default: 'wall' },
    presets: { type: 'string' },
    stacks: { type: 'boolean', default: false },
  },
});
const CLOCK: Clock = options.clock === 'processor' ? 'processor' : 'wall';
if (!hasProcessorTime) throw new Error('only Linux says how much time of processors other processes take, which this benchmark compares');
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
const STUDY_EPOCHS = options.quick ? 20 : 200;
/** Those of one run a condition, from which the whole of PyTorch's study is extrapolated. */
const TORCH_EPOCHS = options.quick ? 2 : 5;
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
const facts: Record<string, Spread> = {};
const notCompared: string[] = [];
const engines = createEngines({ startProcess: nodeProcess() });
const torch = findPyTorch(CLOCK);
const isAvx512 = torch !== null && process.arch === 'x64' && hasAvx512();
/** OpenBLAS with the kernels of a processor without AVX-512. */
const haswell = isAvx512 ? findPyTorch(CLOCK, { OPENBLAS_CORETYPE: 'Haswell' }) : null;
const single = await engines.open('onnx-cpu', 1);
const computer = `${cpus()[0].model.trim()}, ${String(availableParallelism())} threads`;
say(`${single.device}, ${computer}; ${torch === null ? 'no PyTorch' : `PyTorch ${torch.version}`}; one thread each; ${CLOCK} time`);
say(`load of the machine before: ${loadavg()[0].toFixed(1)}; medians of ${String(REPEATS)} (least to most)`);
if (torch === null) notCompared.push('anything with PyTorch: no Python here has it');
if (!isAvx512) notCompared.push('PyTorch with AVX2 alone: this processor has no AVX-512, so every row is that');
if (loadavg()[0] > 0.5 && CLOCK === 'wall') notCompared.push('times with those of a quiet machine: other programs ran');

const PARTS = {
  // Those that tell the most memory of this process come first.
  study,
  memory,
  products,
  dense: () => dense(single, 'ONNX', torch, NETS, BATCHES),
  convolutional: () => images(single, 'ONNX', torch),
  tensorflow: tensorFlow,
  probe,
  estimate,
};
const wanted = options.only?.split(',') ?? Object.keys(PARTS).filter((name) => name !== 'estimate');
const durations: Record<string, number> = {};
for (const [name, part] of Object.entries(PARTS)) {
  if (!wanted.includes(name)) continue;
  const start = performance.now();
  try {
    await part();
  } catch (error) {
    // What is left of the benchmark is worth having; that it is not whole shows in its text, its JSON and its exit code.
    notCompared.push(`the rest of ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
  durations[name] = (performance.now() - start) / 1000;
  say(`(${name}: ${durations[name].toFixed(0)} s)`);
}
torch?.close();
haswell?.close();
await engines.close();
for (const what of notCompared) say(`not compared: ${what}`);
const result = {
  computer,
  engine: single.device,
  pytorch: torch?.version ?? null,
  clock: CLOCK,
  load: loadavg(),
  rows,
  facts,
  notCompared,
  durations,
};
if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(result, null, 2)}\n`);

function say(text: string): void {
  if (!options.json) process.stdout.write(`${text}\n`);
}

async function row(
  name: string,
  unit: string,
  own: () => Promise<number>,
  other: (() => Promise<number>) | null,
  repeats = REPEATS,
): Promise<void> {
  const made = await paired(name, unit, repeats, own, other);
  rows.push(made);
  say(rowText(made));
}

/** Measured once, or in turns with what it is compared with. */
function fact(name: string, ...values: readonly number[]): void {
  facts[name] = spreadOf(values);
  say(`${name.padEnd(52)} ${spreadText(facts[name])}`);
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
        await row(
          name,
          'ms',
          () => productMilliseconds([m, k, n], SECONDS / 2, CLOCK),
          torch && (() => torch.product(m, k, n, SECONDS / 2)),
        );
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
      await row(name, 'ms', () => updateMilliseconds(pool, step, SECONDS, CLOCK), other && (() => other.step(sizes, batchSize, SECONDS)));
      if (haswell !== null && pool === single) {
        await row(
          `${name}, AVX2`,
          'ms',
          () => updateMilliseconds(pool, step, SECONDS, CLOCK),
          () => haswell.step(sizes, batchSize, SECONDS),
        );
      }
    }
    pool.forget(dataId);
  }
}

async function images(pool: EnginePool, engine: string, other: PyTorch | null, batches = IMAGE_BATCHES): Promise<void> {
  pool.provide('images', classData(1200, 1100, 784, 10));
  for (const batchSize of batches) {
    const step = job({
      id: 'images',
      dataId: 'images',
      model: convolutional,
      batchSize,
      remainder: 'drop',
      runs: [run(0, { learningRate: 0.001 })],
    });
    const name = `${engine} conv16-pool-conv32-pool-dense10, batch ${String(batchSize)}`;
    await row(
      name,
      'ms',
      () => updateMilliseconds(pool, step, SECONDS, CLOCK),
      other && (() => other.convolutionalStep(batchSize, SECONDS)),
    );
  }
  pool.forget('images');
}

/** The fastest backend of TensorFlow.js that there is here; its rows have no PyTorch beside them, the same rows above have. */
async function tensorFlow(): Promise<void> {
  const pool = await engines.open('tfjs', 1);
  say(pool.device);
  await dense(pool, 'TensorFlow.js', null, NETS.slice(0, 2), [1, 32, 256]);
  // Larger batches of images take seconds an update there, and half a minute of silence counts as a dead process.
  await images(pool, 'TensorFlow.js', null, IMAGE_BATCHES.slice(0, 2));
  notCompared.push(`images in batches of ${String(IMAGE_BATCHES[2])} on TensorFlow.js: too slow`);
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
    const start = secondsOf(CLOCK);
    await inspector.inspect(
      { question: { kind: 'gradient', of: { runId: 'r', at: 'start' }, batchSizes, trials, rows: 'all' }, runs: [inspected] },
      watch,
    );
    return secondsOf(CLOCK) - start;
  };
  await ask([1], 2);
  const trialsOfLoop = Math.min(PROBE_TRIALS, 20);
  const loop = async (other: PyTorch): Promise<number> => {
    let trial = 0;
    for (const size of PROBE_BATCHES) trial += await other.probeTrial([784, 256, 10], size, trialsOfLoop);
    return trial * PROBE_TRIALS;
  };
  const name = `gradient probe, ${String(PROBE_TRIALS)} trials x ${String(PROBE_BATCHES.length)} sizes, 784-256-10`;
  await row(name, 's', () => ask([...PROBE_BATCHES], PROBE_TRIALS), torch && (() => loop(torch)), 1);
  await inspector.rest();
}

/** In turns: bare, with per-update metrics, through the lab, and in PyTorch. */
async function study(): Promise<void> {
  const all = await engines.open('onnx-cpu', null);
  for (const isRecorded of [false, true]) await bareStudy(all, isRecorded, 2);
  const made: { bare: Cost; metrics: Cost; lab: Cost & { peaks: Peaks } }[] = [];
  const name = `study of 40 runs x ${String(STUDY_EPOCHS)} epochs, ${String(all.places)} cores, sequential PyTorch`;
  const own = async (): Promise<number> => {
    const bare = await bareStudy(all, false, STUDY_EPOCHS);
    const metrics = await bareStudy(all, true, STUDY_EPOCHS);
    const lab = await recordedStudy(STUDY_EPOCHS);
    made.push({ bare, metrics, lab });
    return metrics[CLOCK];
  };
  await row(name, 's', own, torch && (() => pytorchStudy(torch, STUDY_EPOCHS, TORCH_EPOCHS)));
  for (const clock of ['wall', 'processor'] as const) {
    const over = (part: 'metrics' | 'lab'): readonly number[] => made.map((one) => 100 * (one[part][clock] / one.bare[clock] - 1));
    fact(`bare training, ${clock} s`, ...made.map(({ bare }) => bare[clock]));
    fact(`cost of per-update metrics, ${clock} %`, ...over('metrics'));
    fact(`cost of metrics, SQLite and live curves, ${clock} %`, ...over('lab'));
  }
  tellPeaks('study', made[0].lab.peaks);
}

/** What every process takes in a study whose data set is as large as MNIST. */
async function memory(): Promise<void> {
  fact(`features of ${String(LARGE_ROWS)} x ${String(LARGE_COLUMNS)} rows, MB`, (LARGE_ROWS * (LARGE_COLUMNS + 1) * 4) / 1e6);
  tellPeaks('large study', await largeStudy(LARGE_ROWS, LARGE_COLUMNS));
}

function tellPeaks(name: string, { lab, engines: each }: Peaks): void {
  fact(`${name}: lab process at most, MB`, lab / 1e6);
  each.forEach((bytes, index) => {
    fact(`${name}: engine process ${String(index + 1)} at most, MB`, bytes / 1e6);
  });
}

function hasAvx512(): boolean {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8').includes('avx512f');
  } catch {
    // Only Linux tells so.
    return false;
  }
}

/** How near the lab's first estimates of presets come, and its ETA after a tenth of the work: predicted / actual, 1 being right. */
async function estimate(): Promise<void> {
  for await (const one of estimates(say, options.presets)) {
    const { id, turn, predictedSeconds, actualSeconds, etaRatios, reason } = one;
    say(`${id}, ${turn} run: predicted ${predictedSeconds.toFixed(1)} s, took ${actualSeconds.toFixed(1)} s (${reason})`);
    if (options.stacks) for (const stack of one.stacks) say(stackText(stack));
    fact(`${id}, ${turn} run, first estimate / actual`, predictedSeconds / actualSeconds);
    for (const { part, ratio } of etaRatios) {
      if (ratio !== null) fact(`${id}, ${turn} run, ETA after ${String(100 * part)} % / actual`, ratio);
    }
  }
}
