/** From the evaluations of runs to the curves of a chart: which column, which axis, which unit, smoothed or not. */
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import type { EvaluationColumn } from '#core/series/evaluation';
import { meanBand, type BandKind, type Curve } from '#core/series/mean-band';
import { smooth } from '#core/series/smoothing';
import type { Appearance } from '#renderer/charts/condition-colour.ts';
import type { CurveSeries } from '#renderer/charts/curves-input.ts';
import type { DataTable } from '#core/table-text';

/** Columns that may still be growing. */
export type RunColumns = Readonly<Record<EvaluationColumn, ArrayLike<number>>>;

export interface RunTrace {
  readonly replicate: number;
  readonly columns: RunColumns;
}

/** The runs of one condition with its look. `key` is unique across experiments. */
export interface ConditionTraces extends Appearance {
  readonly key: string;
  readonly runs: readonly RunTrace[];
}

export interface CurveChoice {
  readonly column: EvaluationColumn;
  readonly axis: ProgressAxis;
  /** 100 for percent. */
  readonly scale: number;
  /** 0 = none. */
  readonly smoothing: number;
  readonly band: BandKind;
  readonly selected: string | null;
}

/** One series a condition that has at least one value. */
export function curveSeries(conditions: readonly ConditionTraces[], choice: CurveChoice): readonly CurveSeries[] {
  return conditions.flatMap((condition): CurveSeries[] => {
    const { runs, band } = curvesOf(condition, choice);
    if (band.x.length === 0) return [];
    const { short, css, dash } = condition;
    return [{ label: short, css, dash, band, runs, isSelected: condition.key === choice.selected }];
  });
}

type Curves = Pick<CurveSeries, 'runs' | 'band'>;

/** What was worked out for a list of runs, as long as there is that list: a condition that does not grow costs nothing to draw again. */
const knownCurves = new WeakMap<readonly RunTrace[], Map<string, Curves>>();

function curvesOf({ runs }: ConditionTraces, choice: CurveChoice): Curves {
  const known = knownCurves.get(runs) ?? new Map<string, Curves>();
  knownCurves.set(runs, known);
  const { column, axis, scale, smoothing, band } = choice;
  const key = [column, axis, scale, smoothing, band].join(' ');
  const found = known.get(key) ?? workedOut(runs, choice);
  known.set(key, found);
  return found;
}

function workedOut(runs: readonly RunTrace[], choice: CurveChoice): Curves {
  const curves = runs.map((run) => runCurve(run.columns, choice));
  const raw = meanBand(curves, choice.band);
  const smoothed = (values: readonly number[]): readonly number[] => smooth(values, choice.smoothing);
  return { runs: curves, band: { ...raw, mean: smoothed(raw.mean), low: smoothed(raw.low), high: smoothed(raw.high) } };
}

function runCurve(columns: RunColumns, { column, axis, scale }: CurveChoice): Curve {
  const values = columns[column];
  return { x: columns[AXIS_COLUMN[axis]], y: scale === 1 ? values : Float64Array.from(values, (value) => value * scale) };
}

/** How many rows a table of curves has at most: enough to read, few enough to listen to. */
const TABLE_ROWS = 12;

/** Means of all series at a few x, chosen from the series with most points. */
export function curvesTable(series: readonly CurveSeries[], xName: string): DataTable {
  const longest = series.reduce<readonly number[]>((best, { band }) => (band.x.length > best.length ? band.x : best), []);
  const rows = Math.min(TABLE_ROWS, longest.length);
  const places = Array.from({ length: rows }, (_, row) => longest[Math.round((row * (longest.length - 1)) / Math.max(1, rows - 1))]);
  return {
    columns: [xName, ...series.map(({ label }) => label)],
    rows: places.map((x) => [
      x,
      ...series.map(({ band }) => {
        const at = band.x.findLastIndex((value) => value <= x);
        const isPast = x > (band.x.at(-1) ?? -Infinity);
        return at < 0 || isPast ? null : band.mean[at];
      }),
    ]),
  };
}

/** Every evaluation of every run: condition, seed, the four axes and the value as it was measured. */
export function curvesData(conditions: readonly ConditionTraces[], column: EvaluationColumn): DataTable {
  return {
    columns: ['condition', 'replicate', 'update', 'epoch', 'samples', 'seconds', column],
    rows: conditions.flatMap(({ label, runs }) =>
      runs.flatMap(({ replicate, columns }) =>
        Array.from(columns.update, (update, index) => [
          label,
          replicate + 1,
          update,
          columns.epoch[index],
          columns.samples[index],
          columns.seconds[index],
          columns[column][index],
        ]),
      ),
    ),
  };
}
