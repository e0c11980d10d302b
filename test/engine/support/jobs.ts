/** Small data sets and jobs for engine tests, and a trainer that runs in the test's own process and keeps what it says. */
import { randomStream } from '#core/random';
import type { PreparedData } from '#core/data/table';
import { optimizerDefaults, type OptimizerSettings } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import type { Activation } from '#core/experiment/spec';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import type { Evaluation } from '#core/series/evaluation';
import type { EngineEvent, RunCheckpoint, RunOutcome, StackedRun, TrainingJob } from '#lab/ports/engines';
import { onnxMethod } from '#engine/onnx/onnx-method';
import { ExecutableCache } from '#engine/onnx/session';
import { engineData } from '#engine/training/engine-data';
import type { TrainingMethod } from '#engine/training/method';
import { train } from '#engine/training/trainer';

/** Rows around one centre a class; the first `trainingRows` are the training split, then validation and test by halves. */
export function classData(rows: number, trainingRows: number, features = 2, classes = 3): PreparedData {
  const stream = randomStream(7, 'data', rows, features);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const values = Float32Array.from({ length: rows * features }, (_, index) => {
    const label = labels[Math.floor(index / features)];
    return Math.cos((label * 2 * Math.PI) / classes + (index % features)) + 0.6 * stream.normal();
  });
  const classNames = Array.from({ length: classes }, (_, index) => `class ${String(index)}`);
  return prepared(values, features, { kind: 'class', labels, classNames }, rows, trainingRows);
}

/** A noisy linear function of the features. */
export function valueData(rows: number, trainingRows: number, features = 2): PreparedData {
  const stream = randomStream(8, 'data', rows, features);
  const inputs = Float32Array.from({ length: rows * features }, () => stream.normal());
  const values = Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0.5 + 0.1 * stream.normal();
    for (let feature = 0; feature < features; feature++) sum += (feature + 1) * inputs[row * features + feature];
    return sum;
  });
  return prepared(inputs, features, { kind: 'value', name: 'y', values }, rows, trainingRows);
}

function prepared(
  features: Float32Array,
  columns: number,
  target: PreparedData['table']['target'],
  rows: number,
  trainingRows: number,
): PreparedData {
  const indices = Int32Array.from({ length: rows }, (_, index) => index);
  const middle = trainingRows + Math.floor((rows - trainingRows) / 2);
  return {
    table: { features, featureNames: Array.from({ length: columns }, (_, index) => `x${String(index)}`), rows, target },
    split: { train: indices.slice(0, trainingRows), validation: indices.slice(trainingRows, middle), test: indices.slice(middle) },
  };
}

export function model(sizes: readonly number[], loss: ModelShape['loss'] = 'crossEntropy', activation: Activation = 'relu'): ModelShape {
  return {
    inputs: sizes[0],
    layers: sizes.slice(1, -1).map((units) => ({ kind: 'dense', units, activation })),
    outputs: sizes[sizes.length - 1],
    initializer: 'heUniform',
    loss,
  };
}

/** A run of a stack; optimizer settings may stand beside its own fields. */
export function run(replicate: number, changes: Partial<Omit<StackedRun, 'replicate'>> & Partial<OptimizerSettings> = {}): StackedRun {
  const { runId, schedule, stopping, checkpoint, optimizer, ...settings } = changes;
  return {
    runId: runId ?? `run-${String(replicate)}`,
    replicate,
    optimizer: optimizer ?? { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.05 }), momentum: 0.9, ...settings },
    schedule: schedule ?? CONSTANT_RATE,
    ...(stopping === undefined ? {} : { stopping }),
    checkpoint: checkpoint ?? null,
  };
}

export function job(changes: Partial<TrainingJob> = {}): TrainingJob {
  return {
    id: 'job',
    dataId: 'data',
    seed: 1,
    model: model([2, 50, 3]),
    batchSize: 32,
    laterBatches: [],
    remainder: 'keep',
    sampling: 'shuffle',
    labelSmoothing: 0,
    updates: 40,
    seconds: null,
    evaluateAt: [0, 10, 20, 40],
    everyUpdate: ['loss', 'accuracy', 'gradientNorm'],
    runs: [run(0)],
    ...changes,
  };
}

/** All that a trainer said about one run. */
export interface Story {
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** Without seconds, which no two trainings share. */
  readonly evaluations: readonly Omit<Evaluation, 'seconds'>[];
  readonly outcome: Omit<RunOutcome, 'seconds'> | undefined;
}

/** The events of a job, told run by run. */
export function stories(events: readonly EngineEvent[]): ReadonlyMap<string, Story> {
  const told = new Map<
    string,
    { metrics: Record<string, number[]>; evaluations: Omit<Evaluation, 'seconds'>[]; outcome: Story['outcome'] }
  >();
  const of = (runId: string) => {
    const story = told.get(runId) ?? { metrics: {}, evaluations: [], outcome: undefined };
    told.set(runId, story);
    return story;
  };
  for (const event of events) {
    if (event.kind === 'progress') {
      for (const progress of event.runs) {
        const story = of(progress.runId);
        for (const [name, column] of Object.entries(progress.metrics)) {
          const series = (story.metrics[name] ??= []);
          series.splice(progress.fromUpdate, Infinity, ...column);
        }
        for (const { seconds, ...evaluation } of progress.evaluations) {
          if (!(seconds >= 0)) throw new Error('an evaluation has a time');
          story.evaluations.push(evaluation);
        }
      }
    }
    if (event.kind === 'outcome') {
      for (const { seconds, ...outcome } of event.runs) {
        if (!(seconds >= 0)) throw new Error('an outcome has a time');
        of(outcome.runId).outcome = outcome;
      }
    }
  }
  return told;
}

export interface TrainHereOptions {
  readonly cache?: ExecutableCache;
  readonly blockLimit?: () => number;
  /** Stop after so many blocks. */
  readonly stopAfterBlocks?: number;
}

/** Trains in this process with ONNX Runtime; returns the events in order. */
export function trainHere(theJob: TrainingJob, data: PreparedData, options: TrainHereOptions = {}): Promise<readonly EngineEvent[]> {
  return trainWith(onnxMethod(engineData(data), options.cache ?? sharedCache), theJob, options);
}

/** Trains in this process with any engine. */
export async function trainWith<State>(
  method: TrainingMethod<State>,
  theJob: TrainingJob,
  options: Omit<TrainHereOptions, 'cache'> = {},
): Promise<readonly EngineEvent[]> {
  const events: EngineEvent[] = [];
  let blocks = 0;
  await train(theJob, method, {
    emit: (event) => void events.push(event),
    control: {
      get wish() {
        return blocks >= (options.stopAfterBlocks ?? Infinity) ? 'stop' : 'train';
      },
      changed: () => Promise.resolve(),
    },
    now: () => performance.now(),
    onCost: () => {
      blocks++;
    },
    ...(options.blockLimit === undefined ? {} : { blockLimit: options.blockLimit }),
  });
  return events;
}

const sharedCache = new ExecutableCache(200);

/** The last checkpoint of every run. */
export function checkpoints(events: readonly EngineEvent[]): ReadonlyMap<string, RunCheckpoint> {
  const last = new Map<string, RunCheckpoint>();
  for (const event of events) {
    if (event.kind === 'checkpoint') for (const checkpoint of event.runs) last.set(checkpoint.runId, checkpoint);
  }
  return last;
}
