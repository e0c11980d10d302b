/** Charts of how training runs: samples a second by condition, and the learning rate and batch size that are in effect. */
import type { ExperimentDetail } from '#contract/experiments';
import type { ProgressAxis } from '#core/series/axis';
import type { DataTable } from '#core/table-text';
import { AXIS_SHORT, AXIS_TITLE, headingOf } from '#renderer/charts/axis-words.ts';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { xyHover, xyOption, type XyInput, type XySeries } from '#renderer/charts/xy-option.ts';
import { courseInEffect } from '#renderer/features/live/course-in-effect.ts';
import type { GrowingTrace } from '#renderer/features/live/growing-trace.ts';
import type { LiveCondition } from '#renderer/features/live/live-state.svelte.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface PaceChart {
  readonly option: OptionBuilder | null;
  readonly hover: Hover;
  readonly table: () => DataTable;
}

/** The value of `make`, made when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

const NOTHING: PaceChart = { option: null, hover: () => null, table: () => ({ columns: [], rows: [] }) };

/** Samples of training a second of one run, over all of its training time; NaN before it has any. */
export function samplesPerSecond({ columns }: Pick<GrowingTrace, 'columns'>): number {
  const [samples, seconds] = [columns.samples.at(-1) ?? 0, columns.seconds.at(-1) ?? 0];
  return samples > 0 && seconds > 0 ? samples / seconds : NaN;
}

/** A point a condition, with the slowest and the fastest of its runs. */
export function throughputChart(conditions: readonly LiveCondition[], detail: ExperimentDetail): PaceChart {
  const measured = conditions.flatMap((condition) => {
    const rates = condition.traces.map(samplesPerSecond).filter(Number.isFinite);
    if (rates.length === 0) return [];
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    return [
      { condition, batchSize: detail.conditions[condition.index].batchSize, mean, low: Math.min(...rates), high: Math.max(...rates) },
    ];
  });
  if (measured.length === 0) return NOTHING;
  const ticks = [...new Set(measured.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  const input: XyInput = {
    series: measured.map(({ condition: { label, css, dash }, batchSize, mean, low, high }): XySeries => {
      return { label, css, dash, x: [batchSize], y: [mean], low: [low], high: [high], mark: 'points', spread: 'bars' };
    }),
    x: { title: 'batch size, log scale', isLog: true, ticks, format: formatCount },
    y: { title: 'training samples a second, log scale', isLog: true, format: (value) => formatCount(Number(value.toPrecision(3))) },
  };
  return {
    option: (view, theme) => xyOption(input, view, theme),
    hover: xyHover(input, 'mean, slowest to fastest run'),
    table: () => ({
      columns: ['condition', 'batch size', 'samples/s, mean', 'slowest run', 'fastest run'],
      rows: measured.map(({ condition, batchSize, mean, low, high }) => [condition.label, batchSize, mean, low, high]),
    }),
  };
}

interface CourseView {
  readonly axis: ProgressAxis;
  readonly isLog: boolean;
}

/** Of the furthest run of each condition. `what`: which of the two courses. */
export function courseChart(
  conditions: readonly LiveCondition[],
  detail: ExperimentDetail,
  { axis, isLog }: CourseView,
  what: 'learningRate' | 'batchSize',
): PaceChart {
  const begun = conditions.flatMap((condition) => {
    const furthest = condition.traces.reduce<GrowingTrace | null>(
      (best, trace) => (trace.update > (best?.update ?? 0) ? trace : best),
      null,
    );
    return furthest === null ? [] : [{ condition, furthest }];
  });
  if (begun.length === 0) return NOTHING;
  // Worked out when it is looked at, which mostly it is not.
  const courses = once(() =>
    begun.map(({ condition, furthest }) => {
      const planned = detail.conditions[condition.index];
      return { condition, course: courseInEffect(planned, planned.data.trainingRows, furthest, axis) };
    }),
  );
  const input = once((): XyInput => ({
    series: courses().map(({ condition: { label, css, dash }, course }): XySeries => {
      return { label, css, dash, x: course.x, y: course[what], mark: 'line' };
    }),
    x: {
      title: `${AXIS_TITLE[axis]}${isLog ? ', log scale' : ''}`,
      short: `${AXIS_SHORT[axis]}${isLog ? ', log scale' : ''}`,
      isLog,
      format: (value) => formatNumber(value, 3),
    },
    y: {
      title: what === 'learningRate' ? 'learning rate, log scale' : 'samples in a batch, log scale',
      isLog: true,
      format: (value) => formatNumber(value, 3),
    },
  }));
  const hover = once(() => xyHover({ ...input(), x: { ...input().x, format: (value) => headingOf(axis, value) } }, ''));
  return {
    option: (view, theme) => xyOption(input(), view, theme),
    hover: (point) => hover()(point),
    table: () => ({
      columns: ['condition', axis, what === 'learningRate' ? 'learning rate' : 'batch size'],
      rows: courses().flatMap(({ condition: { label }, course }) => course.x.map((x, index) => [label, x, course[what][index]])),
    }),
  };
}
