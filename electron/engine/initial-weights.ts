/** The parameters that a run starts from: a pure function of seed, replicate and model, never of the batch size. */
import type { ModelShape } from '#core/experiment/plan';
import type { Initializer } from '#core/experiment/spec';
import { randomStream, type RandomStream } from '#core/random';
import { parameterTensors } from '#core/experiment/layer-shapes';
import { statisticSizes } from '#engine/model/network';

/**
 * Every tensor of parameters, row-major: weights [in + 1, out] with a last row of biases, which start at zero; scales of one, shifts of
 * zero. The n-th weights are drawn from a stream of their own, so layers without weights change nothing.
 * `in` of a convolution counts the values under its kernel, `out` those of all filters that a value takes part in.
 * He et al. 2015: limit sqrt(6 / in) or deviation sqrt(2 / in); Glorot and Bengio 2010: sqrt(6 / (in + out)) or sqrt(2 / (in + out)).
 */
export function initialWeights(model: ModelShape, seed: number, replicate: number): readonly Float32Array[] {
  let drawn = 0;
  return parameterTensors(model).map(({ name, rows, columns, fanIn, fanOut }) => {
    const values = new Float32Array(rows * columns);
    if (name === 'scale') values.fill(1);
    if (name === 'weights') {
      const draw = drawing(model.initializer, fanIn, fanOut, randomStream(seed, 'weights', replicate, drawn++));
      for (let index = 0; index < (rows - 1) * columns; index++) values[index] = draw();
    }
    return values;
  });
}

/** Running means of zero and variances of one. */
export function initialStatistics(model: ModelShape): readonly Float32Array[] {
  return statisticSizes(model).map((size, index) => new Float32Array(size).fill(index % 2));
}

function drawing(initializer: Initializer, inputs: number, outputs: number, stream: RandomStream): () => number {
  const uniform = (limit: number) => () => limit * (2 * stream.uniform() - 1);
  const normal = (deviation: number) => () => deviation * stream.normal();
  switch (initializer) {
    case 'heUniform':
      return uniform(Math.sqrt(6 / inputs));
    case 'heNormal':
      return normal(Math.sqrt(2 / inputs));
    case 'glorotUniform':
      return uniform(Math.sqrt(6 / (inputs + outputs)));
    case 'glorotNormal':
      return normal(Math.sqrt(2 / (inputs + outputs)));
    default:
      return initializer satisfies never;
  }
}
