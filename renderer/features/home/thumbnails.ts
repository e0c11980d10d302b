/** The expected picture of a question, drawn from its design alone: shapes to recognise, never results. Pure. */
import type { ExperimentSpec } from '#core/experiment/spec';
import { randomStream } from '#core/random';
import { factorLevels, factorPaths } from '#core/experiment/expand';

interface ThumbnailLine {
  /** SVG path in a box of 240 by 92. */
  readonly d: string;
  readonly css: string;
}
interface ThumbnailCell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly css: string;
}
export interface Thumbnail {
  readonly lines: readonly ThumbnailLine[];
  readonly cells: readonly ThumbnailCell[];
  /** Captions at the bottom left and right. */
  readonly captions: readonly [string, string];
}

const LEFT = 0;
const RIGHT = 240;
const TOP = 12;
const BOTTOM = 66;
const SEED = 7;

interface Curve {
  readonly from: number;
  readonly to: number;
  /** How fast it rises over its own width, and how much it shakes. */
  readonly rate: number;
  readonly shake: number;
  readonly css: string;
}

export function thumbnailOf(id: string, spec: ExperimentSpec): Thumbnail {
  const paths = spec.factors.flatMap(factorPaths);
  const isLinked = spec.factors.some((factor) => factorPaths(factor).length > 1);
  if (paths.includes('batch.size') && paths.includes('optimizer.learningRate') && !isLinked) return heatMap(spec);
  const batch = spec.factors.find((factor) => factorPaths(factor).includes('batch.size'));
  const count = batch === undefined ? 1 : factorLevels(batch).length;
  if (id === 'stability' || (count >= 6 && spec.budget.unit === 'epochs')) return multiples();
  const curves: readonly Curve[] = [
    { from: LEFT, to: RIGHT, rate: 9, shake: 0.13, css: 'var(--series-1)' },
    ...(count === 2 ? [] : [{ from: LEFT, to: RIGHT, rate: 8, shake: 0.03, css: 'var(--series-4)' }]),
    { from: LEFT, to: RIGHT, rate: 3.2, shake: 0, css: 'var(--series-8)' },
  ];
  return { lines: curves.map(line), cells: [], captions: ['accuracy', spec.budget.unit] };
}

/** Four curves beside each other, the first one restless. */
function multiples(): Thumbnail {
  const width = 52;
  const shakes = [0.14, 0.06, 0.03, 0];
  const colours = [1, 4, 6, 8];
  const lines = shakes.map((shake, index) => {
    const from = index * 62.5;
    return line({ from, to: from + width, rate: 9 - index, shake, css: `var(--series-${String(colours[index])})` });
  });
  return { lines, cells: [], captions: ['accuracy', 'small to large batches'] };
}

/** Batch size against learning rate: a ridge along the diagonal. */
function heatMap(spec: ExperimentSpec): Thumbnail {
  const levels = (path: string): number => {
    const factor = spec.factors.find((one) => factorPaths(one).includes(path));
    return factor === undefined ? 1 : Math.min(8, factorLevels(factor).length);
  };
  const columns = levels('batch.size');
  const rows = levels('optimizer.learningRate');
  const [width, height] = [(RIGHT - LEFT) / columns, (BOTTOM - TOP + 8) / rows];
  const cells = Array.from({ length: columns * rows }, (_, index): ThumbnailCell => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    const distance = Math.abs((column + 0.5) / columns - (rows - row - 0.5) / rows);
    const heat = Math.max(1, Math.round(6 - distance * 8));
    return { x: column * width, y: TOP - 4 + row * height, width: width - 2, height: height - 2, css: `var(--heat-${String(heat)})` };
  });
  return { lines: [], cells, captions: ['learning rate', 'batch size'] };
}

function line({ from, to, rate, shake, css }: Curve): ThumbnailLine {
  const stream = randomStream(SEED, 'data', Math.round(from), Math.round(rate * 10));
  const steps = 44;
  let drift = 0;
  const points = Array.from({ length: steps + 1 }, (_, index) => {
    const time = index / steps;
    drift = drift * 0.6 + stream.normal() * shake * Math.min(1, time * 8);
    const value = Math.max(0.02, (0.92 - shake * 1.6) * (1 - Math.exp(-rate * time)) + drift * 0.7);
    return `${(from + time * (to - from)).toFixed(1)} ${(BOTTOM - value * (BOTTOM - TOP)).toFixed(1)}`;
  });
  return { d: `M${points.join('L')}`, css };
}
