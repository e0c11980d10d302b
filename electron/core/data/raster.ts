/** Draws the line of a pen into a small grey image, antialiased by the distance of every pixel to the line. */

/** Points of a line in pixels (the centre of the first pixel is 0, 0), with half the width of the line at each. */
export interface PenPath {
  /** Points in use; the arrays may be longer. */
  readonly length: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly radius: Float64Array;
  /** 1 where a point starts a line of its own: the pen was lifted before it. */
  readonly isStart: Uint8Array;
}

/**
 * Adds the path to the square image that starts at `offset` of `pixels`: 1 inside, 0 outside, linear over `softness` pixels across the
 * edge. A pixel keeps the darkest ink that touched it.
 */
export function drawPath(path: PenPath, softness: number, pixels: Float32Array, offset: number, side: number): void {
  for (let end = 1; end < path.length; end++) {
    if (path.isStart[end] === 0) drawSegment(path, end, softness, pixels, offset, side);
  }
}

function drawSegment(path: PenPath, end: number, softness: number, pixels: Float32Array, offset: number, side: number): void {
  const { x, y, radius } = path;
  const startX = x[end - 1];
  const startY = y[end - 1];
  const alongX = x[end] - startX;
  const alongY = y[end] - startY;
  const startRadius = radius[end - 1];
  const widening = radius[end] - startRadius;
  const lengthSquared = Math.max(1e-12, alongX * alongX + alongY * alongY);
  const reach = Math.max(startRadius, radius[end]) + softness / 2;
  const firstColumn = Math.max(0, Math.ceil(Math.min(startX, x[end]) - reach));
  const lastColumn = Math.min(side - 1, Math.floor(Math.max(startX, x[end]) + reach));
  const firstRow = Math.max(0, Math.ceil(Math.min(startY, y[end]) - reach));
  const lastRow = Math.min(side - 1, Math.floor(Math.max(startY, y[end]) + reach));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const fromX = column - startX;
      const fromY = row - startY;
      const along = Math.min(1, Math.max(0, (fromX * alongX + fromY * alongY) / lengthSquared));
      const distance = Math.sqrt((fromX - along * alongX) ** 2 + (fromY - along * alongY) ** 2);
      const ink = Math.min(1, 0.5 + (startRadius + along * widening - distance) / softness);
      const at = offset + row * side + column;
      if (ink > pixels[at]) pixels[at] = ink;
    }
  }
}
