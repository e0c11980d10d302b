/** What of a network counts for its costs, worked out once for each. */
import { parameterCount } from '#core/experiment/layer-shapes';
import type { ModelShape } from '#core/experiment/plan';
import { firstMultiplications, isConvolutional, multiplicationsPerRow, numbersPerRow } from '#engine/model/working-set';

export interface NetworkFigures {
  /** Names the network: equal networks have equal names. */
  readonly name: string;
  readonly isConvolutional: boolean;
  readonly parameters: number;
  readonly numbersPerRow: number;
  readonly multiplicationsPerRow: number;
  readonly firstMultiplications: number;
}

const known = new WeakMap<ModelShape, NetworkFigures>();

export function networkFigures(model: ModelShape): NetworkFigures {
  const before = known.get(model);
  if (before !== undefined) return before;
  const figures: NetworkFigures = {
    name: JSON.stringify([model.inputs, model.image, model.layers, model.outputs]),
    isConvolutional: isConvolutional(model),
    parameters: parameterCount(model),
    numbersPerRow: numbersPerRow(model),
    multiplicationsPerRow: multiplicationsPerRow(model),
    firstMultiplications: firstMultiplications(model),
  };
  known.set(model, figures);
  return figures;
}
