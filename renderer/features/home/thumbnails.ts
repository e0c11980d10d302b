/** The expected picture of a question, drawn by its kind: shapes to recognise, never results. In a box of 240 by 70. Pure. */
import type { PresetSummary } from '#contract/presets';
import { factorLevels, factorPaths } from '#core/experiment/expand';
import type { ExperimentSpec } from '#core/experiment/spec';
import { learning, multiples } from '#renderer/features/home/learning-thumbnails.ts';
import {
  BOTTOM,
  curve,
  height,
  label,
  path,
  RIGHT,
  series,
  thumbnail,
  TOP,
  type Point,
  type Thumbnail,
  type ThumbnailCell,
} from '#renderer/features/home/thumbnail-shapes.ts';

const COUNT = 8;
const INK = 'var(--ink-2)';
const FAINT = 'var(--ink-3)';
const places = Array.from({ length: COUNT }, (_, index) => 8 + (index * (RIGHT - 20)) / (COUNT - 1));

export function thumbnailOf({ id, spec, figure }: Pick<PresetSummary, 'id' | 'spec' | 'figure'>): Thumbnail {
  switch (figure) {
    case 'curves':
      return learning(id, spec.budget.unit);
    case 'multiples':
      return multiples();
    case 'effect':
      return effect(spec, id === 'scaling-rules' ? RULES : id === 'regularise' ? DROPOUT : []);
    case 'map':
      return heatMap(spec);
    case 'loglog':
      return rowOfDots((part) => 0.95 - 0.85 * part, ['distance (log)', 'batch size (log)'], [0.95, 0.1], {
        note: label('four times the batch, half the distance', RIGHT, 1),
      });
    case 'target':
      return rowOfDots((part) => 0.12 + 0.82 * Math.exp(-part * 3.2), ['updates to target (log)', 'batch size (log)'], [0.94, -0.3], {
        note: label('twice the batch, half the updates', RIGHT, 1),
      });
    case 'gradients':
      return rowOfDots((part) => 0.08 + 0.85 * part, ['squared length of the sum', 'batch size'], [0.08, 0.93], {
        hasSpread: true,
        note: label('dashed: theory', 8, 0.9, 'start'),
      });
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

const RULES = [label('rate in proportion', RIGHT, 1), label('square root', RIGHT, 0.52), label('same rate', 150, 0.3)];
const DROPOUT = [label('with dropout', RIGHT, 1), label('without', 150, 0.3)];

/** A result against the batch size, a line for each of the other settings. */
function effect(spec: ExperimentSpec, labels: Thumbnail['labels']): Thumbnail {
  const lines = ['', '9 3', '3 3'].slice(0, otherLevels(spec)).map((dash, index) => {
    const fall = [0.06, 0.2, 0.86][otherLevels(spec) === 2 ? index * 2 : index];
    return { d: path(curve((part) => 0.92 - fall * part ** 2.2)), css: INK, ...(dash === '' ? {} : { dash }) };
  });
  return thumbnail(['accuracy', 'batch size'], { lines, labels });
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
  { hasSpread = false, note }: { readonly hasSpread?: boolean; readonly note?: Thumbnail['labels'][number] } = {},
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
  return thumbnail(captions, { lines: hasSpread ? [straight, ...spreads] : [straight], dots, labels: note === undefined ? [] : [note] });
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
  return thumbnail(['loss', 'from one end to the other'], {
    lines: [{ d: path(curve(loss)), css: INK }],
    dots: [
      { x: 0.27 * RIGHT, y: height(loss(0.27)), css: series(0) },
      { x: 0.76 * RIGHT, y: height(loss(0.76)), css: series(6) },
    ],
    labels: [label('small', 0.27 * RIGHT, 0.36, 'middle'), label('large', 0.84 * RIGHT, 0.16, 'start')],
  });
}

/** A learning rate that falls in steps, a batch size that grows in steps. */
function stairs(): Thumbnail {
  const steps = (levels: readonly number[]): readonly Point[] =>
    levels.flatMap((level, index): Point[] => [
      [(index * RIGHT) / levels.length, height(level)],
      [((index + 1) * RIGHT) / levels.length, height(level)],
    ]);
  return thumbnail(['either falls, or grows', 'epochs'], {
    lines: [
      { d: path(steps([0.95, 0.52, 0.26, 0.1])), css: series(1) },
      { d: path(steps([0.06, 0.16, 0.42, 0.9])), css: series(5), dash: '7 3' },
    ],
    labels: [label('learning rate', 64, 0.8, 'start'), label('batch size', 176, 0.54)],
  });
}

function bars(): Thumbnail {
  const cells = Array.from({ length: COUNT }, (_, index): ThumbnailCell => {
    const y = height(Math.min(0.98, 0.06 * 1.62 ** index));
    return { x: 4 + index * 30, y, width: 20, height: BOTTOM + 4 - y, css: series(index) };
  });
  return thumbnail(['samples per second', 'batch size'], { cells });
}
