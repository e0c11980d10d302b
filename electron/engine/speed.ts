/** The doctor's standard task: how many samples a second one place of a pool trains on, 2-50-3 network, batch size 32. */
import { optimizerDefaults } from '#core/experiment/optimizers';
import { LabError } from '#core/failure';
import { randomStream } from '#core/random';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import type { CostModel } from '#engine/cost-model';
import type { PreparedData } from '#core/data/table';
import type { EnginePool, TrainingJob } from '#lab/ports';

const ROWS = 1024;
const CLASSES = 3;
const BATCH = 32;
const SECONDS = 0.5;
const DATA_ID = 'speed-test';

const model: TrainingJob['model'] = {
  inputs: 2,
  layers: [{ kind: 'dense', units: 50, activation: 'relu' }],
  outputs: CLASSES,
  initializer: 'heUniform',
  loss: 'crossEntropy',
};

/** Trains a full stack for half a second, and tells the cost model. Throws LabError if the engine fails. */
export async function measureSpeed(pool: EnginePool, costs: CostModel): Promise<number> {
  const runs = pool.stackLimit(model, BATCH);
  pool.provide(DATA_ID, standardData());
  try {
    const { update, seconds } = await outcomeOf(pool, {
      id: DATA_ID,
      dataId: DATA_ID,
      seed: 1,
      model,
      batchSize: BATCH,
      laterBatches: [],
      remainder: 'keep',
      sampling: 'shuffle',
      labelSmoothing: 0,
      updates: 1e9,
      seconds: SECONDS / runs,
      evaluateAt: [],
      everyUpdate: ['loss', 'accuracy', 'gradientNorm'],
      runs: Array.from({ length: runs }, (_, replicate) => ({
        runId: `${DATA_ID}-${String(replicate)}`,
        replicate,
        optimizer: { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.01 }), momentum: 0.9 },
        schedule: CONSTANT_RATE,
        checkpoint: null,
      })),
    });
    // `seconds` is the share of one run, so this is what the whole stack got through.
    costs.measured(model, BATCH, runs, (seconds * runs) / update);
    return Math.round((update * BATCH) / seconds);
  } finally {
    pool.forget(DATA_ID);
  }
}

function outcomeOf(pool: EnginePool, job: TrainingJob): Promise<{ readonly update: number; readonly seconds: number }> {
  return new Promise((resolve, reject) => {
    pool.start(job, (event) => {
      if (event.kind === 'outcome') resolve(event.runs[0]);
      if (event.kind === 'failed') reject(new LabError(event.failure));
    });
  });
}

function standardData(): PreparedData {
  const stream = randomStream(1, 'data');
  const labels = Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES);
  const features = Float32Array.from({ length: 2 * ROWS }, (_, index) => labels[index >> 1] * ((index % 2) - 0.5) * 4 + stream.normal());
  return {
    table: { features, featureNames: ['x', 'y'], rows: ROWS, target: { kind: 'class', labels, classNames: ['a', 'b', 'c'] } },
    split: { train: Int32Array.from(labels.keys()), validation: new Int32Array(0), test: new Int32Array(0) },
  };
}
