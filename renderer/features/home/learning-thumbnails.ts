/** Thumbnails of learning curves: what is expected of each question that looks at them. Pure. */
import { label, path, RIGHT, rising, series, thumbnail, type Thumbnail } from '#renderer/features/home/thumbnail-shapes.ts';

/** Of a preset, by its id. */
export function learning(id: string, unit: string): Thumbnail {
  switch (id) {
    case 'equal-updates':
      return twoLenses();
    case 'dynamics':
      return fallingBehind(unit);
    case 'train-longer':
      return littleIsLeft(unit);
    default:
      return threeWays(unit);
  }
}

/** Three ways: single samples noisy and poor, mini-batches early and steady, the full batch late and smooth. */
function threeWays(unit: string): Thumbnail {
  return thumbnail(['accuracy', unit], {
    lines: [
      { d: path(rising(9, 0.11, { top: 0.66 })), css: series(0) },
      { d: path(rising(8, 0.02)), css: series(3) },
      { d: path(rising(2.8, 0)), css: series(7) },
    ],
    labels: [label('32', 16, 0.74), label('full', 40, 0.04, 'start'), label('one by one', RIGHT, 0.14)],
  });
}

/** The larger the batch, the less is learnt; ten times the learning rate brings the largest one back. */
function fallingBehind(unit: string): Thumbnail {
  return thumbnail(['accuracy', unit], {
    lines: [
      { d: path(rising(13, 0)), css: series(0) },
      { d: path(rising(4.5, 0)), css: series(3) },
      { d: path(rising(0.75, 0)), css: series(7) },
      { d: path(rising(8, 0, { top: 0.86 })), css: series(7), dash: '5 3' },
    ],
    labels: [label('small', 0, 0.88, 'start'), label('large, ten times the rate', RIGHT, 0.6), label('large', RIGHT, 0.16)],
  });
}

/** At equal updates little is between them, and ghost batches take a part of that. */
function littleIsLeft(unit: string): Thumbnail {
  return thumbnail(['accuracy', unit], {
    lines: [
      { d: path(rising(7, 0)), css: series(1) },
      { d: path(rising(7, 0, { top: 0.82 })), css: series(6), dash: '5 3' },
      { d: path(rising(7, 0, { top: 0.7 })), css: series(6) },
    ],
    labels: [label('small', 0, 0.88, 'start'), label('dashed: ghost batches', RIGHT, 0.32), label('large', RIGHT, 0.06)],
  });
}

/** Curves beside each other, the first ones restless, and the last again: its last batch is small. */
export function multiples(): Thumbnail {
  const panels = [
    [4, 9, 0.14, 0],
    [32, 8, 0.06, 2],
    [128, 7, 0.02, 4],
    [256, 5, 0, 5],
    [450, 4, 0.08, 7],
  ] as const;
  const left = (index: number): number => index * 49;
  return thumbnail(['accuracy', 'batch size'], {
    lines: panels.map(([, rate, shake, colour], index) => ({
      d: path(rising(rate, shake, { from: left(index), to: left(index) + 41 })),
      css: series(colour),
    })),
    labels: panels.map(([size], index) => label(String(size), left(index) + 42, 0.04)),
  });
}

/** Two curves that lie apart against epochs and on each other against updates. */
function twoLenses(): Thumbnail {
  return thumbnail(['equal epochs', 'equal updates'], {
    lines: [
      { d: path(rising(9, 0, { to: 108 })), css: series(1) },
      { d: path(rising(0.7, 0, { to: 108 })), css: series(6) },
      { d: path(rising(5, 0, { from: 130 })), css: series(1) },
      { d: path(rising(4.7, 0, { from: 130 })), css: series(6), dash: '5 3' },
    ],
    labels: [label('small', 108, 0.66), label('large', 108, 0.12), label('both', RIGHT, 0.6)],
  });
}
