/** What the lens means for a comparison, in a sentence; and whether its conclusion changes with it. */
import { finishedRuns } from '#core/compare/study';
import { spokenLabel } from '#core/experiment/condition-names';
import type { Finding } from '#core/findings/finding';
import { AXIS_COLUMN } from '#core/series/axis';
import { valueAt } from '#core/series/value-at';
import { median } from '#core/stats/quantile';
import { amountOf } from '#renderer/charts/axis-words.ts';
import type { CompareView } from '#renderer/features/compare/compare-view.ts';
import { isOver } from '#renderer/features/compare/result-words.ts';
import { formatNumber } from '#renderer/ui/format.ts';

/** A name with a comma in it is set apart from the sentence. */
const named = (label: string): string => (label.includes(',') ? `“${label}”` : spokenLabel(label));

/** "Read after 200 epochs. Batch size 1 has then made 100,000 updates, full batch 200." */
export function lensSentence({ study, groups }: CompareView): string {
  const { place } = study;
  if (place === null) {
    return isOver(study)
      ? 'No run has finished, so there is no result to read. The curves show how far the runs came.'
      : 'Curves of runs so far. Results are read when runs have finished.';
  }
  if (place.kind === 'end') return 'Each run is read at its own end, however long it was.';
  const { axis, x } = place;
  const other = axis === 'updates' ? 'epochs' : 'updates';
  const amounts = groups.flatMap(({ group, short }) => {
    const made = finishedRuns(group)
      .map(({ columns }) => valueAt(columns[AXIS_COLUMN[axis]], columns[AXIS_COLUMN[other]], x))
      .filter(Number.isFinite);
    return made.length === 0 ? [] : [{ label: short, amount: median(made) }];
  });
  const read = `Read after ${amountOf(axis, x)}, where the shortest run ends.`;
  if (amounts.length < 2) return read;
  const most = amounts.reduce((best, one) => (one.amount > best.amount ? one : best));
  const fewest = amounts.reduce((best, one) => (one.amount < best.amount ? one : best));
  if (most.amount < fewest.amount * 1.05) return read;
  return `${read} By then ${named(most.label)} has made ${amountOf(other, most.amount)}, ${named(fewest.label)} only ${formatNumber(fewest.amount, 3)}.`;
}

const ABOUT_THE_LENS = new Set(['survives-the-lens', 'units-disagree']);

/** The first sentence of the finding that the conclusion changes with what is held equal; null where none says so. */
export function changeSentence(findings: readonly Finding[]): string | null {
  const found = findings.find(({ rule, verdict }) => ABOUT_THE_LENS.has(rule) && verdict === 'supported')?.sentence;
  return found === undefined ? null : (/^.*?[.](?= [A-Z]|$)/.exec(found)?.[0] ?? found);
}
