import { describe, expect, it } from 'vitest';
import { parameterTensors } from '#core/experiment/layer-shapes';
import type { ModelShape } from '#core/experiment/plan';
import { drawsOf } from '#core/probes/draws';
import { resultSchema } from '#core/probes/result-schema';
import { ExecutableCache } from '#engine/onnx/session';
import { gradientTable } from '#engine/probes/gradient-table';
import { batchSquares } from '#engine/probes/gradients';
import { type Subject, subjectOf, type Weights, weightsOf } from '#engine/probes/subject';
import { engineData } from '#engine/training/engine-data';
import { classData, job, run, stories, trainHere } from '#test/engine/support/jobs';
import { ask, atStart } from '#test/engine/support/probing';
import { NETWORKS } from '#test/engine/support/networks';

const EPSILON = 1e-3;

const normalised = (ghostSize: number | null): ModelShape => ({
  inputs: 3,
  layers: [
    { kind: 'dense', units: 4, activation: 'tanh' },
    { kind: 'batchNorm', momentum: 0.9, epsilon: EPSILON, ghostSize },
    { kind: 'dropout', rate: 0.5 },
  ],
  outputs: 2,
  initializer: 'heUniform',
  loss: 'crossEntropy',
});

function subject(model: ModelShape, data = classData(40, 30, model.inputs, model.outputs)): { subject: Subject; weights: Weights } {
  const { run } = atStart(model, data);
  const weights = weightsOf(run, run.moments[0]);
  // Scales and shifts that are not all one and zero.
  const parameters = weights.parameters.map((values) => values.map((value, index) => value + 0.3 * Math.sin(index + values.length)));
  return { subject: subjectOf(run, engineData(data), new ExecutableCache()), weights: { ...weights, parameters } };
}

/** Squared norms of every tensor's gradient of the summed loss of a batch, in float64, by differences of the loss. */
function directly(of: Subject, weights: Weights, rows: readonly number[], groups: readonly (readonly number[])[]): readonly number[] {
  const parameters = weights.parameters.map((values) => Float64Array.from(values));
  const { inputs } = of.model;
  const features = of.data.features.data;
  const loss = (): number => {
    const [first, scale, shift, last] = parameters;
    const hidden = rows.map((row) =>
      Array.from({ length: 4 }, (_, unit) => {
        let sum = first[inputs * 4 + unit];
        for (let input = 0; input < inputs; input++) sum += Number(features[row * (inputs + 1) + input]) * first[input * 4 + unit];
        return Math.tanh(sum);
      }),
    );
    const made = hidden.map((values) => [...values]);
    for (const group of groups) {
      for (let unit = 0; unit < 4; unit++) {
        const mean = group.reduce((sum, row) => sum + hidden[row][unit], 0) / group.length;
        const variance = group.reduce((sum, row) => sum + (hidden[row][unit] - mean) ** 2, 0) / group.length;
        for (const row of group) made[row][unit] = (scale[unit] * (hidden[row][unit] - mean)) / Math.sqrt(variance + EPSILON) + shift[unit];
      }
    }
    return made.reduce((all, values, row) => {
      const outputs = [0, 1].map((output) => values.reduce((sum, value, unit) => sum + value * last[unit * 2 + output], last[8 + output]));
      return all + Math.log(Math.exp(outputs[0]) + Math.exp(outputs[1])) - outputs[of.data.targets[rows[row]]];
    }, 0);
  };
  const step = 1e-5;
  return parameters.map((values) =>
    values.reduce((sum, value, index) => {
      values[index] = value + step;
      const above = loss();
      values[index] = value - step;
      const below = loss();
      values[index] = value;
      return sum + ((above - below) / (2 * step)) ** 2;
    }, 0),
  );
}

const silently = (): Promise<void> => Promise.resolve();

describe('gradients of batches with batch normalisation', () => {
  it.each([
    ['over the whole batch', null, 6, [[0, 1, 2, 3, 4, 5]]],
    [
      'over ghost batches, whose last takes the rows that are left',
      2,
      5,
      [
        [0, 1],
        [2, 3, 4],
      ],
    ],
  ])('are those of a direct computation %s', async (_, ghostSize, size, groups) => {
    const { subject: own, weights } = subject(normalised(ghostSize));
    const batches = [Array.from({ length: size }, (_, index) => 3 * index), Array.from({ length: size }, (_, index) => 20 - 2 * index)];
    const squares = await batchSquares(own, weights, size, 2, () => Int32Array.from(batches.flat()), silently);
    expect(squares.map(({ length }) => length)).toEqual(parameterTensors(own.model).map(() => 2));
    for (const [trial, rows] of batches.entries()) {
      directly(own, weights, rows, groups).forEach((expected, tensor) => {
        expect(Math.abs(squares[tensor][trial] / expected - 1), `tensor ${String(tensor)}`).toBeLessThan(1e-3);
      });
    }
  });

  it('are as long as those of training, on images and units', async () => {
    const layers = NETWORKS['batch normalisation on data, images and units'];
    const model: ModelShape = {
      ...{ inputs: 60, image: { channels: 2, height: 6, width: 5 }, layers, outputs: 3 },
      ...{ initializer: 'heUniform', loss: 'crossEntropy' },
    };
    const data = classData(40, 24, 60, 3);
    const theJob = job({ model, batchSize: 24, updates: 1, evaluateAt: [1], runs: [run(0)] });
    const story = stories(await trainHere(theJob, data)).get('run-0');
    const { run: probed } = atStart(model, data, { seed: theJob.seed });
    const own = subjectOf(probed, engineData(data), new ExecutableCache());
    const squares = await batchSquares(own, weightsOf(probed, probed.moments[0]), 24, 1, () => data.split.train, silently);
    const norm = Math.sqrt(squares.reduce((sum, [square]) => sum + square, 0)) / 24;
    expect(norm / (story?.metrics['gradientNorm'][0] ?? NaN)).toBeCloseTo(1, 4);
  });
});

describe('probes of networks with batch normalisation', () => {
  const of = { runId: 'run', at: 'end' } as const;
  const probed = (): ReturnType<typeof atStart> => atStart(normalised(null), classData(60, 50, 3, 2));

  it('draw the gradients of batches, and leave out what single samples would have to tell, with the reason', async () => {
    const { parts, agreement, notes } = await ask({ kind: 'gradient', of, trials: 40, batchSizes: [1, 2, 8, 50] }, probed());
    const [all, ...layers] = parts;
    expect(all.points.map(({ batchSize, theory }) => [batchSize, theory])).toEqual([
      [2, null],
      [8, null],
      [50, null],
    ]);
    expect([agreement, all.fullSquaredNorm, all.trace, all.noiseScale]).toEqual([null, null, null, null]);
    expect(layers.map(({ name }) => name)).toEqual(['1: dense, 4 tanh', '2: normalisation, scale', '2: normalisation, shift', 'Output']);
    expect(notes).toEqual([
      expect.stringContaining('no sample has a gradient of its own'),
      'Left out: batches of 1. Batch normalisation takes a variance over the batch, which needs at least 2 samples.',
    ]);
    // All rows at once leave nothing to chance, and layers add up to the whole.
    const last = all.points[2].squaredNorm;
    expect(last.sd).toBeLessThan(1e-4 * last.mean);
    const sum = layers.reduce((squares, { points }) => squares + points[1].squaredNorm.mean, 0);
    expect(sum / all.points[1].squaredNorm.mean).toBeCloseTo(1, 6);
    expect(all.sumFit?.n).toBe(3);
  });

  it('find mean squared norms that a direct computation finds over the same batches', async () => {
    const { subject: own, weights } = subject(normalised(null));
    const rows = own.data.split.train;
    const question = { rows, sizes: [5], trials: 6, seed: 4, withReplacement: true, pairedRows: 0 };
    const { batches, single } = await gradientTable(own, weights, question, silently);
    expect(single).toBeNull();
    const draws = drawsOf(4, 5, rows.length, true);
    for (let trial = 0; trial < 6; trial++) {
      const drawn = Array.from(draws.next(), (position) => rows[position]);
      directly(own, weights, drawn, [[0, 1, 2, 3, 4]]).forEach((expected, tensor) => {
        expect(Math.abs((25 * batches[0][tensor][trial]) / expected - 1)).toBeLessThan(2e-3);
      });
    }
  });

  it('estimate the noise scale from pairs of batches, and say what that assumes', async () => {
    const { exact, estimate, notes } = await ask({ kind: 'noiseScale', of, smallBatch: 4, largeBatch: 25, trials: 200 }, probed());
    expect(exact).toEqual([]);
    expect(estimate.noiseScale).toBeGreaterThan(0);
    expect(estimate.low).toBeLessThan(estimate.noiseScale);
    expect(notes?.join(' ')).toContain('assumes that the samples of a batch are independent');
  });

  it('answers that hold no exact part are stored as what they are', async () => {
    const answers = [
      await ask({ kind: 'gradient', of, trials: 4, batchSizes: [2, 8], withReplacement: true }, probed()),
      await ask({ kind: 'noiseScale', of, smallBatch: 4, largeBatch: 8, trials: 4 }, probed()),
    ];
    for (const answer of answers) expect(resultSchema.parse(answer)).toEqual(answer);
  });
});
