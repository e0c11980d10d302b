/** The table of the past as a flat list of rows: experiments in order, opened to conditions and runs. Pure. */
import type { ExperimentDetail, ExperimentSummary } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import type { Condition } from '#core/experiment/plan';
import { summarize, type Interval } from '#core/stats/summary';
import { conditionColours, type Appearance } from '#renderer/charts/condition-colour.ts';
import { judgingSplit } from '#renderer/charts/score.ts';

/** What is known of an opened experiment. */
export type Opened =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'loaded'; readonly detail: ExperimentDetail };

interface Base {
  readonly key: string;
  readonly experiment: ExperimentSummary;
  /** 1 experiment, 2 condition, 3 run. */
  readonly level: 1 | 2 | 3;
}
export interface ConditionRow extends Base {
  readonly kind: 'condition';
  readonly detail: ExperimentDetail;
  readonly condition: Condition;
  readonly look: Appearance;
  readonly runs: readonly RunSummary[];
  readonly score: Interval;
  readonly seconds: number;
  readonly isOpen: boolean;
}
export interface RunRow extends Base {
  readonly kind: 'run';
  readonly detail: ExperimentDetail;
  readonly look: Appearance;
  readonly run: RunSummary;
  /** Final score; NaN before the end. */
  readonly score: number;
}
export type Row =
  | (Base & { readonly kind: 'experiment'; readonly isOpen: boolean })
  | ConditionRow
  | RunRow
  | (Base & { readonly kind: 'more'; readonly count: number; readonly conditionKey: string })
  | (Base & { readonly kind: 'loading' })
  | (Base & { readonly kind: 'failed'; readonly error: unknown });

/** Runs shown of a condition before "Show more". */
const FIRST_RUNS = 4;

export interface Opening {
  readonly isOpen: (key: string) => boolean;
  readonly isUnfolded: (conditionKey: string) => boolean;
  readonly opened: (experimentId: string) => Opened;
}

export function flatten(list: readonly ExperimentSummary[], opening: Opening): readonly Row[] {
  return list.flatMap((experiment): Row[] => {
    const key = experiment.id;
    const isOpen = opening.isOpen(key);
    const own: Row = { kind: 'experiment', key, experiment, level: 1, isOpen };
    if (!isOpen) return [own];
    const opened = opening.opened(experiment.id);
    switch (opened.kind) {
      case 'loading':
        return [own, { kind: 'loading', key: `${key}/loading`, experiment, level: 2 }];
      case 'failed':
        return [own, { kind: 'failed', key: `${key}/failed`, experiment, level: 2, error: opened.error }];
      case 'loaded':
        return [own, ...conditionRows(experiment, opened.detail, opening)];
      default:
        return opened satisfies never;
    }
  });
}

/** What rows need of an opened experiment and what does not change while it is opened and closed. */
type Prepared = Pick<ConditionRow, 'condition' | 'look' | 'score' | 'seconds'> & {
  readonly runs: readonly { readonly run: RunSummary; readonly score: number }[];
};
const prepared = new WeakMap<ExperimentDetail, readonly Prepared[]>();

/** Worked out once for each detail: a history may have thousands of runs opened. */
function preparedOf(detail: ExperimentDetail): readonly Prepared[] {
  const known = prepared.get(detail);
  if (known !== undefined) return known;
  const looks = conditionColours(detail.conditions);
  const split = judgingSplit(detail);
  const made = detail.conditions.map((condition): Prepared => {
    const runs = detail.runs
      .filter((run) => run.condition === condition.index)
      .map((run) => ({ run, score: run.final?.[split]?.score ?? NaN }));
    const ended = runs.filter(({ run, score }) => run.status === 'finished' && Number.isFinite(score));
    return {
      condition,
      look: looks[condition.index],
      runs,
      score: summarize(ended.map(({ score }) => score)),
      seconds: runs.reduce((sum, { run }) => sum + run.seconds, 0),
    };
  });
  prepared.set(detail, made);
  return made;
}

function conditionRows(experiment: ExperimentSummary, detail: ExperimentDetail, opening: Opening): readonly Row[] {
  return preparedOf(detail).flatMap(({ condition, look, runs, score, seconds }): Row[] => {
    const key = `${experiment.id}/${String(condition.index)}`;
    const isOpen = opening.isOpen(key);
    const own: ConditionRow = {
      ...{ kind: 'condition', key, experiment, level: 2, detail, condition, look, score, seconds, isOpen },
      runs: runs.map(({ run }) => run),
    };
    if (!isOpen) return [own];
    const shown = opening.isUnfolded(key) || runs.length <= FIRST_RUNS + 1 ? runs : runs.slice(0, FIRST_RUNS);
    const rows = shown.map((one): Row => ({ kind: 'run', key: `${key}/${one.run.id}`, experiment, level: 3, detail, look, ...one }));
    const rest = runs.length - shown.length;
    return rest === 0
      ? [own, ...rows]
      : [own, ...rows, { kind: 'more', key: `${key}/more`, experiment, level: 3, count: rest, conditionKey: key }];
  });
}

const [EXPERIMENT_HEIGHT, OTHER_HEIGHT] = [44, 28];
/** Pixels above and below what is in sight where rows exist too. */
const MARGIN = 240;

export const rowHeight = (row: Row): number => (row.kind === 'experiment' ? EXPERIMENT_HEIGHT : OTHER_HEIGHT);

/** The rows within a stretch of the scrolled list, and the room above and below them. */
export function windowOf(rows: readonly Row[], scrollTop: number, viewHeight: number) {
  let top = 0;
  let first = 0;
  while (first < rows.length && top + rowHeight(rows[first]) < scrollTop - MARGIN) top += rowHeight(rows[first++]);
  let last = first;
  let bottom = top;
  while (last < rows.length && bottom < scrollTop + viewHeight + MARGIN) bottom += rowHeight(rows[last++]);
  const total = rows.reduce((sum, row) => sum + rowHeight(row), 0);
  return { first, last, above: top, below: total - bottom };
}

/** At most so many rows are within such a stretch. */
export const placesFor = (viewHeight: number): number => Math.ceil((viewHeight + 2 * MARGIN) / OTHER_HEIGHT) + 2;
