/** One output for two classes: against float64, against a softmax of two outputs, and row by row. */
import { describe, expect, it } from 'vitest';
import { initialWeights } from '#engine/initial-weights';
import { parameterShapes } from '#engine/model/network';
import { ExecutableCache, floatData } from '#engine/onnx/session';
import { decodeCheckpoint } from '#engine/training/checkpoint';
import { engineData } from '#engine/training/engine-data';
import { isLogisticAnswer, logisticLoss, logisticTarget } from '#engine/training/logistic';
import { Stack } from '#engine/training/stack';
import { interpret } from '#test/engine/support/interpret';
import { checkpoints, classData, job, model, run, stories, trainHere } from '#test/engine/support/jobs';
import { reference } from '#test/engine/support/reference';

const data = classData(90, 61, 2, 2);
const shape = model([2, 9, 1], 'binaryCrossEntropy', 'tanh');

describe('a logistic head', () => {
  for (const labelSmoothing of [0, 0.2]) {
    it(`ends fifty updates where float64 ends, label smoothing ${String(labelSmoothing)}`, async () => {
      const runs = [0, 1, 2].map((replicate) => run(replicate, { learningRate: 0.3 / (1 + replicate) }));
      const theJob = job({ model: shape, batchSize: 8, labelSmoothing, runs });
      const { graph, feeds, starts } = reference(theJob, data, 50);
      const stack = Stack.open(theJob, runs, engineData(data), starts, new ExecutableCache());
      const { state, metrics } = await stack.train(stack.state, 0, 50);
      const expected = interpret(graph, feeds);
      [...state.parameters, ...state.slots].forEach((value, index) => {
        const wanted = expected[index].data;
        const scale = Math.max(...wanted.map(Math.abs));
        floatData(value).forEach((number, position) => expect(Math.abs(number - wanted[position])).toBeLessThan(1e-5 * scale));
      });
      // What is recorded, from the logits and targets of the reference.
      const logits = expected[state.parameters.length + state.slots.length].data;
      metrics.loss.forEach((column, own) => {
        column.forEach((loss, update) => {
          const start = (update * 3 + own) * 8;
          const size = stack.feed.batchSizeAt(update);
          let sum = 0;
          for (let row = start; row < start + size; row++) {
            const chance = 1 / (1 + Math.exp(-logits[row]));
            sum -= feeds.targets.data[row] * Math.log(chance) + (1 - feeds.targets.data[row]) * Math.log(1 - chance);
          }
          expect(Math.abs(loss - sum / size)).toBeLessThan(1e-5);
        });
      });
    });
  }

  it('is the same to the last bit alone and in a stack, in any blocks', async () => {
    for (const batchSize of [1, 7, 32, 61]) {
      const runs = [0, 1, 2, 3, 4].map((replicate) => run(replicate));
      const theJob = job({ model: shape, batchSize, runs });
      const together = stories(await trainHere(theJob, data));
      for (const one of [runs[0], runs[4]]) {
        const alone = stories(await trainHere({ ...theJob, runs: [one] }, data, { blockLimit: () => 3 })).get(one.runId);
        expect(alone?.outcome?.status).toBe('finished');
        expect(together.get(one.runId)).toEqual(alone);
      }
    }
  });

  it('moves as a softmax whose two outputs are half the logit up and down', async () => {
    // Gradients of w and -w over softmax are half of that over the logit; with twice the learning rate the difference moves alike.
    const plain = { ...model([2, 1], 'binaryCrossEntropy'), initializer: 'glorotNormal' } as const;
    const wide = { ...model([2, 2]), initializer: 'glorotNormal' } as const;
    const start = initialWeights(wide, 1, 0)[0];
    const logit = [0, 1, 2].map((row) => start[2 * row + 1] - start[2 * row]);
    const settings = { kind: 'sgd', momentum: 0 } as const;
    const one = job({ model: plain, batchSize: 10, runs: [run(0, { ...settings, learningRate: 0.2 })] });
    const two = job({ model: wide, batchSize: 10, runs: [run(0, { ...settings, learningRate: 0.1 })] });
    const cache = new ExecutableCache();
    const after = async (theJob: typeof one, parameters: readonly Float32Array[]) => {
      const stack = Stack.open(theJob, theJob.runs, engineData(data), [{ parameters, slots: [], statistics: [] }], cache);
      const { state, metrics } = await stack.train(stack.state, 0, 30);
      return { weights: stack.runState(state, 0).parameters[0], metrics };
    };
    const [narrow, both] = [await after(one, [Float32Array.from(logit)]), await after(two, [start])];
    narrow.weights.forEach((weight, row) => expect(weight).toBeCloseTo(both.weights[2 * row + 1] - both.weights[2 * row], 5));
    narrow.metrics.loss[0].forEach((loss, update) => expect(loss).toBeCloseTo(both.metrics.loss[0][update], 5));
    expect(narrow.metrics.accuracy).toEqual(both.metrics.accuracy);
  });

  it('is evaluated as a loop over single rows would', async () => {
    const theJob = job({ model: shape, updates: 21, evaluateAt: [20], runs: [run(0)] });
    const events = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: 20 });
    const sizes = parameterShapes(shape).map(([rows, columns]) => rows * columns);
    const { parameters } = decodeCheckpoint('run-0', checkpoints(events).get('run-0')?.state ?? new Uint8Array(0), sizes);
    const [hidden, last] = parameters;
    for (const split of ['train', 'validation', 'test'] as const) {
      let [loss, correct] = [0, 0];
      for (const row of data.split[split]) {
        const [x, y] = data.table.features.subarray(2 * row, 2 * row + 2);
        const units = Array.from({ length: 9 }, (_, unit) => Math.tanh(x * hidden[unit] + y * hidden[9 + unit] + hidden[18 + unit]));
        const z = units.reduce((sum, unit, index) => sum + unit * last[index], last[9]);
        const chance = 1 / (1 + Math.exp(-z));
        loss -= Math.log(row % 2 === 1 ? chance : 1 - chance);
        if (chance > 0.5 === (row % 2 === 1)) correct++;
      }
      const score = stories(events).get('run-0')?.evaluations[0][split];
      expect(score?.loss).toBeCloseTo(loss / data.split[split].length, 5);
      expect(score?.score).toBe(correct / data.split[split].length);
    }
  });

  it('answers class 0 at a tie, is never right without a number, and has a finite loss for large logits', () => {
    expect([0, 1e-9, -1e-9].map((logit) => isLogisticAnswer(logit, 1))).toEqual([false, true, false]);
    expect([0, 1].map((label) => isLogisticAnswer(NaN, label))).toEqual([false, false]);
    expect(logisticLoss(800, 0)).toBe(800);
    expect(logisticLoss(-800, 0)).toBe(0);
    expect(logisticLoss(Infinity, 1)).toBeNaN();
    expect(logisticLoss(0.3, 0.25)).toBeCloseTo(-0.25 * Math.log(1 / (1 + Math.exp(-0.3))) - 0.75 * Math.log(1 / (1 + Math.exp(0.3))), 12);
    expect([0, 1].map((label) => logisticTarget(label, 0.2))).toEqual([0.1, 0.9]);
  });
});
