/** Every derivative against central differences, in float64 through the reference interpreter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation } from '#core/experiment/spec';
import { randomStream } from '#core/random';
import { differentiate } from '#engine/graph/differentiate';
import { GraphBuilder, type Graph } from '#engine/graph/graph';
import { lossHead, network, parameterShapes } from '#engine/model/network';
import { interpret, numbers, type Numbers } from '#test/engine/support/interpret';
import { model } from '#test/engine/support/jobs';

type Model = ReturnType<typeof model>;

/** Loss [R, 1, 1], then its gradient for every layer. */
function lossAndGradients(shape: Model, runs: number, rows: number): Graph {
  const builder = new GraphBuilder('check');
  const input = builder.input('input', 'float32', [runs, rows, shape.inputs + 1]);
  const ones = builder.input('ones', 'float32', [runs, rows, 1]);
  const targets = builder.input('targets', 'float32', [runs, rows, shape.outputs]);
  const weights = builder.input('weights', 'float32', [runs, rows, shape.outputs]);
  const parameters = parameterShapes(shape).map(([inputs, outputs], layer) =>
    builder.input(`p${String(layer)}`, 'float32', layer % 2 === 1 ? [runs, outputs, inputs] : [runs, inputs, outputs]),
  );
  // Every other layer turned over, so that both ways are checked.
  const layers = parameters.map((tensor, layer) => ({ tensor, isTurned: layer % 2 === 1 }));
  const inputs = { rows: input, ones, parameters: layers, statistics: [], training: { masks: [], groups: [] } };
  const { loss } = lossHead(builder, shape.loss, network(builder, shape, inputs).output, targets, weights);
  return builder.finish([loss, ...differentiate(builder, loss, parameters)]);
}

function randomFeeds(shape: Model, runs: number, rows: number, seed: number): Record<string, Numbers> {
  const stream = randomStream(seed, 'probe');
  const normal = (sizes: readonly number[]): Numbers => {
    const length = sizes.reduce((product, size) => product * size, 1);
    return numbers(
      sizes,
      Array.from({ length }, () => stream.normal()),
    );
  };
  const isClasses = shape.loss === 'crossEntropy';
  const targets = normal([runs, rows, shape.outputs]);
  if (isClasses) {
    targets.data.fill(0);
    for (let row = 0; row < runs * rows; row++) targets.data[row * shape.outputs + stream.below(shape.outputs)] = 1;
  }
  if (shape.loss === 'binaryCrossEntropy') targets.data.forEach((_, row) => (targets.data[row] = stream.uniform()));
  // Weights differ from row to row, and the last row has none, as in a batch that was filled up.
  const rowWeights = Array.from({ length: runs * rows }, (_, row) => (rows > 1 && row % rows === rows - 1 ? 0 : stream.uniform()));
  return {
    input: normal([runs, rows, shape.inputs + 1]),
    ones: numbers([runs, rows, 1], new Array<number>(runs * rows).fill(1)),
    targets,
    weights: numbers(
      [runs, rows, shape.outputs],
      rowWeights.flatMap((weight) => new Array<number>(shape.outputs).fill(weight)),
    ),
    ...Object.fromEntries(
      parameterShapes(shape).map(([inputs, outputs], layer) => [
        `p${String(layer)}`,
        normal(layer % 2 === 1 ? [runs, outputs, inputs] : [runs, inputs, outputs]),
      ]),
    ),
  };
}

describe('the gradient', () => {
  for (const loss of ['crossEntropy', 'binaryCrossEntropy', 'meanSquaredError'] as const) {
    for (const activation of ['relu', 'tanh', 'sigmoid', 'linear'] as const satisfies readonly Activation[]) {
      it(`of ${loss} through ${activation} layers is the slope of the loss`, () => {
        fc.assert(
          fc.property(
            fc.record({
              hidden: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
              outputs: loss === 'crossEntropy' ? fc.integer({ min: 2, max: 4 }) : fc.constant(1),
              rows: fc.integer({ min: 1, max: 4 }),
              runs: fc.integer({ min: 1, max: 2 }),
              seed: fc.integer({ min: 0, max: 1e6 }),
            }),
            ({ hidden, outputs, rows, runs, seed }) => {
              const shape = model([2, ...hidden, outputs], loss, activation);
              const graph = lossAndGradients(shape, runs, rows);
              const feeds = randomFeeds(shape, runs, rows, seed);
              const [, ...gradients] = interpret(graph, feeds);
              gradients.forEach((gradient, layer) => {
                const own = feeds[`p${String(layer)}`];
                gradient.data.forEach((slope, index) => {
                  const run = Math.floor(index / (own.data.length / runs));
                  const lossAt = (shift: number): number => {
                    const moved = { shape: own.shape, data: own.data.with(index, own.data[index] + shift) };
                    return interpret(graph, { ...feeds, [`p${String(layer)}`]: moved })[0].data[run];
                  };
                  const step = 1e-6;
                  expect(Math.abs(slope - (lossAt(step) - lossAt(-step)) / (2 * step))).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
                });
              });
            },
          ),
          { numRuns: 15 },
        );
      });
    }
  }
});
