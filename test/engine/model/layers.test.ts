/**
 * Every layer: its derivatives against central differences in float64, and ONNX Runtime against float64 over many updates: fifty with
 * `npm run soak`, else fifteen.
 */
import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '#core/experiment/spec';
import type { TrainingJob } from '#lab/ports/engines';
import { parameterShapes } from '#engine/model/network';
import { ExecutableCache } from '#engine/onnx/session';
import { engineData } from '#engine/training/engine-data';
import { Stack } from '#engine/training/stack';
import { interpret, numbers, type Numbers } from '#test/engine/support/interpret';
import { classData, job, run } from '#test/engine/support/jobs';
import { imageModel, NETWORKS } from '#test/engine/support/networks';
import { reference } from '#test/engine/support/reference';

const UPDATES = process.env.BATCHLAB_SOAK === '1' ? 50 : 15;
const cache = new ExecutableCache();
const data = classData(24, 18, 60);

/** Two runs whose one update is minus the gradient itself. */
function oneUpdate(layers: TrainingJob['model']['layers'], rows: number): TrainingJob {
  const runs = [0, 1].map((replicate) => run(replicate, { learningRate: 1, momentum: 0 }));
  return job({ model: imageModel(layers), batchSize: rows, runs });
}

/** Single rows have graphs of their own; a batch normalisation has nothing to do with one. */
function batchesOf(layers: readonly LayerSpec[]): readonly number[] {
  return JSON.stringify(layers).includes('"batchNorm"') ? [5] : [5, 1];
}

describe('the derivative of a network with', () => {
  for (const [name, layers] of Object.entries(NETWORKS)) {
    it.each(batchesOf(layers))(`${name}, batch %i`, (rows) => {
      const theJob = oneUpdate(layers, rows);
      const { graph, feeds } = reference(theJob, data, 1);
      const count = parameterShapes(theJob.model).length;
      const after = interpret(graph, feeds);
      const lossOf = (changed: Record<string, Numbers>, one: number): number => {
        const results = interpret(graph, { ...feeds, ...changed });
        const logs = results[count + (results.length - 2 * count - 1)];
        const length = rows * 3;
        const targets = feeds.targets.data.subarray(one * length, (one + 1) * length);
        return targets.reduce((sum, target, index) => (target === 0 ? sum : sum - logs.data[one * length + index] / rows), 0);
      };
      for (let tensor = 0; tensor < count; tensor++) {
        const own = feeds[`parameters${String(tensor)}`];
        const gradient = own.data.map((value, index) => value - after[tensor].data[index]);
        const scale = Math.max(1e-3, ...gradient.map(Math.abs));
        // Some of the parameters of both runs, the last (a bias) among them.
        const stride = Math.max(1, Math.floor(own.data.length / 8));
        for (let index = own.data.length - 1; index >= 0; index -= stride) {
          const one = Math.floor(index / (own.data.length / 2));
          const lossAt = (shift: number): number => {
            const moved = numbers(own.shape, own.data.with(index, own.data[index] + shift));
            return lossOf({ [`parameters${String(tensor)}`]: moved }, one);
          };
          const step = 1e-5;
          const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
          expect(Math.abs(gradient[index] - slope), `tensor ${String(tensor)} at ${String(index)}`).toBeLessThan(1e-5 * scale);
        }
      }
    });
  }
});

describe(`${String(UPDATES)} updates in ONNX Runtime end where float64 ends with`, () => {
  for (const [name, layers] of Object.entries(NETWORKS)) {
    // 18 rows in batches of 7 leave a last one of 4, which is filled up.
    it.each([7, 1])(`${name}, batch %i`, async (batchSize) => {
      const runs = [0, 1].map((replicate) => run(replicate, { learningRate: 0.02, momentum: 0.5 }));
      const theJob = job({ model: imageModel(layers), batchSize, runs });
      const { graph, feeds, starts } = reference(theJob, data, UPDATES);
      const stack = Stack.open(theJob, runs, engineData(data), starts, cache);
      const { state } = await stack.train(stack.state, 0, UPDATES);
      const expected = interpret(graph, feeds);
      [...state.parameters, ...state.slots, ...state.statistics].forEach((value, index) => {
        const wanted = expected[index].data;
        const scale = Math.max(1e-3, ...wanted.map(Math.abs));
        const actual = value.data as Float32Array;
        actual.forEach((number, position) => expect(Math.abs(number - wanted[position])).toBeLessThan(1e-4 * scale));
      });
    });
  }
});
