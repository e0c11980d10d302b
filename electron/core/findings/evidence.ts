/** Evidence and words from differences and medians, written the same in every finding. */
import { measuredPoints, type Measure } from '#core/compare/measure';
import { FEWEST_SEEDS } from '#core/compare/pairs';
import type { ProgressAxis } from '#core/series/axis';
import type { Difference } from '#core/stats/difference';
import { pWords } from '#core/stats/p-value';
import type { Interval } from '#core/stats/summary';
import type { ArrivalMedian } from '#core/stats/survival';
import { finite, type Evidence } from '#core/findings/finding';

export function differenceEvidence(label: string, difference: Difference, unit: Evidence['unit'], holm: number | null = null): Evidence {
  const { mean, low, high, level, n, method, p } = difference;
  return { label, value: finite(mean), low: finite(low), high: finite(high), level, unit, n, method, p: finite(p), holm: finite(holm) };
}

export function intervalEvidence(label: string, { mean, low, high, level, n }: Interval, unit: Evidence['unit']): Evidence {
  return {
    label,
    value: finite(mean),
    low: finite(low),
    high: finite(high),
    level,
    unit,
    n,
    method: 'Student t interval',
    p: null,
    holm: null,
  };
}

export function arrivalEvidence(label: string, { median, low, high, level, runs, method }: ArrivalMedian, unit: ProgressAxis): Evidence {
  return { label, value: median, low, high, level, unit, n: runs, method, p: null, holm: null };
}

export const unitOf = (measure: Measure): 'score' | 'loss' => (measure.column.endsWith('Loss') ? 'loss' : 'score');

/** "95 % CI 0.4 to 1.9 points, n = 10" */
export function intervalWords(measure: Pick<Measure, 'unit'>, { mean, low, high, level, n }: Omit<Interval, 'sd'>): string {
  if (!Number.isFinite(low)) return `n = ${n}, no interval`;
  return `${Math.round(level * 100)} % CI ${measuredPoints(measure, { mean, low, high }).range}, n = ${n}`;
}

/** A difference with its interval: "1.2 points (95 % CI 0.4 to 1.9 points, n = 10)"; with the corrected p-value where one is given. */
export function differenceWords(
  measure: Pick<Measure, 'unit'>,
  interval: Omit<Interval, 'sd'>,
  tested: { readonly holm: number; readonly family: number } | null,
): string {
  const words = tested === null ? intervalWords(measure, interval) : testedWords(measure, interval, tested.holm, tested.family);
  return `${measuredPoints(measure, interval).mean} (${words})`;
}

/** The interval with the p-value that decides where several questions were asked: "..., p = 0.064 after correction for 28 comparisons" */
export function testedWords(measure: Pick<Measure, 'unit'>, interval: Omit<Interval, 'sd'>, holm: number, family: number): string {
  const words = intervalWords(measure, interval);
  if (family < 2 || !Number.isFinite(holm)) return words;
  return `${words}, ${pWords(holm)} after correction for ${family} comparisons`;
}

/** "; about 12 more seeds would probably tell" */
export function moreSeedsWords(moreSeeds: number | null): string {
  if (moreSeeds === null || moreSeeds === 0) return '';
  return ` About ${moreSeeds.toLocaleString('en-US')} more ${moreSeeds === 1 ? 'seed' : 'seeds'} would probably decide it, if the true difference is as large as the one seen.`;
}

/** Said wherever a verdict is withheld for their number. */
export const fewSeedsWords = (n: number): string =>
  n < FEWEST_SEEDS ? ` With ${n} ${n === 1 ? 'seed' : 'seeds'} nothing is concluded; use at least ${FEWEST_SEEDS}.` : '';

/** "a", "a and b", "a, b and c" */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
