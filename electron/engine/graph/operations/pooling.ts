/** Pooling: the largest value or the mean of every window of images [R, C, H, W, B]. */
import type { Extent } from '#core/experiment/layer-shapes';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { isPositive } from '#engine/graph/operations/activation';
import { fromWindowParts, windowParts } from '#engine/graph/operations/image';

/** Of equal largest values the first (row by row) takes the whole gradient. */
export function maxPool(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent): Tensor {
  const parts = windowParts(builder, images, rows, columns);
  const largest = builder.node('Max', parts, parts[0].shape);
  const apply = (operator: string, left: Tensor, right: Tensor): Tensor => builder.node(operator, [left, right], largest.shape);
  return builder.record({
    inputs: [images],
    output: largest,
    pullback: (gradient) => {
      // What is left of the gradient goes from place to place; the first that holds the largest value takes all of it.
      let left = gradient;
      const shares = parts.slice(0, -1).map((part) => {
        const rest = apply('Mul', left, isPositive(builder, apply('Sub', largest, part)));
        const share = apply('Sub', left, rest);
        left = rest;
        return share;
      });
      return [fromWindowParts(builder, [...shares, left], rows, columns, sizeOf(images))];
    },
  });
}

export function averagePool(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent): Tensor {
  const parts = windowParts(builder, images, rows, columns);
  const share = builder.constant('float32', [], [1 / parts.length]);
  const shape = parts[0].shape;
  return builder.record({
    inputs: [images],
    output: builder.node('Mul', [builder.node('Sum', parts, shape), share], shape),
    pullback: (gradient) => {
      const each = builder.node('Mul', [gradient, share], shape);
      const same = parts.map(() => each);
      return [fromWindowParts(builder, same, rows, columns, sizeOf(images))];
    },
  });
}

function sizeOf(images: Tensor): { readonly height: number; readonly width: number } {
  return { height: Number(images.shape[2]), width: Number(images.shape[3]) };
}
