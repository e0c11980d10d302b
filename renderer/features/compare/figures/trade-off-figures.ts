/** The price of a target against batch size: on each axis the seeds, their median, perfect scaling, the fitted law and its regimes. */
import { groupArrivals, endedRuns, ladderFit, type GroupArrivals } from '#core/compare/arrivals';
import { ladders, type Ladder } from '#core/compare/ladders';
import { arrivalBounds } from '#core/series/arrival';
import type { ProgressAxis } from '#core/series/axis';
import { perfectScaling, regimeOf, stepsAt, type StepsFit } from '#core/stats/steps-fit';
import { AXIS_TITLE } from '#renderer/charts/axis-words.ts';
import type { EffectGroup, EffectLine } from '#renderer/charts/effect-input.ts';
import type { CompareView } from '#renderer/features/compare/compare-view.ts';
import type { Figure } from '#renderer/features/compare/figure.ts';
import { effectFigure, lookOf } from '#renderer/features/compare/figures/effect-groups.ts';
import { targetText } from '#renderer/features/compare/target-words.ts';
import { formatNumber } from '#renderer/ui/format.ts';

export interface LadderFit {
  readonly ladder: Ladder;
  readonly fit: StepsFit;
}

/** The law of each ladder of batch sizes in which enough of them arrive. */
export function ladderFits({ study }: Pick<CompareView, 'study'>): readonly LadderFit[] {
  return ladders(study.groups).flatMap((ladder) => {
    const fit = ladderFit(ladder, study.choices);
    return fit === null ? [] : [{ ladder, fit }];
  });
}

/** `fits`: drawn where updates or samples are counted. */
export function costFigure(view: CompareView, axis: ProgressAxis, fits: readonly LadderFit[]): Figure {
  const { groups, study, selected } = view;
  const { target, arrivalRule } = study.choices;
  const arrivals = groups.map(({ group }) => groupArrivals(group, study.choices));
  const drawn = groups.map((shown, index): EffectGroup => {
    const own = arrivals[index]?.[axis] ?? null;
    const times =
      target === null ? [] : endedRuns(shown.group).map(({ columns }) => arrivalBounds(columns, axis, target, arrivalRule).high);
    return {
      ...lookOf(shown, selected),
      values: times.filter((time) => Number.isFinite(time) && time > 0),
      middle: own?.median ?? NaN,
      low: own?.low ?? NaN,
      high: own?.high ?? NaN,
      note: missingText(own),
    };
  });
  const lines = axis === 'updates' || axis === 'samples' ? linesOf(view, axis, fits, arrivals) : [];
  const hasUnnamedLaws = lines.some(({ label }) => label === '');
  const hasIdeal = lines.some(({ isDashed }) => isDashed);
  return effectFigure(
    {
      title: target === null ? 'Cost of reaching a target' : `Cost of reaching ${targetText(target)} in ${axis}`,
      subtitle: `Dots: seeds; bar: median, 95\u00a0% CI${hasUnnamedLaws ? '; grey: fitted law' : ''}${hasIdeal ? '; dashed: perfect scaling' : ''}`,
      empty: target === null ? 'Set a target above to see what it costs to reach it.' : `No run has reached ${targetText(target)}.`,
    },
    view,
    {
      groups: drawn,
      y: { title: `${AXIS_TITLE[axis]}, log scale`, isLog: true, format: (value) => formatNumber(value, 3) },
      columns: 'median, 95\u00a0% CI',
      lines,
    },
    () => ({
      columns: ['condition', 'runs', 'arrived', `median, ${axis}`, '95 % CI low', '95 % CI high'],
      rows: groups.map(({ label }, index) => {
        const own = arrivals[index]?.[axis] ?? null;
        return [label, own?.runs ?? null, own?.arrived ?? null, own?.median ?? null, own?.low ?? null, own?.high ?? null];
      }),
    }),
  );
}

function missingText(own: GroupArrivals[ProgressAxis] | null): string | null {
  if (own === null || own.arrived === own.runs) return null;
  return own.arrived === 0 ? 'none arrives' : `${own.runs - own.arrived} of ${own.runs} never arrive`;
}

/** "1: 9 of 10; 4: 2 of 10": the runs of each condition that never arrive; null where all do. */
export function neverArrived({ groups, study }: CompareView): string | null {
  const found = groups.flatMap(({ group, short }) => {
    const own = groupArrivals(group, study.choices)?.updates ?? null;
    return own === null || own.arrived === own.runs ? [] : [`${short}: ${own.runs - own.arrived} of ${own.runs}`];
  });
  return found.length === 0 ? null : found.join('; ');
}

function linesOf(
  { groups, study }: CompareView,
  axis: 'updates' | 'samples',
  fits: readonly LadderFit[],
  arrivals: readonly (GroupArrivals | null)[],
): readonly EffectLine[] {
  const scale = (size: number, steps: number): readonly [number, number] => [size, axis === 'updates' ? steps : steps * size];
  const laws = fits.map(({ ladder, fit }): EffectLine => {
    const sizes = ladder.groups.flatMap(({ batchSize }) => batchSize ?? []);
    return { label: fits.length === 1 ? 'fitted law' : '', isDashed: false, points: sizes.map((size) => scale(size, stepsAt(fit, size))) };
  });
  if (axis === 'samples') return laws;
  const known = groups
    .flatMap(({ group }, index) => {
      const steps = arrivals[index]?.updates.median ?? null;
      return group.batchSize === null || steps === null || steps <= 0 ? [] : [{ batchSize: group.batchSize, steps }];
    })
    .sort((a, b) => a.batchSize - b.batchSize);
  const [first] = known;
  const last = known.at(-1);
  if (last === undefined || first === last || ladders(study.groups).length !== 1) return laws;
  const ideal: EffectLine = {
    label: 'perfect scaling',
    isDashed: true,
    points: [first.batchSize, last.batchSize].map((size) => [size, perfectScaling(first, size)]),
  };
  return [...laws, ideal];
}

/** "perfect scaling up to 8; diminishing returns from 16 to 64; no further gain from 128" */
export function regimesText({ ladder, fit }: LadderFit): string {
  const sizes = ladder.groups.flatMap(({ batchSize }) => batchSize ?? []);
  const parts = (['perfect scaling', 'diminishing returns', 'no further gain'] as const).flatMap((regime) => {
    const own = sizes.filter((size) => regimeOf(fit, size) === regime);
    const [first, last] = [own.at(0), own.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [`${regime} ${first === last ? `at ${formatNumber(first)}` : `from ${formatNumber(first)} to ${formatNumber(last)}`}`];
  });
  return parts.join('; ');
}
