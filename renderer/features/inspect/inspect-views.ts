/** The pictures of what a network says: which there are for a report, and each as what the chart component takes. */
import type { PredictionReport } from '#core/probes/predictions';
import type { DataTable } from '#core/table-text';
import { decisionMapHover, decisionMapOption } from '#renderer/charts/decision-map-option.ts';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import { heatOption, type HeatInput } from '#renderer/charts/heat-option.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { extent } from '#renderer/charts/scale.ts';
import { xyHover, xyOption, type XyInput, type XySeries } from '#renderer/charts/xy-option.ts';
import { classAppearance } from '#renderer/features/designer/scatter-paths.ts';
import { formatCount, formatNumber, formatPercent } from '#renderer/ui/format.ts';

export type ChartViewName = 'map' | 'confusion' | 'calibration' | 'values';
export type InspectViewName = ChartViewName | 'samples';

export interface InspectChart {
  readonly title: string;
  /** What is to be seen, after the run's name. */
  readonly note: string;
  readonly option: OptionBuilder;
  readonly hover: Hover;
  readonly table: () => DataTable;
}

export const VIEW_TITLE: Readonly<Record<InspectViewName, string>> = {
  map: 'Decision boundary',
  confusion: 'Confusion matrix',
  calibration: 'How sure, how right',
  values: 'Predicted against actual',
  samples: 'Sample predictions',
};

/** In the order of how much they tell. */
export function viewsOf(report: PredictionReport): readonly InspectViewName[] {
  const views: InspectViewName[] = [];
  if (report.map !== null) views.push('map');
  if (report.values !== null) views.push('values');
  if (report.samples.images !== null) views.push('samples');
  if (report.classes !== null) views.push('confusion', 'calibration');
  if (report.samples.images === null) views.push('samples');
  return views;
}

/** null where the report has no such picture. */
export function inspectChart(report: PredictionReport, view: ChartViewName): InspectChart | null {
  switch (view) {
    case 'map':
      return mapChart(report);
    case 'confusion':
      return confusionChart(report);
    case 'calibration':
      return calibrationChart(report);
    case 'values':
      return valuesChart(report);
    default:
      return view satisfies never;
  }
}

const SET = { train: 'training', validation: 'validation', test: 'test' } as const;

function mapChart({ map, classes, split }: PredictionReport): InspectChart | null {
  if (map === null) return null;
  const [xTitle, yTitle] = map.featureNames;
  const names = classes?.names ?? [];
  const { points } = map;
  return {
    title: VIEW_TITLE.map,
    note: names.length > 0 ? `${SET[split]} rows; outlined: wrong` : `${SET[split]} rows; stronger: larger`,
    option: (view, theme) => decisionMapOption({ ...map, xTitle, yTitle, classNames: names, look: classAppearance }, view, theme),
    hover: decisionMapHover({ ...map, xTitle, yTitle, classNames: names, cssOf: (index) => classAppearance(index).css }),
    table: () => ({
      columns: [xTitle, yTitle, ...(names.length > 0 ? ['class', 'answer'] : ['value'])],
      rows: Array.from(points.x, (x, index) => [
        x,
        points.y[index],
        names.length > 0 ? names[points.label[index]] : points.label[index],
        ...(names.length > 0 ? [points.isRight[index] === 1 ? 'right' : 'wrong'] : []),
      ]),
    }),
  };
}

/** Narrower cells cannot hold a number. */
const CELL = 30;

function confusionChart({ classes, rows, split }: PredictionReport): InspectChart | null {
  if (classes === null) return null;
  const { names, confusion, accuracy } = classes;
  const rowNames = names.map((name, index) => `${name}  ${Number.isNaN(accuracy[index]) ? '–' : formatPercent(accuracy[index], 0)}`);
  const count = (truth: number, answer: number): number => confusion[truth * names.length + answer];
  // From the bottom up: the first class stands on top.
  const input: HeatInput = {
    columns: names,
    rows: rowNames.toReversed(),
    values: names.map((_, truth) => names.map((_, answer) => count(truth, answer))).toReversed(),
    x: 'answered class',
    y: 'true class and how much of it is right',
    format: formatCount,
  };
  const fitted = (width: number): HeatInput => ({ ...input, isFine: width / (names.length + 1) < CELL });
  return {
    title: VIEW_TITLE.confusion,
    note: `${formatCount(rows)} ${SET[split]} rows`,
    option: (view, theme) => heatOption(fitted(view.width), view, theme),
    hover: confusionHover(names, count),
    table: () => ({
      columns: ['true class', ...names.map((name) => `answered ${name}`), 'right, %'],
      rows: names.map((name, truth) => [name, ...names.map((_, answer) => count(truth, answer)), 100 * accuracy[truth]]),
    }),
  };
}

/** The cells are drawn from the bottom up: the last class comes first. */
function confusionHover(names: readonly string[], count: (truth: number, answer: number) => number): Hover {
  return ({ dataIndex }) => {
    if (dataIndex === null || dataIndex >= names.length ** 2) return null;
    const truth = names.length - 1 - Math.floor(dataIndex / names.length);
    const answer = dataIndex % names.length;
    const row = { key: null, label: truth === answer ? 'right' : 'wrong', value: formatCount(count(truth, answer)), interval: '' };
    return { heading: `${names[truth]} answered as ${names[answer]}`, columns: 'rows', rows: [row] };
  };
}

function calibrationChart({ classes, split }: PredictionReport): InspectChart | null {
  if (classes === null) return null;
  const filled = classes.calibration.bins.filter(({ count }) => count > 0);
  const percent = (value: number): string => formatPercent(value / 100, 0);
  const input: XyInput = {
    series: [
      diagonal([0, 100]),
      {
        label: 'right',
        css: 'var(--accent)',
        dash: 1,
        x: filled.map(({ confidence }) => 100 * confidence),
        y: filled.map(({ accuracy }) => 100 * accuracy),
        mark: 'both',
      },
    ],
    x: {
      title: 'how sure the network is of its answer, %',
      short: 'how sure, %',
      isLog: false,
      range: [0, 100],
      format: (value) => formatNumber(value, 3),
    },
    y: { title: 'how often it is right, %', isLog: false, range: [0, 100] },
  };
  return {
    title: VIEW_TITLE.calibration,
    note: `calibration error ${formatPercent(classes.calibration.error)}, ${SET[split]} rows`,
    option: (view, theme) => xyOption(input, view, theme),
    hover: xyHover({ ...input, x: { ...input.x, format: percent } }, 'of answers, %'),
    table: () => ({
      columns: ['sure from, %', 'sure to, %', 'rows', 'mean sureness, %', 'right, %'],
      rows: classes.calibration.bins.map(({ from, to, count, confidence, accuracy }) => [
        100 * from,
        100 * to,
        count,
        100 * confidence,
        100 * accuracy,
      ]),
    }),
  };
}

function valuesChart({ values, score, split }: PredictionReport): InspectChart | null {
  if (values === null) return null;
  const { actual, predicted } = values;
  const range = extent([...actual, ...predicted]) ?? [0, 1];
  const input: XyInput = {
    series: [diagonal(range), { label: 'predicted', css: 'var(--series-6)', dash: 1, x: actual, y: predicted, mark: 'points' }],
    x: { title: 'actual value', isLog: false, range },
    y: { title: 'predicted value', isLog: false, range },
  };
  return {
    title: VIEW_TITLE.values,
    note: `R² ${formatNumber(score, 3)}, ${SET[split]} rows`,
    option: (view, theme) => xyOption(input, view, theme),
    hover: xyHover(input, 'nearest row'),
    table: () => ({ columns: ['actual', 'predicted'], rows: Array.from(actual, (value, index) => [value, predicted[index]]) }),
  };
}

/** Where every answer would be right. */
function diagonal(range: readonly [number, number]): XySeries {
  return { label: 'exactly right', css: 'var(--ink-3)', dash: 2, x: range, y: range, mark: 'line', isBackground: true };
}
