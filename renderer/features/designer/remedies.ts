/** The way out of a warning: edits that answer it, each behind a button inside the warning. */
import { fieldName } from '#core/experiment/describe';
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import { factorIndex, valuesOf, withValues } from '#renderer/features/designer/factors.ts';
import type { LearnPageId } from '#renderer/state/learn-pages.ts';
import { formatCount } from '#renderer/ui/format.ts';

export interface Remedy {
  readonly label: string;
  readonly apply: (spec: ExperimentSpec) => ExperimentSpec;
}

/** The page of Learn that explains a warning, by the field that it is about. */
export function explainedIn(issue: Issue): LearnPageId | null {
  switch (issue.path) {
    case 'budget.unit':
      return 'fair';
    case 'batch.remainder':
    case 'budget.amount':
      return 'batch';
    case 'replicates':
      return 'interval';
    default:
      return null;
  }
}

export function remedies(issue: Issue, spec: ExperimentSpec, plan: Plan): readonly Remedy[] {
  switch (issue.path) {
    case 'budget.unit':
      return factorIndex(spec, 'budget.unit') === -1 && factorIndex(spec, 'budget.amount') === -1 ? equalUpdates(spec, plan) : [];
    case 'batch.remainder':
      return [{ label: 'Drop it', apply: (now) => ({ ...now, batch: { ...now.batch, remainder: 'drop' } }) }];
    case 'replicates':
      return [{ label: 'Use 10 seeds', apply: (now) => ({ ...now, replicates: 10 }) }];
    default:
      return [];
  }
}

/** As many updates for all as the condition in the middle makes now: the cost stays of the same order. */
function equalUpdates(spec: ExperimentSpec, plan: Plan): readonly Remedy[] {
  const counts = plan.conditions.map((condition) => condition.length.updates).sort((a, b) => a - b);
  const amount = counts[Math.floor((counts.length - 1) / 2)];
  const { unit, amount: amountNow } = spec.budget;
  return [
    { label: `Use equal updates (${formatCount(amount)} each)`, apply: (now) => ({ ...now, budget: { unit: 'updates', amount } }) },
    {
      label: 'Run both',
      apply: (now) => ({
        ...now,
        factors: [
          ...now.factors,
          {
            paths: ['budget.unit', 'budget.amount'],
            values: [
              [unit, amountNow],
              ['updates', amount],
            ],
          },
        ],
      }),
    },
  ];
}

/** Ways to a smaller grid: one value for each field that is varied by itself, those with the most values first. */
export function fewerValues(spec: ExperimentSpec): readonly Remedy[] {
  return spec.factors
    .flatMap((factor) => ('path' in factor ? [factor] : []))
    .toSorted((a, b) => b.values.length - a.values.length)
    .slice(0, MOST_WAYS)
    .map(({ path }) => ({ label: `Use one ${fieldName(path)}`, apply: (now) => withValues(now, path, [valuesOf(now, path)[0]]) }));
}
const MOST_WAYS = 3;
