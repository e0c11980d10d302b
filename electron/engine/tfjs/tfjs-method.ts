/** How TensorFlow.js trains: one update of one run after the other. Between blocks the numbers lie in plain arrays, and no tensor lives. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { parameterTensors } from '#core/experiment/layer-shapes';
import { predictsClasses } from '#core/experiment/loss';
import type { StackedRun, TrainingJob } from '#lab/ports/engines';
import { batchExtras, rowsOf, targetsOf, type TfjsData, undroppedExtras } from '#engine/tfjs/batch';
import { measuredLoss } from '#engine/tfjs/loss';
import { checkMemory } from '#engine/tfjs/memory';
import { slotCount } from '#engine/tfjs/optimizer';
import { looked, squaredGradient, tensorsOf, updated, type Batch, type LiveRun } from '#engine/tfjs/update';
import { TFJS_MARK } from '#engine/training/checkpoint';
import { batchFeed, type BatchFeed } from '#engine/training/batch-feed';
import type { Evaluator, GradientSquares, RunState, RunWeights, TrainingMethod, TrainingStack } from '#engine/training/method';
import { isLogisticAnswer } from '#engine/training/logistic';
import { isLargest, type BlockMetrics } from '#engine/training/metrics';
import { openScorer } from '#engine/training/scoring';

type TfjsState = readonly RunState[];

export function tfjsMethod(data: TfjsData): TrainingMethod<TfjsState> {
  return {
    mark: TFJS_MARK,
    data,
    stackLimit: () => 1,
    slotCount: ([{ optimizer }]) => slotCount(optimizer),
    openStack(job, runs, starts) {
      if (tf.getBackend() === 'wasm') checkMemory(job);
      return new TfjsStack(job, runs, data, starts);
    },
    openEvaluator: (job, runs) => Promise.resolve(evaluator(job, runs, data)),
    gradientSquares: (job) => gradientSquares(job, data),
  };
}

class TfjsStack implements TrainingStack<TfjsState> {
  readonly feed: BatchFeed;
  state: TfjsState;
  private readonly job: TrainingJob;
  private readonly runs: readonly StackedRun[];
  private readonly data: TfjsData;
  private readonly extras: readonly ReturnType<typeof batchExtras>[];

  constructor(job: TrainingJob, runs: readonly StackedRun[], data: TfjsData, starts: TfjsState) {
    this.job = job;
    this.runs = runs;
    this.data = data;
    this.state = starts;
    this.feed = batchFeed(job, runs, data, () => 1);
    this.extras = runs.map((run) => batchExtras(job, run));
  }

  async train(state: TfjsState, fromUpdate: number, updates: number): ReturnType<TrainingStack<TfjsState>['train']> {
    const metrics = emptyMetrics(this.job, this.runs.length, updates);
    const live = state.map((one) => alive(this.job, one));
    try {
      for (let index = 0; index < updates; index++) {
        for (const [place, run] of this.runs.entries()) this.update(run, place, live, fromUpdate + index, index, metrics);
        // TensorFlow.js computes on this thread: messages are heard in between.
        await setImmediate();
      }
      return { state: live.map(atRest), metrics };
    } finally {
      tf.dispose(live.flatMap(tensorsOf));
    }
  }

  runState(state: TfjsState, run: number): RunState {
    return state[run];
  }

  runWeights(state: TfjsState, run: number): RunWeights {
    return state[run];
  }

  private update(run: StackedRun, place: number, live: LiveRun[], update: number, index: number, metrics: BlockMetrics): void {
    const { job, data, feed } = this;
    const { inputs, outputs, loss } = job.model;
    const rows = feed.rowsAt(place, update);
    const targets = targetsOf(job, data, rows);
    const batch: Batch = {
      rows: rowsOf(data.features, rows, inputs),
      targets: tf.tensor2d(targets, [rows.length, outputs]),
      extras: this.extras[place](update, rows.length),
      share: feed.shareAt(update),
    };
    const before = live[place];
    const after = updated(job, run, before, batch, update);
    live[place] = after.run;
    tf.dispose([...tensorsOf(before), batch.rows, batch.targets]);
    metrics.loss[place][index] = measuredLoss(loss, after.said, targets, outputs);
    if (metrics.accuracy[place].length > 0) metrics.accuracy[place][index] = accuracyOf(job.model, after.said, rows, data);
    if (metrics.gradientNorm[place].length > 0) metrics.gradientNorm[place][index] = after.gradientNorm;
  }
}

function evaluator(job: TrainingJob, runs: number, data: TfjsData): Evaluator<TfjsState> {
  const { inputs, outputs } = job.model;
  const scorer = openScorer(job, runs, data);
  return {
    evaluate: (state) =>
      scorer.score(async (rows) => {
        await setImmediate();
        const all = new Float32Array(runs * rows.length * outputs);
        state.forEach((one, run) => {
          const live = alive(job, one);
          const values = rowsOf(data.features, rows, inputs);
          all.set(looked(job, values, live), run * rows.length * outputs);
          tf.dispose([...tensorsOf(live), values]);
        });
        return all;
      }),
  };
}

function gradientSquares(job: TrainingJob, data: TfjsData): GradientSquares {
  const { inputs, outputs } = job.model;
  return async (weights, batches, size) => {
    const live = alive(job, { ...weights, slots: [] });
    const squares = new Float64Array(batches.length / size);
    try {
      for (let batch = 0; batch < squares.length; batch++) {
        const rows = batches.subarray(batch * size, (batch + 1) * size);
        const values = rowsOf(data.features, rows, inputs);
        const targets = tf.tensor2d(targetsOf(job, data, rows), [size, outputs]);
        squares[batch] = squaredGradient(job, live, { rows: values, targets, extras: undroppedExtras(size) });
        tf.dispose([values, targets]);
        // TensorFlow.js computes on this thread: messages are heard in between.
        await setImmediate();
      }
    } finally {
      tf.dispose(tensorsOf(live));
    }
    return squares;
  };
}

/** The tensors of a run. */
function alive({ model }: TrainingJob, { parameters, slots, statistics }: RunState): LiveRun {
  const shapes = parameterTensors(model);
  const matrix = (values: Float32Array, index: number): tf.Tensor => {
    const { rows, columns } = shapes[index % shapes.length];
    // A copy: backends may keep the array that they are given.
    return tf.tensor2d(values.slice(), [rows, columns]);
  };
  return {
    parameters: parameters.map(matrix),
    slots: slots.map(matrix),
    statistics: statistics.map((values) => tf.tensor1d(values.slice())),
  };
}

function atRest({ parameters, slots, statistics }: LiveRun): RunState {
  const read = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());
  return { parameters: parameters.map(read), slots: slots.map(read), statistics: statistics.map(read) };
}

function emptyMetrics({ model, everyUpdate }: TrainingJob, runs: number, updates: number): BlockMetrics {
  const columns = (isThere: boolean): Float32Array[] => Array.from({ length: runs }, () => new Float32Array(isThere ? updates : 0));
  return {
    loss: columns(true),
    accuracy: columns(predictsClasses(model.loss)),
    gradientNorm: columns(everyUpdate.includes('gradientNorm')),
  };
}

/** Part of the rows that the network is right about. */
function accuracyOf({ outputs, loss }: TrainingJob['model'], said: Float32Array, rows: Int32Array, { targets }: TfjsData): number {
  const correct = rows.reduce((sum, row, index) => {
    const label = targets[row];
    const own = said[index * outputs + label];
    const isRight =
      loss === 'binaryCrossEntropy' ? isLogisticAnswer(said[index], label) : isLargest(said, index * outputs, outputs, label, own);
    return isRight ? sum + 1 : sum;
  }, 0);
  return correct / rows.length;
}
