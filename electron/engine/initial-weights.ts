/** The parameters that a run starts from: a pure function of seed, replicate and model, never of the batch size. */
import type { ModelShape } from '#core/experiment/plan';
import type { Initializer } from '#core/experiment/spec';
import { randomStream, type RandomStream } from '#core/random';
import { parameterShapes } from '#engine/model/network';

/**
 * Per layer [in + 1, out], row-major: weights, then a last row of biases, which start at zero.
 * He et al. 2015: limit sqrt(6 / in) or deviation sqrt(2 / in); Glorot and Bengio 2010: sqrt(6 / (in + out)) or sqrt(2 / (in + out)).
 */
export function initialWeights(model: ModelShape, seed: number, replicate: number): readonly Float32Array[] {
  return parameterShapes(model).map(([rows, outputs], layer) => {
    const inputs = rows - 1;
    const draw = drawing(model.initializer, inputs, outputs, randomStream(seed, 'weights', replicate, layer));
    const values = new Float32Array(rows * outputs);
    for (let index = 0; index < inputs * outputs; index++) values[index] = draw();
    return values;
  });
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
