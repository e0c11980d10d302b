/** The gradient noise scale over training: a curve with its band a condition, and the batch size that the condition is at. */
import type { Condition } from '#core/experiment/plan';
import { phaseAt, timelineWith } from '#core/schedule/timeline';
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import { hasNoise } from '#core/series/evaluation';
import type { BandKind, MeanBand } from '#core/series/mean-band';
import { noiseBand, noiseCurve, POOLED_EVALUATIONS } from '#core/series/noise-scale';
import type { Cell, DataTable } from '#core/table-text';
import { AXIS_SHORT, AXIS_TITLE, headingOf } from '#renderer/charts/axis-words.ts';
import type { ConditionTraces, RunTrace } from '#renderer/charts/condition-curves.ts';
import { BAND_WORDS, type CurvesChart } from '#renderer/charts/curves-chart.ts';
import { xyHover, xyOption, type XyInput, type XySeries } from '#renderer/charts/xy-option.ts';
import { formatNumber } from '#renderer/ui/format.ts';

/** A condition with what decides its batch size; null where its runs do not share one. */
export interface NoisyCondition extends ConditionTraces {
  readonly planned: Condition | null;
}

export interface NoiseChoice {
  readonly axis: ProgressAxis;
  readonly isLogX: boolean;
  readonly band: BandKind;
  /** Key of the condition with its band, where they are too many for all. */
  readonly selected: string | null;
  /** Part of the x axis to show, as values; all of it where left out. */
  readonly zoom?: readonly [number, number] | null;
}

/** With more conditions than this, only the selected one has its band and its line of batch sizes. */
const ALL_IN_FULL = 4;
/** Few enough evaluations for a dot each, so that one between two unknown ones is seen. */
const MOST_DOTS = 40;

export const NOISE_TITLE = 'Gradient noise scale';
export const NOISE_WORDS = 'A curve above its dot, the batch size now: a larger batch still pays';
/** The same where there is little room. */
export const NOISE_SHORT = 'Above its dot (batch size): larger pays';
/** How it was worked out, for after the words. */
export const noiseHow = (band: string): string => `${band}, mean of ${String(POOLED_EVALUATIONS)} evaluations`;

/** Whether any run has measured it. */
export function isNoiseMeasured(conditions: readonly Pick<ConditionTraces, 'runs'>[]): boolean {
  return conditions.some(({ runs }) => runs.some(({ columns }) => hasNoise(columns)));
}

export function noiseChart(conditions: readonly NoisyCondition[], choice: NoiseChoice): CurvesChart {
  const measured = conditions.filter((condition) => isNoiseMeasured([condition]));
  const input = once(() => noiseInput(measured, choice));
  const columns = `noise scale, ${BAND_WORDS[choice.band]}`;
  const said = once(() => xyHover({ ...input(), x: { ...input().x, format: (x) => headingOf(choice.axis, x) } }, columns));
  return {
    option: measured.length === 0 ? null : (view, theme) => xyOption(input(), view, theme),
    hover: (point) => said()(point),
    table: () => noiseTable(measured, choice),
    data: () => noiseData(measured),
    legend: measured.length > 1 ? measured.map(({ short, css, dash }) => ({ label: short, css, dash })) : [],
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

export function noiseInput(conditions: readonly NoisyCondition[], { axis, isLogX, band, selected, zoom = null }: NoiseChoice): XyInput {
  const isNamed = conditions.length > 1;
  const series = conditions.flatMap((condition): XySeries[] => {
    const { short, css, dash, key } = condition;
    const { x, mean, low, high } = bandOf(condition.runs, axis, band);
    const isFull = conditions.length <= ALL_IN_FULL || key === selected;
    const look = { css, dash };
    const curve: XySeries = {
      ...{ ...look, label: short, x, y: mean, low, high, isNamed },
      mark: x.length <= MOST_DOTS ? 'both' : 'line',
      ...(isFull ? { spread: 'band' as const } : {}),
    };
    const here = batchSizes(condition, axis, x);
    if (here === null) return [curve];
    const line: XySeries = { ...here, css, dash: 2, label: `${short}, batch size`, mark: 'line', isBackground: true };
    const dot: XySeries = { ...line, x: here.x.slice(-1), y: here.y.slice(-1), mark: 'points' };
    return isFull ? [line, curve, dot] : [curve, dot];
  });
  return {
    series,
    x: {
      title: isLogX ? `${AXIS_TITLE[axis]}, log scale` : AXIS_TITLE[axis],
      short: isLogX ? `${AXIS_SHORT[axis]}, log scale` : AXIS_SHORT[axis],
      isLog: isLogX,
      ...(zoom === null ? {} : { range: zoom }),
    },
    y: { title: 'noise scale, samples, log scale', isLog: true, format: (value) => formatNumber(value, 3) },
  };
}

/** What was worked out for a list of runs, as long as there is that list. */
const known = new WeakMap<readonly RunTrace[], Map<string, MeanBand>>();

function bandOf(runs: readonly RunTrace[], axis: ProgressAxis, band: BandKind): MeanBand {
  const own = known.get(runs) ?? new Map<string, MeanBand>();
  known.set(runs, own);
  const key = `${axis} ${band}`;
  const columns = (): readonly RunTrace['columns'][] => runs.map((run) => run.columns).filter(hasNoise);
  const found = own.get(key) ?? noiseBand(columns(), axis, band);
  own.set(key, found);
  return found;
}

/** The batch size in effect at the evaluations of the furthest run, up to the last x of the curve. */
function batchSizes({ runs, planned }: NoisyCondition, axis: ProgressAxis, curve: readonly number[]): { x: number[]; y: number[] } | null {
  const end = curve.at(-1);
  if (planned === null || end === undefined) return null;
  const furthest = runs.reduce((best, run) => (run.columns.update.length > best.columns.update.length ? run : best));
  const sizeAt = batchSizeAt(planned);
  const points = Array.from(furthest.columns[AXIS_COLUMN[axis]], (x, index) => ({ x, y: sizeAt(furthest.columns.update[index]) }));
  const shown = points.filter(({ x }) => x <= end);
  return { x: shown.map(({ x }) => x), y: shown.map(({ y }) => y) };
}

/** Of the next update; of the last one at the end. */
function batchSizeAt({ data, batchSize, laterBatches, remainder, length }: Condition): (update: number) => number {
  const timeline = timelineWith(data.trainingRows, batchSize, laterBatches, remainder);
  return (update) => phaseAt(timeline, Math.min(update, length.updates - 1)).size;
}

const finite = (value: number): Cell => (Number.isFinite(value) ? value : null);
/** No upper limit is something else than no number. */
const bound = (value: number): Cell => (value === Infinity ? 'Infinity' : finite(value));

const TABLE_ROWS = 12;

/** A few places of every curve, for reading. */
function noiseTable(conditions: readonly NoisyCondition[], { axis, band }: NoiseChoice): DataTable {
  return {
    columns: ['condition', axis, 'batch size', 'noise scale', 'low', 'high', 'runs'],
    rows: conditions.flatMap((condition) => {
      const { x, mean, low, high, n } = bandOf(condition.runs, axis, band);
      const here = batchSizes(condition, axis, x);
      const rows = Math.min(TABLE_ROWS, x.length);
      const places = Array.from({ length: rows }, (_, row) => Math.round((row * (x.length - 1)) / Math.max(1, rows - 1)));
      return places.map((place): Cell[] => {
        const size = here?.y[here.x.findLastIndex((at) => at <= x[place])];
        return [condition.label, x[place], size ?? null, finite(mean[place]), finite(low[place]), bound(high[place]), n[place]];
      });
    }),
  };
}

/** Every evaluation of every run: the estimate with the band of its pairs of batches, and what it was made from. */
function noiseData(conditions: readonly NoisyCondition[]): DataTable {
  return {
    columns: [
      ...['condition', 'replicate', 'update', 'epoch', 'samples', 'seconds', 'batchSize'],
      ...['noiseScale', 'noiseScaleLow', 'noiseScaleHigh', 'noisePairs', 'noiseTrace', 'noiseSquaredNorm'],
    ],
    rows: conditions.flatMap(({ label, runs, planned }) => {
      const sizeAt = planned === null ? null : batchSizeAt(planned);
      return runs.flatMap(({ replicate, columns }) => {
        const { y, low, high } = noiseCurve(columns);
        return Array.from(columns.update, (update, row): Cell[] => [
          ...[label, replicate + 1, update, columns.epoch[row], columns.samples[row], columns.seconds[row], sizeAt?.(update) ?? null],
          ...[finite(y[row]), finite(low[row]), bound(high[row])],
          ...[columns.noisePairs[row], columns.noiseTrace[row], columns.noiseSquaredNorm[row]].map(finite),
        ]);
      });
    }),
  };
}
