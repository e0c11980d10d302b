/** Stored answers of probes about weights as charts: distances, paths between runs, slices, planes, sharpness, way to the optimum. */
import type { InterpolationResult, LossCurve, PlaneResult, RunDistances, SharpnessResult, SlicesResult } from '#core/probes/results';
import { heatHover, heatOption, type HeatInput } from '#renderer/charts/heat-option.ts';
import type { XySeries } from '#renderer/charts/xy-option.ts';
import { xyFigure, type Figure } from '#renderer/features/compare/figure.ts';
import type { Looked } from '#renderer/features/compare/figures/probe-figures.ts';
import { formatNumber } from '#renderer/ui/format.ts';

type Look = Pick<XySeries, 'label' | 'css' | 'dash'>;
/** The look of a run by its id. */
export type RunLook = (runId: string) => Look;

/** From the start, with the farthest that the optimizer could have come. */
export function distancesFigure(runs: readonly RunDistances[], lookOf: RunLook): Figure {
  const series = runs.flatMap(({ runId, points, reach }): XySeries[] => {
    const look = lookOf(runId);
    const drawn: XySeries = {
      ...look,
      x: points.map(({ update }) => update),
      y: points.map(({ total }) => total),
      mark: 'both',
      isNamed: true,
    };
    if (reach === null) return [drawn];
    return [drawn, { ...look, label: `${look.label}, farthest possible`, dash: 3, x: reach.update, y: reach.radius, mark: 'line' }];
  });
  return xyFigure(
    {
      title: 'Distance at kept weights',
      subtitle: 'From the start; dotted: farthest possible',
      empty: 'No weights were kept.',
    },
    {
      series,
      x: { title: 'steps of the optimizer (updates), log scale', short: 'updates, log scale', isLog: true },
      y: { title: 'distance, log scale', isLog: true },
    },
  );
}

const LOSSES = [
  { key: 'trainLoss', label: 'training', dash: 1 },
  { key: 'testLoss', label: 'test', dash: 2 },
] as const;

const curve = (drawn: LossCurve, look: Look): readonly XySeries[] =>
  LOSSES.filter(({ key }) => drawn[key].some(Number.isFinite)).map(({ key, label, dash }) => ({
    ...look,
    label: `${look.label} ${label}`.trim(),
    dash,
    x: drawn.position,
    y: drawn[key],
    mark: 'line',
  }));

/** Loss on the straight line between two runs. */
export function interpolationFigure({ raw, ends, distance }: InterpolationResult, lookOf: RunLook): Figure {
  const [first, second] = ends.map(({ runId }) => lookOf(runId).label);
  return xyFigure(
    {
      title: 'Loss on the line between two runs',
      subtitle: `Solid: training, dashed: test; ${formatNumber(distance, 3)} apart`,
      empty: 'No loss on this line.',
    },
    {
      // Between two conditions: in the colour of neither.
      series: curve(raw, { label: '', css: 'var(--ink-1)', dash: 1 }),
      x: { title: 'position on the line, 0 and 1: the two runs', short: 'position on the line', isLog: false },
      y: { title: 'loss, log scale', isLog: true },
      references: [
        { axis: 'x', value: 0, label: first },
        // At the other end of its line: long names of the two would cover each other.
        { axis: 'x', value: 1, label: second, isAtTop: true },
      ],
    },
  );
}

/**
 * Loss from each of two runs towards the other, with steps as long as the weights of each unit: what is left of a difference in width once
 * the length of the weights counts no more. null where it was not asked for.
 */
export function normalisedFigure({ normalised, ends }: InterpolationResult, lookOf: RunLook): Figure | null {
  if (normalised === null) return null;
  const looks = ends.map(({ runId }) => lookOf(runId));
  const series = normalised.flatMap((drawn, index) =>
    curve(drawn, looks[index]).map((one): XySeries => ({ ...one, name: looks[index].label, isNamed: one.dash === 1 })),
  );
  return xyFigure(
    {
      title: 'Around each run, by weight length',
      subtitle: 'Solid: training, dashed: test',
      empty: 'No loss on this line.',
    },
    {
      series,
      x: { title: 'step; 1: as long as the weights of each unit', short: 'step', isLog: false },
      y: { title: 'loss, log scale', isLog: true },
      references: [{ axis: 'x', value: 0, label: 'the run' }],
    },
  );
}

/** Training loss along random directions. */
export function slicesFigure(answers: readonly Looked<SlicesResult>[]): Figure {
  const series = answers.flatMap(({ result, label, css, dash }) =>
    result.curves.map((one, index): XySeries => ({
      label: `${label}, direction ${index + 1}`,
      isNamed: index === 0,
      name: label,
      css,
      dash,
      x: one.position,
      y: one.trainLoss,
      mark: 'line',
    })),
  );
  return xyFigure(
    {
      title: 'Slices of the training loss',
      subtitle: 'Along random directions through the weights',
      empty: 'No slices are stored.',
    },
    {
      series,
      x: { title: 'step; 1: as long as the weights of each unit', isLog: false },
      y: { title: 'training loss, log scale', isLog: true },
    },
  );
}

/** Training loss in the plane through three runs, with their places in it. */
export function planeFigure(result: PlaneResult, lookOf: RunLook): Figure {
  const { x, y, losses, coordinates, corners } = result;
  const place = (axis: Float64Array, value: number): number => ((value - axis[0]) / (axis[axis.length - 1] - axis[0])) * (axis.length - 1);
  const input: HeatInput = {
    columns: Array.from(x, (value) => formatNumber(value, 2)),
    rows: Array.from(y, (value) => formatNumber(value, 2)),
    values: Array.from(y, (_, row) => Array.from(x, (__, column) => Math.log10(losses.trainLoss[row * x.length + column]))),
    x: 'distance from the first run towards the second',
    y: 'distance across',
    format: (value) => formatNumber(10 ** value, 3),
    isLowStrong: true,
    isFine: true,
    marks: coordinates.map(([atX, atY], index) => ({
      label: lookOf(corners[index].runId).label,
      at: [place(x, atX), place(y, atY)] as const,
    })),
  };
  return {
    title: 'Loss in the plane of three runs',
    subtitle: 'Training loss; stronger colour: smaller',
    option: (view, theme) => heatOption(input, view, theme),
    hover: heatHover(input),
    table: () => ({
      columns: ['x', 'y', 'training loss'],
      rows: Array.from(losses.trainLoss, (loss, index) => [x[index % x.length], y[Math.floor(index / x.length)], loss]),
    }),
    empty: '',
  };
}

/** Largest eigenvalue of each stored answer against batch size. */
export function sharpnessFigure(answers: readonly (Looked<SharpnessResult> & { readonly batchSize: number })[]): Figure {
  const groups = [...Map.groupBy(answers, ({ label }) => label).values()];
  const series = groups.map((own): XySeries => {
    const [{ label, css, dash }] = own;
    return { label, css, dash, x: own.map(({ batchSize }) => batchSize), y: own.map(({ result }) => result.eigenvalue), mark: 'points' };
  });
  const sizes = [...new Set(answers.map(({ batchSize }) => batchSize))].filter(Number.isFinite).sort((a, b) => a - b);
  const isRoomy = sizes.length <= 12 && sizes.every((size, index) => index === 0 || size / sizes[index - 1] >= 1.5);
  return xyFigure(
    {
      title: 'Sharpness against batch size',
      subtitle: 'Largest curvature of the loss; one dot a run',
      empty: 'No answer about sharpness is stored.',
    },
    {
      series,
      x: { title: 'batch size, log scale', isLog: true, ...(isRoomy ? { ticks: sizes } : {}), format: (value) => formatNumber(value, 6) },
      y: { title: 'largest eigenvalue of the Hessian', isLog: false },
    },
  );
}
