/** What every run records about gradients and weights: gradient norm over time, distance from the start, distance against result. */
import { curveNumber } from '#core/compare/curve-number';
import type { Condition } from '#core/experiment/plan';
import { finishedRuns } from '#core/compare/study';
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import { meanBand } from '#core/series/mean-band';
import { AXIS_SHORT, AXIS_TITLE } from '#renderer/charts/axis-words.ts';
import { BAND_WORDS } from '#renderer/charts/curves-chart.ts';
import { NOISE_TITLE, NOISE_WORDS, noiseHow, isNoiseMeasured, noiseChart } from '#renderer/charts/noise-chart.ts';
import { gradientNorm } from '#renderer/charts/score.ts';
import type { XySeries } from '#renderer/charts/xy-option.ts';
import { placeText, type CompareView, type ShownGroup } from '#renderer/features/compare/compare-view.ts';
import { xyFigure, type Figure } from '#renderer/features/compare/figure.ts';
import { noResultText } from '#renderer/features/compare/result-words.ts';
import { curvesFigure } from '#renderer/features/compare/figures/curve-figures.ts';

/** Mean norm of the mini-batch gradients between evaluations. */
export function gradientOverTime(view: CompareView): Figure {
  return {
    ...curvesFigure({ ...view, study: { ...view.study, choices: { ...view.study.choices, target: null } } }, gradientNorm),
    title: 'Gradient norm during training',
    subtitle: `Norm of the mini-batch gradients, mean since the evaluation before; mean of seeds, ${BAND_WORDS[view.band]}`,
    empty: 'These runs recorded no gradient norms.',
  };
}

/** null where no run measured it. */
export function noiseOverTime(view: CompareView): Figure | null {
  const { groups, axis, isLog: isLogX, band, selected } = view;
  if (!isNoiseMeasured(groups)) return null;
  // A group of several settings may train with several batch sizes; then it is at none of them.
  const plannedOf = ({ group }: ShownGroup): Condition | null => {
    const courses = new Set(group.members.map(({ condition }) => JSON.stringify([condition.batchSize, condition.laterBatches])));
    return courses.size === 1 ? group.members[0].condition : null;
  };
  const conditions = groups.map((group) => ({ ...group, planned: plannedOf(group) }));
  return {
    ...noiseChart(conditions, { axis, isLogX, band, selected }),
    title: `${NOISE_TITLE} during training`,
    subtitle: `${NOISE_WORDS}; ${noiseHow(BAND_WORDS[band])}`,
    empty: 'No run has measured it yet.',
  };
}

/** Of all weights together, over an axis that may be logarithmic. */
export function distanceOverTime(view: CompareView, axis: ProgressAxis, isLog: boolean): Figure {
  const series = view.groups.flatMap((group): XySeries[] => {
    const runs = group.runs.map(({ columns }) => ({ x: columns[AXIS_COLUMN[axis]], y: columns.weightDistance }));
    const band = meanBand(runs, view.band);
    if (band.x.length === 0) return [];
    return [
      {
        label: group.short,
        css: group.css,
        dash: group.dash,
        x: band.x,
        y: band.mean,
        low: band.low,
        high: band.high,
        mark: 'line',
        spread: 'band',
        isNamed: true,
      },
    ];
  });
  return xyFigure(
    {
      title: `Distance from the start, ${isLog ? `log ${AXIS_SHORT[axis]}` : AXIS_SHORT[axis]}`,
      subtitle: `Mean of seeds, ${BAND_WORDS[view.band]}`,
      empty: 'No evaluations yet.',
      columns: `mean, ${BAND_WORDS[view.band]}`,
    },
    {
      series,
      x: { title: isLog ? `${AXIS_TITLE[axis]}, log scale` : AXIS_TITLE[axis], short: AXIS_SHORT[axis], isLog },
      y: { title: 'distance of all weights from the start', isLog: false },
    },
  );
}

/** A dot a run: where it ended, and how good it is at the place. */
export function distanceAgainstResult(view: CompareView): Figure {
  const { quantity, study, groups } = view;
  const { place, choices } = study;
  const series = groups.map(({ group, short, css, dash }): XySeries => {
    const runs = place === null ? [] : finishedRuns(group);
    const at = place ?? { kind: 'end' };
    const distance = { column: 'weightDistance', isHigherBetter: true } as const;
    return {
      label: short,
      css,
      dash,
      x: runs.map(({ columns }) => curveNumber(columns, distance, { kind: 'atBudget' }, at)),
      y: runs.map(({ columns }) => curveNumber(columns, choices.measure, choices.summary, at) * quantity.scale),
      mark: 'points',
    };
  });
  return xyFigure(
    {
      title: `Distance and ${quantity.title.charAt(0).toLowerCase()}${quantity.title.slice(1)}`,
      subtitle: place === null ? 'One dot a run' : `One dot a run, ${placeText(view)}`,
      empty: noResultText(study),
    },
    {
      series,
      x: { title: 'distance of all weights from the start', short: 'distance from the start', isLog: false },
      y: { title: quantity.yTitle, isLog: false, format: (value) => quantity.format(value).replace(/\.0$/, '') },
    },
  );
}
