/** A comparison as its charts and tables take it: the study with its choices made, and the looks of its groups. */
import type { ComparedExperiment } from '#core/compare/experiments';
import type { Group } from '#core/compare/groups';
import { resultRows, type ResultRow } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import type { ProgressAxis } from '#core/series/axis';
import type { BandKind } from '#core/series/mean-band';
import { amountOf, AXIS_SHORT } from '#renderer/charts/axis-words.ts';
import { comparisonColours } from '#renderer/charts/comparison-colour.ts';
import type { Appearance } from '#renderer/charts/condition-colour.ts';
import type { ConditionTraces } from '#renderer/charts/condition-curves.ts';
import type { Quantity } from '#renderer/charts/score.ts';

/** A group of the study with its look and its runs that have been evaluated. */
export interface ShownGroup extends ConditionTraces {
  readonly group: Group;
}

export interface CompareView {
  readonly study: Study;
  /** In the order of the study's groups, as are the rows. */
  readonly groups: readonly ShownGroup[];
  readonly rows: readonly ResultRow[];
  readonly quantity: Quantity;
  /** What curves are drawn over; under the lens "as trained" the unit of the first budget. */
  readonly axis: ProgressAxis;
  readonly isLog: boolean;
  readonly smoothing: number;
  readonly band: BandKind;
  /** Key of the group with single runs; null: none. */
  readonly selected: string | null;
}

export type Looks = ReadonlyMap<string, Appearance>;

/** Looks of all conditions, shown or not, by `experiment/condition`. An experiment that is added changes no look of those before it. */
export function conditionLooks(experiments: readonly Pick<ComparedExperiment, 'id' | 'name' | 'conditions'>[]): Looks {
  if (experiments.length === 0) return new Map();
  const looks = comparisonColours(experiments);
  return new Map(
    experiments.flatMap(({ id, conditions }, index) =>
      conditions.map((condition, position) => [`${id}/${condition.index}`, looks[index][position]] as const),
    ),
  );
}

/** A group looks like its first member; one of several conditions is called by what tells it from the others. */
export function shownGroups(study: Study, looks: Looks): readonly ShownGroup[] {
  return study.groups.map((group): ShownGroup => {
    const [{ experiment, condition }] = group.members;
    const look = looks.get(`${experiment.id}/${condition.index}`) ?? {
      css: 'var(--series-8)',
      dash: 1,
      label: group.label,
      short: group.label,
    };
    const isAlone = study.choices.groupBy.kind === 'condition';
    const short = isAlone ? look.short : group.label.replace(/^batch size (?=\d)/, '').replace(/^full batch/, 'full');
    const runs = group.seeds.flatMap(({ runs: own }) => own.filter(({ columns }) => columns.update.length > 0));
    return { ...look, ...(isAlone ? {} : { label: group.label, short }), key: group.key, group, runs };
  });
}

export function compareView(
  study: Study,
  looks: Looks,
  rest: Pick<CompareView, 'quantity' | 'axis' | 'isLog' | 'smoothing' | 'band' | 'selected'>,
): CompareView {
  return { study, groups: shownGroups(study, looks), rows: resultRows(study), ...rest };
}

/** "after 200 epochs", "at the end of each run"; empty before anything has finished. Says how curves are summed up where not as usual. */
export function placeText({ study: { place, choices } }: Pick<CompareView, 'study'>): string {
  if (place === null) return '';
  const where = place.kind === 'end' ? 'at the end of each run' : `after ${amountOf(place.axis, place.x)}`;
  switch (choices.summary.kind) {
    case 'atBudget':
      return where;
    case 'last':
      return 'at the end of each run';
    case 'best':
      return place.kind === 'end' ? 'at its best' : `at its best up to ${amountOf(place.axis, place.x)}`;
    case 'meanOfLast':
      return `${where}, mean of the last ${choices.summary.evaluations} evaluations`;
    case 'atUpdate':
      return `at update ${choices.summary.update.toLocaleString('en-US')}`;
    default:
      return choices.summary satisfies never;
  }
}

/** The end of the common budget on the axis of the curves; null where the lens is another one. */
export function budgetMark({
  study: { place },
  axis,
}: Pick<CompareView, 'study' | 'axis'>): { readonly value: number; readonly label: string } | null {
  if (place === null || place.kind === 'end' || place.axis !== axis) return null;
  return { value: place.x, label: `read here: equal ${AXIS_SHORT[axis]}` };
}
