/** The expected picture of a question, drawn by its kind: shapes to recognise, never results. In a box of 240 by 70. Pure. */
import type { PresetSummary } from '#contract/presets';
import { factorLevels, factorPaths } from '#core/experiment/expand';
import type { ExperimentSpec } from '#core/experiment/spec';
import { randomStream } from '#core/random';

type Point = readonly [x: number, y: number];
interface ThumbnailLine {
  readonly d: string;
  readonly css: string;
  readonly dash?: string;
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
  readonly dots: readonly { readonly x: number; readonly y: number; readonly css: string }[];
  /** Filled below the lines, faintly. */
  readonly bands: readonly { readonly d: string; readonly css: string }[];
  /** Captions at the bottom left and right. */
  readonly captions: readonly [string, string];
  /** False where cells fill the box and there is no axis to draw. */
  readonly hasAxis: boolean;
}

const RIGHT = 240;
const TOP = 12;
const BOTTOM = 66;
const SEED = 7;
const COUNT = 8;
const INK = 'var(--ink-2)';
const FAINT = 'var(--ink-3)';
const series = (index: number): string => `var(--series-${String(index + 1)})`;
const height = (part: number): number => BOTTOM - part * (BOTTOM - TOP);
const places = Array.from({ length: COUNT }, (_, index) => 8 + (index * (RIGHT - 20)) / (COUNT - 1));

const path = (points: readonly Point[]): string => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
const curve = (of: (part: number) => number, from = 0, to = RIGHT): readonly Point[] =>
  Array.from({ length: 45 }, (_, index) => [from + (index / 44) * (to - from), height(of(index / 44))] as const);
const thumbnail = (captions: Thumbnail['captions'], drawn: Partial<Thumbnail>): Thumbnail => ({
  lines: [],
  cells: [],
  dots: [],
  bands: [],
  hasAxis: true,
  ...drawn,
  captions,
});

export function thumbnailOf({ id, spec, figure }: Pick<PresetSummary, 'id' | 'spec' | 'figure'>): Thumbnail {
  switch (figure) {
    case 'curves':
      return id === 'equal-updates' ? twoLenses() : learningCurves(spec);
    case 'multiples':
      return multiples();
    case 'effect':
      return effect(spec);
    case 'map':
      return heatMap(spec);
    case 'loglog':
      return rowOfDots((part) => 0.95 - 0.85 * part, ['distance (log)', 'batch size (log)'], [0.95, 0.1]);
    case 'target':
      return rowOfDots((part) => 0.12 + 0.82 * Math.exp(-part * 3.2), ['updates to target', 'batch size'], [0.94, -0.3]);
    case 'gradients':
      return rowOfDots((part) => 0.08 + 0.85 * part, ['squared norm', 'batch size'], [0.08, 0.93], true);
    case 'noise':
      return noiseScale();
    case 'minima':
      return barrier();
    case 'schedule':
      return stairs();
    case 'speed':
      return bars();
    default:
      return figure satisfies never;
  }
}

/** Accuracy along training: noisy, steady, slow. */
function learningCurves(spec: ExperimentSpec): Thumbnail {
  const lines = [
    { d: path(rising(9, 0.13)), css: series(0) },
    { d: path(rising(8, 0.03)), css: series(3) },
    { d: path(rising(3.2, 0)), css: series(7) },
  ];
  return thumbnail(['accuracy', spec.budget.unit], { lines });
}

/** Four curves beside each other, the first one restless. */
function multiples(): Thumbnail {
  const colours = [0, 3, 5, 7];
  const lines = [0.14, 0.06, 0.03, 0].map((shake, index) => ({
    d: path(rising(9 - index, shake, index * 62.5, index * 62.5 + 52)),
    css: series(colours[index]),
  }));
  return thumbnail(['accuracy', 'small to large batches'], { lines });
}

/** Curves that lie apart against epochs and on each other against updates. */
function twoLenses(): Thumbnail {
  const rates = [14, 8, 5, 3, 1.8];
  const colours = [0, 2, 4, 5, 7];
  const left = rates.map((rate, index) => ({ d: path(rising(rate, 0, 0, 108)), css: series(colours[index]) }));
  const right = rates.map((rate, index) => ({ d: path(rising(5 + rate * 0.06, 0, 130, RIGHT)), css: series(colours[index]) }));
  return thumbnail(['equal epochs', 'equal updates'], { lines: [...left, ...right] });
}

/** A result against the batch size, a line for each of the other settings. */
function effect(spec: ExperimentSpec): Thumbnail {
  const lines = ['', '9 3', '3 3'].slice(0, otherLevels(spec)).map((dash, index) => {
    const fall = [0.06, 0.25, 0.7][otherLevels(spec) === 2 ? index * 2 : index];
    return { d: path(curve((part) => 0.92 - fall * part ** 2.2)), css: INK, ...(dash === '' ? {} : { dash }) };
  });
  return thumbnail(['accuracy', 'batch size'], { lines });
}

/** Lines of an effect: two for a factor of two values, else three. */
function otherLevels(spec: ExperimentSpec): 2 | 3 {
  const other = spec.factors.find((factor) => !factorPaths(factor).includes('batch.size'));
  return other !== undefined && factorLevels(other).length === 2 ? 2 : 3;
}

/** Batch size against learning rate: a ridge along the diagonal. */
function heatMap(spec: ExperimentSpec): Thumbnail {
  const levels = (name: string): number => {
    const factor = spec.factors.find((one) => factorPaths(one).includes(name));
    return factor === undefined ? 5 : Math.min(8, factorLevels(factor).length);
  };
  const columns = levels('batch.size');
  const rows = levels('optimizer.learningRate');
  const [cellWidth, cellHeight] = [RIGHT / columns, (BOTTOM - TOP + 8) / rows];
  const cells = Array.from({ length: columns * rows }, (_, index): ThumbnailCell => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    const distance = Math.abs((column + 0.5) / columns - (rows - row - 0.5) / rows);
    const heat = Math.max(1, Math.round(6 - distance * 8));
    const css = `var(--heat-${String(heat)})`;
    return { x: column * cellWidth, y: TOP - 4 + row * cellHeight, width: cellWidth - 2, height: cellHeight - 2, css };
  });
  return thumbnail(['learning rate', 'batch size'], { cells, hasAxis: false });
}

/** A dot for each batch size beside the straight line that theory draws. */
function rowOfDots(
  of: (part: number) => number,
  captions: Thumbnail['captions'],
  line: readonly [from: number, to: number],
  hasSpread = false,
): Thumbnail {
  const straight = {
    d: path([
      [places[0], height(line[0])],
      [places[COUNT - 1], height(line[1])],
    ]),
    css: FAINT,
    dash: '4 3',
  };
  const spreads = places.map((x, index) => {
    const half = hasSpread ? 2 + index : 0;
    const y = height(of(index / (COUNT - 1)));
    return {
      d: path([
        [x, y - half],
        [x, y + half],
      ]),
      css: series(index),
    };
  });
  const dots = places.map((x, index) => ({ x, y: height(of(index / (COUNT - 1))), css: series(index) }));
  return thumbnail(captions, { lines: hasSpread ? [straight, ...spreads] : [straight], dots });
}

function noiseScale(): Thumbnail {
  const middle = (part: number): number => 0.08 + 0.72 * part ** 1.4;
  const upper = curve((part) => middle(part) + 0.05 + 0.14 * part);
  const lower = curve((part) => middle(part) - 0.03 - 0.12 * part);
  return thumbnail(['noise scale', 'epochs'], {
    bands: [{ d: `${path([...upper, ...lower.toReversed()])}Z`, css: series(4) }],
    lines: [{ d: path(curve(middle)), css: series(4) }],
  });
}

/** The loss on the way from one end to the other: a wide valley, a barrier, a narrow valley. */
function barrier(): Thumbnail {
  const loss = (part: number): number =>
    0.9 - 0.78 * Math.exp(-(((part - 0.27) / 0.17) ** 2)) - 0.78 * Math.exp(-(((part - 0.76) / 0.065) ** 2));
  return thumbnail(['loss', 'from the small batch to the large one'], {
    lines: [{ d: path(curve(loss)), css: INK }],
    dots: [
      { x: 0.27 * RIGHT, y: height(loss(0.27)), css: series(0) },
      { x: 0.76 * RIGHT, y: height(loss(0.76)), css: series(6) },
    ],
  });
}

/** A learning rate that falls in steps, a batch size that grows in steps. */
function stairs(): Thumbnail {
  const steps = (levels: readonly number[]): readonly Point[] =>
    levels.flatMap((level, index): Point[] => [
      [(index * RIGHT) / levels.length, height(level)],
      [((index + 1) * RIGHT) / levels.length, height(level)],
    ]);
  return thumbnail(['learning rate falls, or batch grows', 'epochs'], {
    lines: [
      { d: path(steps([0.95, 0.52, 0.26, 0.1])), css: series(1) },
      { d: path(steps([0.06, 0.16, 0.42, 0.9])), css: series(5), dash: '7 3' },
    ],
  });
}

function bars(): Thumbnail {
  const cells = Array.from({ length: COUNT }, (_, index): ThumbnailCell => {
    const y = height(Math.min(0.98, 0.06 * 1.62 ** index));
    return { x: 4 + index * 30, y, width: 20, height: BOTTOM + 4 - y, css: series(index) };
  });
  return thumbnail(['samples per second', 'batch size'], { cells });
}

/** A learning curve that shakes. */
function rising(rate: number, shake: number, from = 0, to = RIGHT): readonly Point[] {
  const stream = randomStream(SEED, 'data', Math.round(from), Math.round(rate * 10));
  let drift = 0;
  return curve(
    (time) => {
      drift = drift * 0.6 + stream.normal() * shake * Math.min(1, time * 8);
      return Math.max(0.02, (0.92 - shake * 1.6) * (1 - Math.exp(-rate * time)) + drift * 0.7);
    },
    from,
    to,
  );
}
