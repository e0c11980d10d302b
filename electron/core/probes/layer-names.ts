/** Names of the tensors that a network learns, for tables and legends. */
import { layerShapes, type Layers } from '#core/experiment/layer-shapes';

/** "1: dense, 50 relu", "2: convolution, 16 relu", "2: normalisation, scale", "Output". One for every tensor, in their order. */
export function tensorNames(model: Layers): readonly string[] {
  const learning = layerShapes(model).filter(({ parameters }) => parameters.length > 0);
  return learning.flatMap(({ layer, parameters }, index) =>
    parameters.map(({ name }, tensor) => {
      const place = String(index + 1);
      if (layer === null) return 'Output';
      switch (layer.kind) {
        case 'dense':
          return `${place}: dense, ${String(layer.units)} ${layer.activation}`;
        case 'conv2d':
          return `${place}: convolution, ${String(layer.filters)} ${layer.activation}`;
        case 'batchNorm':
          return `${place}: normalisation, ${name}`;
        default:
          return parameters.length > 1 ? `${place}: ${layer.kind}, ${name} ${String(tensor + 1)}` : `${place}: ${layer.kind}`;
      }
    }),
  );
}
