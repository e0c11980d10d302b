/** The doctor's standard task (2-50-3 network, batch size 32): how fast an engine trains it, and what numbers it gets. */
import type { PreparedData } from '#core/data/table';
import { optimizerDefaults } from '#core/experiment/optimizers';
import { LabError } from '#core/failure';
import { randomStream } from '#core/random';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import type { CostModel } from '#engine/cost-model';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';

const ROWS = 1024;
const CLASSES = 3;
const BATCH = 32;
const SECONDS = 0.5;
const WARM_UP_SECONDS = 0.2;
const COMPARED_UPDATES = 20;
const DATA_ID = 'standard-task';

const model: TrainingJob['model'] = {
  inputs: 2,
  layers: [{ kind: 'dense', units: 50, activation: 'relu' }],
  outputs: CLASSES,
  initializer: 'heUniform',
  loss: 'crossEntropy',
};

const alone: TrainingJob = {
  id: DATA_ID,
  dataId: DATA_ID,
  seed: 1,
  model,
  labelSmoothing: 0,
  batchSize: BATCH,
  laterBatches: [],
  remainder: 'keep',
  sampling: 'shuffle',
  updates: COMPARED_UPDATES,
  seconds: null,
  evaluateAt: [0, COMPARED_UPDATES],
  everyUpdate: ['loss', 'accuracy', 'gradientNorm'],
  runs: [stackedRun(0)],
};

/** Training samples a second of a full stack in half a second, after a warm-up; tells the cost model. Throws LabError if the engine fails. */
export async function measureSpeed(pool: EnginePool, costs: CostModel): Promise<number> {
  const runs = Array.from({ length: pool.stackLimit(model, BATCH) }, (_, replicate) => stackedRun(replicate));
  // A graphics device compiles its programs when they first run.
  await train(pool, { ...alone, runs, updates: 1e9, evaluateAt: [], seconds: WARM_UP_SECONDS / runs.length });
  const events = await train(pool, { ...alone, runs, updates: 1e9, evaluateAt: [], seconds: SECONDS / runs.length });
  const outcome = events.flatMap((event) => (event.kind === 'outcome' ? event.runs : []))[0];
  // `seconds` is the share of one run, so this is what the whole stack got through.
  costs.measured(model, BATCH, runs.length, (outcome.seconds * runs.length) / outcome.update);
  return Math.round((outcome.update * BATCH) / outcome.seconds);
}

const FAMILY_SECONDS = 0.3;

/** A network of each family but the standard task's, with a batch size; trained for a moment, they tell the cost model how fast families are. */
const FAMILIES: readonly { readonly model: TrainingJob['model']; readonly batchSize: number }[] = [
  {
    model: { ...model, inputs: 784, layers: [{ kind: 'dense', units: 128, activation: 'relu' }], outputs: 10 },
    batchSize: 32,
  },
  {
    model: {
      ...model,
      inputs: 784,
      image: { channels: 1, height: 28, width: 28 },
      layers: [
        { kind: 'conv2d', filters: 8, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' },
        { kind: 'maxPool', size: 2, stride: 2 },
        { kind: 'flatten' },
      ],
      outputs: 10,
    },
    batchSize: 16,
  },
];

/** Trains a network of each other family for a moment and tells the cost model. Throws LabError if the engine fails. */
export async function measureFamilies(pool: EnginePool, costs: CostModel): Promise<void> {
  const data = standardData(784, 10, 128);
  for (const family of FAMILIES) {
    const job = { ...alone, ...family, updates: 1e9, evaluateAt: [] };
    await train(pool, { ...job, seconds: FAMILY_SECONDS / 3 }, data);
    const events = await train(pool, { ...job, seconds: FAMILY_SECONDS }, data);
    const [outcome] = events.flatMap((event) => (event.kind === 'outcome' ? event.runs : []));
    costs.measured(family.model, family.batchSize, 1, outcome.seconds / outcome.update);
  }
}

/** Losses, then gradient norms of 20 updates, then loss, weight norm and distance at their end. Throws LabError if the engine fails. */
export async function standardNumbers(pool: EnginePool): Promise<readonly number[]> {
  const events = await train(pool, alone);
  const progress = events.flatMap((event) => (event.kind === 'progress' ? event.runs : []));
  const column = (name: 'loss' | 'gradientNorm'): number[] => progress.flatMap(({ metrics }) => [...(metrics[name] ?? [])]);
  const evaluations = progress.flatMap((part) => part.evaluations).filter(({ update }) => update === COMPARED_UPDATES);
  return [...column('loss'), ...column('gradientNorm'), ...evaluations.flatMap((at) => [at.train.loss, at.weightNorm, at.weightDistance])];
}

/** Largest |a - b| / max(|a|, |b|) of numbers at the same place; infinite where they are not comparable. */
export function maxRelativeDifference(some: readonly number[], others: readonly number[]): number {
  if (some.length !== others.length) return Infinity;
  return some.reduce((worst, value, index) => {
    const difference = Math.abs(value - others[index]);
    if (Number.isNaN(difference)) return Infinity;
    return difference === 0 ? worst : Math.max(worst, difference / Math.max(Math.abs(value), Math.abs(others[index])));
  }, 0);
}

function stackedRun(replicate: number): TrainingJob['runs'][number] {
  const optimizer = { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.01 }), momentum: 0.9 };
  return { runId: `${DATA_ID}-${String(replicate)}`, replicate, optimizer, schedule: CONSTANT_RATE, checkpoint: null };
}

async function train(pool: EnginePool, job: TrainingJob, data = standardData(2, CLASSES, ROWS)): Promise<readonly EngineEvent[]> {
  pool.provide(DATA_ID, data);
  try {
    return await new Promise((resolve, reject) => {
      const events: EngineEvent[] = [];
      pool.start(job, (event) => {
        events.push(event);
        if (event.kind === 'ended') resolve(events);
        if (event.kind === 'failed') reject(new LabError(event.failure));
      });
    });
  } finally {
    pool.forget(DATA_ID);
  }
}

/** Classes around points of their own. */
function standardData(columns: number, classes: number, rows: number): PreparedData {
  const stream = randomStream(1, 'data');
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const features = Float32Array.from(
    { length: columns * rows },
    (_, index) => labels[Math.floor(index / columns)] * ((index % 2) - 0.5) * 4 + stream.normal(),
  );
  const names = (letter: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${letter}${String(index)}`);
  return {
    table: { features, featureNames: names('x', columns), rows, target: { kind: 'class', labels, classNames: names('c', classes) } },
    split: { train: Int32Array.from(labels.keys()), validation: new Int32Array(0), test: new Int32Array(0) },
  };
}
