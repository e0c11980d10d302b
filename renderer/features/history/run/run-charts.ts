/** The charts of a run: every update as a line within its band, and the whole data set at each evaluation. Pure. */
import type { ExperimentDetail } from '#contract/experiments';
import type { RunCurves, RunSummary, SeriesWindow } from '#contract/runs';
import type { MetricName } from '#core/experiment/spec';
import { type EvaluationColumn, hasNoise } from '#core/series/evaluation';
import type { DataTable } from '#core/table-text';
import { noiseChart } from '#renderer/charts/noise-chart.ts';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { hasSplit, lossOf, scoreOf, type Quantity, type SplitName } from '#renderer/charts/score.ts';
import { xyHover, xyOption, type XyInput, type XySeries } from '#renderer/charts/xy-option.ts';
import type { Stretch } from '#renderer/features/history/run/stretch.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface RunChart {
  /** null where there is nothing to draw. */
  readonly option: OptionBuilder | null;
  readonly hover: Hover;
  readonly table: () => DataTable;
}

export const METRIC_TITLE: Readonly<Record<MetricName, string>> = {
  loss: 'Mini-batch loss',
  accuracy: 'Mini-batch accuracy',
  gradientNorm: 'Gradient norm',
};

/** What happened at every update; where a bucket holds several, their mean and, behind it, the smallest to the largest. */
export function seriesChart(window: SeriesWindow | null, stretch: Stretch, css: string, lossTitle: string, isLog: boolean): RunChart {
  const metric = window?.metric ?? 'loss';
  const scale = metric === 'accuracy' ? 100 : 1;
  const scaled = (values: Float32Array | undefined): Float64Array => Float64Array.from(values ?? [], (value) => value * scale);
  const [mean, min, max] = [scaled(window?.mean), scaled(window?.min), scaled(window?.max)];
  // A window may end with the border of its last bucket: one update more than there are values.
  const update = (window?.update ?? new Float64Array()).slice(0, mean.length);
  const isBuckets = mean.some((_, index) => min[index] < max[index]);
  const words = { loss: lossTitle, accuracy: 'correct, %', gradientNorm: 'Euclidean norm' }[metric];
  const input: XyInput = {
    series: [
      {
        ...{ label: METRIC_TITLE[metric], css, dash: 1, x: update, y: mean, mark: 'line' },
        ...(isBuckets ? { low: min, high: max, spread: 'band' as const } : {}),
      },
    ],
    x: {
      title: 'steps of the optimizer (updates)',
      short: 'updates',
      isLog: false,
      range: [stretch.from, Math.max(stretch.from + 1, stretch.to)],
      // Between two updates there is none to name.
      format: (value) => (Number.isInteger(value) ? formatCount(value) : ''),
    },
    y: { title: isLog ? `${words}, log scale` : words, isLog, format: (value) => formatNumber(value, 3) },
  };
  return {
    ...drawn(input, isBuckets ? 'mean, min to max' : 'value', (x) => `Update ${formatCount(x)}`),
    table: () => ({
      columns: ['update', `${metric} mean`, 'min', 'max'].map((name, index) => (index > 0 && scale === 100 ? `${name}, %` : name)),
      rows: Array.from(update, (at, index) => [at, mean[index], min[index], max[index]]),
    }),
  };
}

/** Beyond this a run has diverged, and only the order of magnitude is worth reading. */
const ASTRAY = 1e15;

/** Loss or score on the whole of each split, against epochs. */
export function evaluationChart(
  experiment: ExperimentDetail,
  curves: RunCurves | null,
  of: 'loss' | 'score',
  css: string,
): RunChart & { readonly words: string } {
  const splits = (['train', 'validation', 'test'] as const).filter((split) => hasSplit(experiment, split));
  const quantityOf = (split: SplitName): Quantity =>
    of === 'loss' ? lossOf(split, experiment.spec.loss) : scoreOf(split, experiment.summary.scoreKind);
  const x = curves?.evaluations.epoch ?? new Float64Array();
  const series = splits.map((split): XySeries => {
    const { column, scale } = quantityOf(split);
    const dash = { train: 2, validation: 3, test: 1 }[split];
    return { label: split, css, dash, x, y: columnOf(curves, column).map((value) => value * scale), mark: 'line', isNamed: true };
  });
  const { yTitle, format, unit } = quantityOf('train');
  const input: XyInput = {
    series,
    x: { title: 'passes over the data (epochs)', short: 'epochs', isLog: false },
    y: { title: of === 'loss' ? yTitle : yTitle.replace(' on the training set', ''), isLog: false },
  };
  return {
    ...drawn({ ...input, y: { ...input.y, format: (value) => formatNumber(value, 3) } }, 'value', (at) => `Epoch ${formatNumber(at, 3)}`),
    table: () => ({
      columns: ['epoch', 'update', ...splits.map((split) => `${split} ${of}`)],
      rows: Array.from(x, (epoch, row) => [
        epoch,
        columnOf(curves, 'update')[row],
        ...splits.map((split) => columnOf(curves, quantityOf(split).column)[row]),
      ]),
    }),
    // The last value in the words of this quantity is what a reader looks for first.
    words: splits
      .map((split) => ({ split, quantity: quantityOf(split) }))
      .map(({ split, quantity }) => ({ split, value: last(columnOf(curves, quantity.column)) * quantity.scale }))
      .map(({ split, value }) => `${split} ${Math.abs(value) < ASTRAY ? format(value) : formatNumber(value, 3)}${unit}`)
      .join(', '),
  };
}

/** The gradient noise scale with the band of its pairs of batches; null where the run did not measure it. */
export function runNoiseChart(
  experiment: ExperimentDetail,
  curves: RunCurves | null,
  { condition, replicate }: Pick<RunSummary, 'condition' | 'replicate'>,
  css: string,
): RunChart | null {
  if (curves === null || !hasNoise(curves.evaluations)) return null;
  const runs = [{ replicate, columns: curves.evaluations }];
  const planned = experiment.conditions[condition];
  const shown = { key: '0', label: 'this run', short: 'this run', css, dash: 1, runs, planned };
  return noiseChart([shown], { axis: 'epochs', isLogX: false, band: 'interval', selected: '0' });
}

const columnOf = (curves: RunCurves | null, column: EvaluationColumn): Float64Array => curves?.evaluations[column] ?? new Float64Array();
const last = (values: Float64Array): number => values.at(-1) ?? NaN;

function drawn(input: XyInput, columns: string, heading: (x: number) => string): Pick<RunChart, 'option' | 'hover'> {
  const hasValues = input.series.some(({ x, y }) => x.length > 0 && Array.from(y).some((value) => Number.isFinite(value)));
  if (!hasValues) return { option: null, hover: () => null };
  const said: XyInput = { ...input, x: { ...input.x, format: heading } };
  return { option: (view, theme) => xyOption(input, view, theme), hover: xyHover(said, columns) };
}
