import { describe, expect, it } from 'vitest';
import { parameterTensors } from '#core/experiment/layer-shapes';
import type { ModelShape } from '#core/experiment/plan';
import { ExecutableCache } from '#engine/onnx/session';
import { batchSquares } from '#engine/probes/gradients';
import { type Subject, subjectOf, type Weights, weightsOf } from '#engine/probes/subject';
import { engineData } from '#engine/training/engine-data';
import { classData, job, run, stories, trainHere } from '#test/engine/support/jobs';
import { atStart } from '#test/engine/support/probing';
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
