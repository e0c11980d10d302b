/** Images of predicted samples as a canvas shows them. Pure but for the drawing itself. */
import type { ImageShape } from '#core/data/table';

/** Red, green, blue and opacity of one image: grey ones are ink on the surface, as they are printed; colours stay as they are. */
export function imagePixels(shape: ImageShape, pixels: Uint8Array, index: number, isDark: boolean): Uint8ClampedArray<ArrayBuffer> {
  const size = shape.width * shape.height;
  const start = index * shape.channels * size;
  const drawn = new Uint8ClampedArray(size * 4);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      drawn[pixel * 4 + colour] = shape.channels < 3 ? (isDark ? 235 : 20) : pixels[start + colour * size + pixel];
    }
    drawn[pixel * 4 + 3] = shape.channels < 3 ? pixels[start + pixel] : 255;
  }
  return drawn;
}

/** Draws one image into a canvas of its size. */
export function imagePainter(shape: ImageShape, pixels: Uint8Array, index: number, isDark: boolean): (canvas: HTMLCanvasElement) => void {
  return (canvas) =>
    canvas.getContext('2d')?.putImageData(new ImageData(imagePixels(shape, pixels, index, isDark), shape.width, shape.height), 0, 0);
}
