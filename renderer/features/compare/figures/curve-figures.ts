/** Learning curves of a comparison: all in one chart, or a small chart a group with shared axes and its wobble. */
import { spokenLabel } from '#core/experiment/condition-names';
import { wobbles } from '#core/findings/wobble-of';
import { meanBand } from '#core/series/mean-band';
import { AXIS_COLUMN } from '#core/series/axis';
import { median } from '#core/stats/quantile';
import { AXIS_SHORT } from '#renderer/charts/axis-words.ts';
import { BAND_WORDS, curvesChart } from '#renderer/charts/curves-chart.ts';
import { extent } from '#renderer/charts/scale.ts';
import type { Quantity } from '#renderer/charts/score.ts';
import type { XyInput, XySeries } from '#renderer/charts/xy-option.ts';
import { budgetMark, type CompareView, type ShownGroup } from '#renderer/features/compare/compare-view.ts';
import { xyFigure, type Figure } from '#renderer/features/compare/figure.ts';

/** With more groups than this, only the selected one has a band. */
const BANDS_FOR_ALL = 4;

export function curvesFigure(view: CompareView, quantity: Quantity = view.quantity): Figure {
  const { axis, isLog, smoothing, band, selected, study } = view;
  const isLoss = quantity.column.endsWith('Loss');
  const mark = budgetMark(view);
  const drawn = curvesChart(view.groups, quantity, {
    axis,
    isLogX: isLog,
    isLogY: isLoss,
    smoothing,
    band,
    selected,
    target: study.choices.target,
    mark: mark === null ? null : { ...mark, isAtTop: !quantity.column.endsWith('Score') },
  });
  return { title: `${quantity.title} during training`, subtitle: subtitle(view), ...drawn, empty: 'No evaluations yet.' };
}

function subtitle({ groups, selected, band, smoothing }: CompareView): string {
  const chosen = groups.find(({ key }) => key === selected);
  const smoothed = smoothing > 0 ? '; smoothed for the eye' : '';
  if (groups.every(({ runs }) => runs.length === 1)) return `${groups.length === 1 ? 'One run' : 'One run each'}${smoothed}`;
  const label = chosen === undefined ? null : spokenLabel(chosen.short);
  if (groups.length <= BANDS_FOR_ALL)
    return `Mean of seeds, ${BAND_WORDS[band]}${label === null ? '' : `; single runs: ${label}`}${smoothed}`;
  return `Mean of seeds${label === null ? '' : `; ${label} with ${BAND_WORDS[band]} and single runs`}${smoothed}`;
}

/** One chart a group. y leaves out the first twentieth of each run, where all of them climb from chance. */
export function smallCurves(
  view: CompareView,
): readonly { readonly group: ShownGroup; readonly wobble: string | null; readonly figure: Figure }[] {
  const { quantity, axis, study, groups, isLog } = view;
  const isLossLog = quantity.column.endsWith('Loss');
  const scaled = groups.map((group) =>
    group.runs.map((run) => traceOf(run.columns[AXIS_COLUMN[axis]], run.columns[quantity.column], quantity)),
  );
  const x = extent(scaled.flatMap((runs) => runs.flatMap((run) => Array.from(run.x).filter((value) => !isLog || value > 0)))) ?? [0, 1];
  const y = yRange(scaled.flat(), isLossLog, quantity);
  return groups.map((group, index) => {
    const runs = scaled[index];
    const mean = meanBand(runs);
    const line = { css: group.css, dash: 1, mark: 'line' } as const;
    const series: XySeries[] = [
      ...runs.map((run, number) => ({ ...line, label: `seed ${number + 1}`, ...run, isBackground: true })),
      { ...line, label: group.short, x: mean.x, y: mean.mean },
    ];
    const input: XyInput = {
      series,
      x: { title: AXIS_SHORT[axis], isLog, range: isLog ? x : [0, x[1]] },
      y: {
        title: quantity.unit === '' ? quantity.yTitle : 'correct, %',
        isLog: isLossLog,
        range: y,
        format: (value) => quantity.format(value).replace(/\.0$/, ''),
      },
    };
    const late = wobbles(group.group, study).values.map((value) => value * quantity.scale);
    const figure = xyFigure({ title: group.short, subtitle: '', empty: 'No evaluations yet.', columns: 'mean' }, input);
    return { group, wobble: late.length === 0 ? null : quantity.format(median(late)), figure };
  });
}

interface Trace {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const traceOf = (x: ArrayLike<number>, y: ArrayLike<number>, { scale }: Quantity): Trace => ({
  x: Float64Array.from(x),
  y: Float64Array.from(y, (value) => value * scale),
});

function yRange(runs: readonly Trace[], isLog: boolean, { limits }: Quantity): readonly [number, number] {
  const values = runs.flatMap(({ y }) => Array.from(y.subarray(Math.floor(y.length / 20)))).filter((value) => !isLog || value > 0);
  const [low, high] = extent(values) ?? [isLog ? 0.1 : 0, 1];
  const room = isLog ? 0 : (high - low) * 0.05;
  return [Math.max(low - room, limits?.[0] ?? -Infinity), Math.min(high + room, limits?.[1] ?? Infinity)];
}
