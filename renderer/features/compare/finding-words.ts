/** Verdicts and evidence of findings in words. */
import type { Evidence, Finding } from '#core/findings/finding';
import { decimalsOf, writtenWith } from '#core/stats/digits';
import { pWords } from '#core/stats/p-value';
import { CLAIM_LOOKS } from '#renderer/features/presets/verdicts.ts';
import { formatNumber, plural } from '#renderer/ui/format.ts';

/** "3 supported, 1 not supported, 1 undecided" */
export function verdictCounts(found: readonly Finding[]): string {
  const facts = found.filter(({ verdict, severity }) => verdict === null && severity === 'alarm').length;
  const parts = (['supported', 'notSupported', 'undecided'] as const).flatMap((verdict) => {
    const count = found.filter((one) => one.verdict === verdict && one.severity !== 'notice').length;
    return count === 0 ? [] : [`${count} ${CLAIM_LOOKS[verdict].word.toLowerCase()}`];
  });
  const alarms = facts === 0 ? [] : [plural(facts, 'alarm')];
  return [...alarms, ...parts].join(', ') || 'None yet';
}

/** "batch size 4 minus full batch: −1.3 points, 95 % CI −2.0 to −0.7, n = 10, paired t, p = 0.029 (Holm)" */
export function evidenceText({ label, value, low, high, level, unit, n, method, p, holm }: Evidence): string {
  const scale = unit === 'score' ? 100 : 1;
  // The others are counted: epochs, updates, runs.
  const units: Partial<Record<Evidence['unit'], string>> = { score: ' points', loss: '', ratio: ' times', correlation: '' };
  const decimals = decimalsOf({ mean: (value ?? NaN) * scale, low: (low ?? NaN) * scale, high: (high ?? NaN) * scale });
  const write = (number: number): string =>
    units[unit] === undefined ? formatNumber(number, 3) : writtenWith(unit === 'score' ? Math.max(1, decimals) : decimals, number * scale);
  const after = units[unit] ?? ` ${unit}`;
  const hasInterval = low !== null || high !== null;
  const interval =
    hasInterval && level !== null
      ? `, ${Math.round(level * 100)} % CI ${low === null ? '…' : write(low)} to ${high === null ? '…' : write(high)}`
      : '';
  const tested = holm !== null ? `, ${pWords(holm)} (Holm)` : p === null ? '' : `, ${pWords(p)}`;
  return `${label}: ${value === null ? 'not reached' : `${write(value)}${after}`}${interval}, n = ${n}${method === null ? '' : `, ${method}`}${tested}`;
}

/** Sentences have no marks of writing direction of their own; those in a name would turn the words around it. */
export const withoutDirections = (text: string): string => text.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '');

/** Findings of one rule and verdict together, each group where its first one stands: eight alarms of one kind are one to read. */
export function byRule(found: readonly Finding[]): readonly { readonly first: Finding; readonly others: readonly Finding[] }[] {
  const groups = Map.groupBy(found, ({ rule, verdict }) => `${rule} ${String(verdict)}`);
  return [...groups.values()].map(([first, ...others]) => ({ first, others }));
}
