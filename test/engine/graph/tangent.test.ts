import { describe, expect, it } from 'vitest';
import type { ModelShape } from '#core/experiment/plan';
import { randomStream } from '#core/random';
import { curvatureGraph, gradientGraph } from '#engine/probes/gradient-graphs';
import { graphModel, parameterShapes } from '#engine/model/network';
import { interpret, type Numbers, numbers } from '#test/engine/support/interpret';
import { NETWORKS } from '#test/engine/support/networks';

const image = { channels: 2, height: 6, width: 5 };
const ROWS = 4;

/** The Hessian times a direction, as the graph says and as central differences of gradients say, both in float64. */
function compare(model: ModelShape): { readonly exact: readonly number[]; readonly differences: readonly number[] } {
  const stream = randomStream(11, 'data');
  const normal = (length: number, scale = 1): Float64Array => Float64Array.from({ length }, () => scale * stream.normal());
  const shapes = parameterShapes(model);
  const weights = shapes.map(([rows, columns]) => normal(rows * columns, 0.5));
  const direction = shapes.map(([rows, columns]) => normal(rows * columns));
  const features = normal(ROWS * (model.inputs + 1)).map((value, index) => (index % (model.inputs + 1) === model.inputs ? 1 : value));
  const targets = new Float64Array(ROWS * model.outputs);
  for (let row = 0; row < ROWS; row++) targets[row * model.outputs + (row % model.outputs)] = 1;
  const fixed = {
    features: numbers([ROWS, model.inputs + 1], features),
    rows: numbers([1, ROWS], [0, 1, 2, 3]),
    targets: numbers([1, ROWS, model.outputs], targets),
    ones: numbers([1, ROWS, 1], new Float64Array(ROWS).fill(1)),
  };
  const named = (suffix: string, values: readonly Float64Array[]): Record<string, Numbers> =>
    Object.fromEntries(values.map((one, index) => [`parameters${String(index)}${suffix}`, numbers([1, ...shapes[index]], one)]));
  const flat = (results: readonly Numbers[]): readonly number[] => results.slice(0, shapes.length).flatMap(({ data }) => [...data]);
  const graph = gradientGraph(graphModel(model));
  const gradientAt = (by: number): readonly number[] =>
    flat(
      interpret(graph, {
        ...fixed,
        ...named(
          '',
          weights.map((one, tensor) => one.map((value, index) => value + by * direction[tensor][index])),
        ),
      }),
    );
  const [ahead, behind] = [gradientAt(1e-5), gradientAt(-1e-5)];
  return {
    exact: flat(interpret(curvatureGraph(graphModel(model)), { ...fixed, ...named('', weights), ...named('_tangent', direction) })),
    differences: ahead.map((value, index) => (value - behind[index]) / 2e-5),
  };
}

const plain = { inputs: 60, outputs: 3, initializer: 'heUniform', loss: 'crossEntropy', image } as const;
const smooth = Object.entries(NETWORKS).filter(([, layers]) => !JSON.stringify(layers).includes('"batchNorm"'));

describe('the product of the Hessian with a direction is that of central differences', () => {
  it.each(smooth)('for %s', (_, layers) => {
    const { exact, differences } = compare({ ...plain, layers });
    const scale = Math.max(...differences.map(Math.abs));
    exact.forEach((value, index) => expect(Math.abs(value - differences[index]) / scale).toBeLessThan(1e-5));
    expect(scale).toBeGreaterThan(0.01);
  });

  it.each([
    ['a value', 'meanSquaredError'],
    ['two classes with one output', 'binaryCrossEntropy'],
  ] as const)('for %s', (_, loss) => {
    const layers = [
      { kind: 'dense', units: 4, activation: 'sigmoid' },
      { kind: 'dense', units: 3, activation: 'relu' },
    ] as const;
    const { exact, differences } = compare({ ...plain, outputs: 1, loss, layers });
    const scale = Math.max(...differences.map(Math.abs));
    exact.forEach((value, index) => expect(Math.abs(value - differences[index]) / scale).toBeLessThan(1e-5));
  });
});
