/** A comparison with its choices made: what is compared, at which equal effort, as which number. */
import { groupConditions, type Group, type GroupBy } from '#core/compare/groups';
import type { ComparedExperiment, ComparedRun } from '#core/compare/experiments';
import type { CurveSummary } from '#core/compare/curve-number';
import { judgingSplit, scoreMeasure, type Measure } from '#core/compare/measure';
import { commonEnd, type Place } from '#core/compare/place';
import { FIRST_TOUCH, type ArrivalRule } from '#core/series/arrival';
import type { ProgressAxis } from '#core/series/axis';
import type { Target } from '#core/series/target';

/** The budget lens: equal effort on an axis, or each run where it ended. */
export type Lens = ProgressAxis | 'end';

export interface Choices {
  readonly measure: Measure;
  readonly lens: Lens;
  readonly summary: CurveSummary;
  readonly groupBy: GroupBy;
  readonly target: Target | null;
  readonly arrivalRule: ArrivalRule;
  /** Of intervals: 0.95. Tests are made at 1 - level. */
  readonly level: number;
}

export interface Study {
  readonly experiments: readonly ComparedExperiment[];
  readonly choices: Choices;
  readonly groups: readonly Group[];
  /** null where nothing has finished. */
  readonly place: Place | null;
}

/**
 * What a comparison begins with: the judged score at equal budget of the first design, conditions by themselves. Runs that may end early are
 * compared as they were trained: the budget that all of them reach is that of the shortest.
 */
export function defaultChoices(experiments: readonly ComparedExperiment[]): Choices {
  const endsEarly = experiments.some(({ spec: { stopping, factors } }) => {
    const isVaried = factors.some((factor) =>
      'path' in factor ? factor.path === 'stopping.kind' : factor.paths.includes('stopping.kind'),
    );
    return stopping !== null && (isVaried || stopping.kind !== 'never');
  });
  return {
    measure: scoreMeasure(judgingSplit(experiments), experiments.at(0)?.scoreKind ?? 'accuracy'),
    lens: endsEarly ? 'end' : (experiments.at(0)?.spec.budget.unit ?? 'epochs'),
    summary: { kind: 'atBudget' },
    groupBy: { kind: 'condition' },
    target: experiments.find(({ spec }) => spec.target !== null)?.spec.target ?? null,
    arrivalRule: FIRST_TOUCH,
    level: 0.95,
  };
}

/** Opens a comparison; choices left out are the default ones. */
export function openStudy(experiments: readonly ComparedExperiment[], chosen: Partial<Choices> = {}): Study {
  const choices = { ...defaultChoices(experiments), ...chosen };
  const groups = groupConditions(experiments, choices.groupBy);
  return { experiments, choices, groups, place: placeOf(groups, choices.lens) };
}

/** The same comparison through another lens, or of another measure. */
export function withChoices(study: Study, chosen: Partial<Choices>): Study {
  const choices = { ...study.choices, ...chosen };
  const groups = chosen.groupBy === undefined ? study.groups : groupConditions(study.experiments, choices.groupBy);
  return { experiments: study.experiments, choices, groups, place: placeOf(groups, choices.lens) };
}

/** A comparison of some of the groups: what is switched off neither counts nor shortens the common budget. */
export function withGroups(study: Study, isKept: (group: Group) => boolean): Study {
  const groups = study.groups.filter(isKept);
  return { ...study, groups, place: placeOf(groups, study.choices.lens) };
}

/** The budget that all finished runs reach. */
function placeOf(groups: readonly Group[], lens: Lens): Place | null {
  const finished = groups.flatMap(finishedRuns);
  if (lens === 'end') return finished.length === 0 ? null : { kind: 'end' };
  const x = commonEnd(
    finished.map(({ columns }) => columns),
    lens,
  );
  return x === null ? null : { kind: 'equal', axis: lens, x };
}

/** Runs that went to the end of their budget. Others are drawn and counted, but enter no summary. */
export function finishedRuns(group: Group): readonly ComparedRun[] {
  return group.seeds.flatMap(({ runs }) => runs.filter(({ status }) => status === 'finished'));
}
