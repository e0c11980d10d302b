/** How much a row of data makes a network compute and hold: what stack sizes, block sizes and estimates go by. */
import { layerShapes, type Layers, plainShapes, valueCount } from '#core/experiment/layer-shapes';

/** Inputs, outputs of all layers, and the windows that convolutions lay side by side. */
export function numbersPerRow(model: Layers): number {
  const all = layerShapes(model).flatMap((shape) => [...shape.inner, shape]);
  return all.reduce((sum, { layer, input, output }) => {
    const isConvolution = layer?.kind === 'conv2d' && input.kind === 'image' && output.kind === 'image';
    const windows = isConvolution ? layer.kernel * layer.kernel * input.channels * output.height * output.width : 0;
    return sum + windows + valueCount(output);
  }, model.inputs);
}

/** Multiplications with weights in one forward pass. */
export function multiplicationsPerRow(model: Layers): number {
  return multiplications(model).reduce((sum, own) => sum + own, 0);
}

/** Those of the first layer with weights, whose input needs no gradient. */
export function firstMultiplications(model: Layers): number {
  return multiplications(model).find((own) => own > 0) ?? 0;
}

export function isConvolutional(model: Layers): boolean {
  return plainShapes(model).some(({ layer }) => layer?.kind === 'conv2d');
}

function multiplications(model: Layers): readonly number[] {
  return plainShapes(model).map(({ output, parameters }) => {
    const places = output.kind === 'image' ? output.height * output.width : 1;
    const weights = parameters.reduce((own, { name, rows, columns }) => (name === 'weights' ? own + rows * columns : own), 0);
    return places * weights;
  });
}
