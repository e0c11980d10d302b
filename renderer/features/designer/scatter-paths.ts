/** Points of a data preview as one SVG path a class, each class with its own shape. Pure. */
import type { TablePreview } from '#core/data/preview';

export interface ScatterGroup {
  readonly d: string;
  readonly css: string;
}
type Shape = (x: number, y: number) => string;

const place = (value: number): string => String(Math.round(value * 10) / 10);
const circle: Shape = (x, y) => `M${place(x - 2.1)} ${place(y)}a2.1 2.1 0 1 0 4.2 0a2.1 2.1 0 1 0-4.2 0z`;
const square: Shape = (x, y) => `M${place(x - 1.9)} ${place(y - 1.9)}h3.8v3.8h-3.8z`;
const triangle: Shape = (x, y) => `M${place(x)} ${place(y - 2.4)}l2.3 4.2h-4.6z`;
const diamond: Shape = (x, y) => `M${place(x)} ${place(y - 2.6)}l2.3 2.6l-2.3 2.6l-2.3-2.6z`;
const cross: Shape = (x, y) => `M${place(x - 0.7)} ${place(y - 2.3)}h1.4v1.6h1.6v1.4h-1.6v1.6h-1.4v-1.6h-1.6v-1.4h1.6z`;
const SHAPES = [circle, square, triangle, diamond, cross];

/** Three hues; the fourth class starts over with the next shape, so that fifteen classes stay apart. */
export function classAppearance(index: number): { readonly css: string; readonly shape: Shape } {
  return { css: `var(--class-${String((index % 3) + 1)})`, shape: SHAPES[(index + Math.floor(index / 3)) % SHAPES.length] };
}

export function scatterPaths(data: Pick<TablePreview, 'x' | 'y' | 'label'>, width: number, height: number): readonly ScatterGroup[] {
  const toX = scale(data.x, 4, width - 4);
  const toY = scale(data.y, height - 4, 4);
  const parts = new Map<number, string[]>();
  for (let index = 0; index < data.x.length; index++) {
    const group = data.label?.[index] ?? 0;
    const list = parts.get(group) ?? [];
    parts.set(group, list);
    list.push(classAppearance(group).shape(toX(data.x[index]), toY(data.y[index])));
  }
  return [...parts].sort(([a], [b]) => a - b).map(([group, list]) => ({ d: list.join(''), css: classAppearance(group).css }));
}

/** From the range of the values to a range of pixels; a single value stands in the middle. */
function scale(values: Float32Array, from: number, to: number): (value: number) => number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const span = high - low;
  return (value) => (span > 0 ? from + ((value - low) / span) * (to - from) : (from + to) / 2);
}
