/** Runs of networks with every kind of layer: the same alone and stacked, cut and resumed; evaluated as single rows are; ending when they diverge. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '#core/experiment/spec';
import { decodeCheckpoint } from '#engine/training/checkpoint';
import { parameterShapes, statisticSizes } from '#engine/model/network';
import { checkpoints, classData, job, run, stories, trainHere } from '#test/engine/support/jobs';
import { imageModel, NETWORKS } from '#test/engine/support/networks';

const data = classData(60, 44, 60);
const short = { updates: 14, evaluateAt: [0, 7, 14] };

describe('a run is the same to the last bit alone and in a stack with', () => {
  for (const [name, layers] of Object.entries(NETWORKS)) {
    it(name, async () => {
      for (const batchSize of [1, 8, 44]) {
        const runs = [0, 1, 2, 3, 4].map((replicate) => run(replicate, { learningRate: 0.02 }));
        const theJob = job({ ...short, model: imageModel(layers), batchSize, runs });
        const together = stories(await trainHere(theJob, data));
        for (const index of [0, 4]) {
          const alone = stories(await trainHere({ ...theJob, runs: [runs[index]] }, data)).get(runs[index].runId);
          expect(alone?.outcome?.status).toBe('finished');
          expect(together.get(runs[index].runId)).toEqual(alone);
        }
      }
    });
  }
});

describe('a run with dropout and batch normalisation', () => {
  const runs = [run(0), run(1)];
  const theJob = job({ ...short, model: imageModel(NETWORKS['everything at once']), batchSize: 8, runs });

  it('is the same however its updates are cut into blocks', async () => {
    const whole = stories(await trainHere(theJob, data));
    for (const length of [1, 3]) expect(stories(await trainHere(theJob, data, { blockLimit: () => length }))).toEqual(whole);
  });

  it('goes on from a checkpoint at any update as if nothing had happened', async () => {
    const whole = stories(await trainHere(theJob, data));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 13 }), async (cut) => {
        const before = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: cut });
        const saved = checkpoints(before);
        const resumed = runs.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
        const after = [
          ...(await trainHere({ ...theJob, runs: resumed.slice(0, 1) }, data)),
          ...(await trainHere({ ...theJob, runs: resumed.slice(1) }, data)),
        ];
        expect(stories([...before, ...after])).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  it('ends where it diverges and leaves the others alone', async () => {
    const layers: readonly LayerSpec[] = [
      { kind: 'conv2d', filters: 3, kernel: 3, stride: 1, padding: 'same', activation: 'relu' },
      { kind: 'maxPool', size: 2, stride: 2 },
    ];
    const wild = run(1, { learningRate: 1000 });
    const mixed = job({ ...short, updates: 40, evaluateAt: [0, 40], model: imageModel(layers), batchSize: 8, runs: [run(0), wild] });
    const told = stories(await trainHere(mixed, data));
    expect(told.get('run-0')).toEqual(stories(await trainHere({ ...mixed, runs: [run(0)] }, data)).get('run-0'));
    expect(told.get('run-0')?.outcome?.status).toBe('finished');
    expect(told.get('run-1')?.outcome?.status).toBe('diverged');
    expect(stories(await trainHere({ ...mixed, runs: [wild] }, data, { blockLimit: () => 2 })).get('run-1')).toEqual(told.get('run-1'));
  });
});

describe('an evaluation of a convolutional network', () => {
  it('equals a loop over single samples, with running statistics and without dropout', async () => {
    // conv 2 x 2, batch normalisation, max pooling 2 x 2, dropout, dense 3: worked out from the checkpoint with plain loops.
    const layers: readonly LayerSpec[] = [
      { kind: 'conv2d', filters: 3, kernel: 2, stride: 1, padding: 'valid', activation: 'relu' },
      { kind: 'batchNorm', momentum: 0.5, epsilon: 1e-3, ghostSize: null },
      { kind: 'maxPool', size: 2, stride: 2 },
      { kind: 'dropout', rate: 0.5 },
    ];
    const model = imageModel(layers);
    const theJob = job({ model, batchSize: 8, updates: 21, evaluateAt: [20], runs: [run(0)] });
    const events = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: 20 });
    const sizes = parameterShapes(model).map(([rows, columns]) => rows * columns);
    const state = checkpoints(events).get('run-0')?.state ?? new Uint8Array(0);
    const { parameters, statistics } = decodeCheckpoint('run-0', state, sizes, statisticSizes(model));
    const [kernel, scale, shift, weights] = parameters;
    const [mean, variance] = statistics;
    const evaluation = stories(events).get('run-0')?.evaluations[0];
    for (const split of ['train', 'validation', 'test'] as const) {
      let loss = 0;
      for (const row of data.split[split]) {
        const pixel = (channel: number, y: number, x: number): number => data.table.features[row * 60 + channel * 30 + y * 5 + x];
        const normal = (filter: number, y: number, x: number): number => {
          let sum = kernel[8 * 3 + filter];
          for (const [place, [i, j]] of [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ].entries()) {
            for (const channel of [0, 1]) sum += kernel[(place * 2 + channel) * 3 + filter] * pixel(channel, y + i, x + j);
          }
          return (scale[filter] * (Math.max(0, sum) - mean[filter])) / Math.sqrt(variance[filter] + 1e-3) + shift[filter];
        };
        // 3 filters on 5 x 4 places, pooled to 2 x 2.
        const pooled = Array.from({ length: 12 }, (_, index) => {
          const [filter, y, x] = [Math.floor(index / 4), 2 * (Math.floor(index / 2) % 2), 2 * (index % 2)];
          return Math.max(normal(filter, y, x), normal(filter, y, x + 1), normal(filter, y + 1, x), normal(filter, y + 1, x + 1));
        });
        const logits = [0, 1, 2].map((output) =>
          [...pooled, 1].reduce((sum, value, index) => sum + value * weights[index * 3 + output], 0),
        );
        loss += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[row % 3];
      }
      expect(evaluation?.[split]?.loss).toBeCloseTo(loss / data.split[split].length, 4);
    }
  });
});
