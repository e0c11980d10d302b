/** A comparison as it is kept under a name, and back. */
import type { ComparisonContent } from '#contract/comparisons';
import type { CurveSummary } from '#core/compare/curve-number';
import type { GroupBy } from '#core/compare/groups';
import type { ArrivalRule } from '#core/series/arrival';
import { WATCHABLE } from '#core/series/target';
import type { CompareState } from '#renderer/features/compare/compare-state.svelte.ts';
import { isMeasured } from '#renderer/features/compare/quantities.ts';
import { TABS } from '#renderer/features/compare/tab-names.ts';

type Settings = ComparisonContent['settings'];

/** Whole experiments are kept as such, others condition by condition; runs that were left out are kept as settings. */
export function contentOf(comparison: CompareState): ComparisonContent {
  const { study, chosen } = comparison;
  const { choices } = study;
  const items = comparison.all.flatMap(({ id, conditions }): ComparisonContent['items'] => {
    const shown = conditions.filter(({ index }) => comparison.isShown(`${id}/${index}`));
    return shown.length === conditions.length
      ? [{ kind: 'experiment', id }]
      : shown.map(({ index }) => ({ kind: 'condition', id, condition: index }));
  });
  const { summary, arrivalRule, target, groupBy } = choices;
  return {
    version: 1,
    items,
    lens: choices.lens === 'end' ? 'asTrained' : choices.lens,
    grouping: groupBy.kind === 'fields' ? [...groupBy.fields] : null,
    tab: comparison.tab,
    settings: {
      measure: comparison.column,
      groupBy: groupBy.kind,
      summary: summary.kind,
      summaryNumber: summary.kind === 'meanOfLast' ? summary.evaluations : summary.kind === 'atUpdate' ? summary.update : null,
      arrival: arrivalRule.kind,
      arrivalNumber: arrivalRule.kind === 'inARow' ? arrivalRule.evaluations : arrivalRule.kind === 'smoothed' ? arrivalRule.weight : null,
      ...('target' in chosen ? { targetMetric: target?.metric ?? null, targetValue: target?.value ?? null } : {}),
      band: comparison.band,
      isLog: comparison.isLog,
      isSmoothed: comparison.isSmoothed,
      isSideBySide: comparison.isSideBySide,
      selected: comparison.selected,
      reference: comparison.reference,
      leftOut: [...comparison.leftOut].slice(0, 1000),
    },
  };
}

/** The address that loads what a comparison is made of. */
export function idsOf({ items }: ComparisonContent): readonly string[] {
  return items.flatMap((item) =>
    item.kind === 'experiment' ? [item.id] : item.kind === 'condition' ? [`${item.id}:${item.condition}`] : [],
  );
}

/** Sets the screen as it was. Settings that are missing or unknown stay as they are. */
export function applyContent(comparison: CompareState, { lens, grouping, tab, settings }: ComparisonContent): void {
  comparison.hidden.clear();
  comparison.leftOut.clear();
  comparison.chosen = {
    lens: lens === 'asTrained' ? 'end' : lens,
    groupBy: groupByOf(settings, grouping),
    summary: summaryOf(settings),
    arrivalRule: arrivalOf(settings),
    ...targetOf(settings),
  };
  comparison.tab = TABS.find(({ value }) => value === tab)?.value ?? 'overview';
  const { measure, band, selected, reference, leftOut } = settings;
  if (typeof measure === 'string' && isMeasured(measure)) comparison.column = measure;
  comparison.band = band === 'range' ? 'range' : 'interval';
  comparison.isLog = settings['isLog'] !== false;
  comparison.isSmoothed = settings['isSmoothed'] === true;
  comparison.isSideBySide = settings['isSideBySide'] === true;
  comparison.select(typeof selected === 'string' ? selected : null);
  comparison.reference = typeof reference === 'string' ? reference : null;
  if (Array.isArray(leftOut)) for (const id of leftOut) comparison.leftOut.add(String(id));
}

function groupByOf({ groupBy }: Settings, grouping: readonly string[] | null): GroupBy {
  if (grouping !== null) return { kind: 'fields', fields: grouping };
  return groupBy === 'allButSeed' ? { kind: 'allButSeed' } : { kind: 'condition' };
}

function summaryOf({ summary, summaryNumber }: Settings): CurveSummary {
  if (summary === 'last' || summary === 'best') return { kind: summary };
  if (summary === 'meanOfLast' && typeof summaryNumber === 'number') return { kind: 'meanOfLast', evaluations: Math.max(1, summaryNumber) };
  if (summary === 'atUpdate' && typeof summaryNumber === 'number') return { kind: 'atUpdate', update: Math.max(0, summaryNumber) };
  return { kind: 'atBudget' };
}

function arrivalOf({ arrival, arrivalNumber }: Settings): ArrivalRule {
  if (arrival === 'inARow' && typeof arrivalNumber === 'number') return { kind: 'inARow', evaluations: Math.max(1, arrivalNumber) };
  if (arrival === 'smoothed' && typeof arrivalNumber === 'number')
    return { kind: 'smoothed', weight: Math.min(0.99, Math.max(0, arrivalNumber)) };
  return { kind: 'firstTouch' };
}

function targetOf(settings: Settings): Pick<CompareState['chosen'], 'target'> {
  const { targetMetric, targetValue } = settings;
  if (!('targetMetric' in settings)) return {};
  const metric = WATCHABLE.find((one) => one === targetMetric);
  return { target: metric !== undefined && typeof targetValue === 'number' ? { metric, value: targetValue } : null };
}
