/** Values of any layer seen as channels, [R, C, P, B], for what treats a channel of an image as it treats a unit. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { reshaped } from '#engine/graph/operations/image';
import { transposed } from '#engine/graph/operations/matrix';

/** Applies `operation`, which keeps the shape, to images [R, C, H, W, B] or plain values [R, B, n] as channels. */
export function onChannels(builder: GraphBuilder, values: Tensor, operation: (channels: Tensor) => Tensor): Tensor {
  const turn = values.shape.length === 3 ? plain(builder, values) : pixels(builder, values);
  const channels = builder.record({ inputs: [values], output: turn.there(values), pullback: (gradient) => [turn.back(gradient)] });
  const result = operation(channels);
  return builder.record({ inputs: [result], output: turn.back(result), pullback: (gradient) => [turn.there(gradient)] });
}

interface Turn {
  readonly there: (tensor: Tensor) => Tensor;
  readonly back: (tensor: Tensor) => Tensor;
}

function plain(builder: GraphBuilder, values: Tensor): Turn {
  const [runs, rows, units] = values.shape;
  return {
    there: (tensor) => reshaped(builder, transposed(builder, tensor), [runs, units, 1, rows]),
    back: (tensor) => transposed(builder, reshaped(builder, tensor, [runs, units, rows])),
  };
}

function pixels(builder: GraphBuilder, values: Tensor): Turn {
  const [runs, channels, height, width, rows] = values.shape;
  return {
    there: (tensor) => reshaped(builder, tensor, [runs, channels, Number(height) * Number(width), rows]),
    back: (tensor) => reshaped(builder, tensor, values.shape),
  };
}
