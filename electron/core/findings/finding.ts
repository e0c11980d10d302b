/** What a finding is: a plain sentence with its verdict, the numbers behind it, and where to look. */
import type { Lens, Study } from '#core/compare/study';
import type { EvaluationColumn } from '#core/series/evaluation';
import { FEWEST_SEEDS } from '#core/compare/pairs';

/** `undecided`: the data allow neither. */
export type Verdict = 'supported' | 'notSupported' | 'undecided';
/** `alarm`: do not conclude before this is looked at; `notice`: good to know; `result`: an answer. */
export type Severity = 'alarm' | 'notice' | 'result';

/** One number that the sentence rests on. Infinite or missing limits are null; shares and scores are 0..1 as stored. */
export interface Evidence {
  /** "batch size 4 minus batch size 256" */
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of the interval; null where there is none. */
  readonly level: number | null;
  readonly unit: 'score' | 'loss' | 'epochs' | 'updates' | 'samples' | 'seconds' | 'runs' | 'seeds' | 'rows' | 'ratio' | 'correlation';
  /** Seeds, or runs where runs are counted. */
  readonly n: number;
  /** Name of interval and test: "paired t", "Kaplan–Meier median, log-log interval"; null for a count. */
  readonly method: string | null;
  readonly p: number | null;
  /** Corrected by Holm over the family asked; null where one question was asked. */
  readonly holm: number | null;
}

export type Tab = 'curves' | 'batchSize' | 'tradeOff' | 'generalisation' | 'gradients' | 'weights' | 'settings' | 'statistics';

/** Where the finding can be seen: a tab of Compare, the chart in it, and how to set it. */
export interface ShowMe {
  readonly tab: Tab;
  readonly chart: 'score' | 'loss' | 'effect' | 'steps' | 'gap' | 'pairs' | 'table';
  readonly settings: { readonly lens?: Lens; readonly column?: EvaluationColumn; readonly groups?: readonly string[] };
}

export interface Finding {
  /** Rule and what it was applied to: stable while the comparison is the same. */
  readonly id: string;
  readonly rule: string;
  /** null: a fact of the design or a count, about which nothing is inferred. */
  readonly verdict: Verdict | null;
  readonly severity: Severity;
  /** What the verdict is about: "Smaller batches reach the target in fewer updates." null with a fact. */
  readonly claim: string | null;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  /** Further seeds that would probably decide an undecided finding; null where that cannot be told or is not needed. */
  readonly moreSeeds: number | null;
  readonly showMe: ShowMe;
}

/** A rule as the app lists and explains it. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  /** How it decides, in plain words, for the reader who wants to know. */
  readonly explanation: string;
  readonly find: (study: Study) => readonly Omit<Finding, 'rule'>[];
}

export type Found = Omit<Finding, 'rule'>;

/** The verdict on a claimed direction. Fewer than five seeds decide nothing. */
export function verdictOn({ n, p, isAsClaimed, alpha }: { n: number; p: number; isAsClaimed: boolean; alpha: number }): Verdict {
  if (n < FEWEST_SEEDS || !(p < alpha)) return 'undecided';
  return isAsClaimed ? 'supported' : 'notSupported';
}

const NOTHING = { low: null, high: null, level: null, method: null, p: null, holm: null } as const;

/** A number without interval or test. */
export function count(label: string, value: number, unit: Evidence['unit'], n: number): Evidence {
  return { label, value, unit, n, ...NOTHING };
}

/** Numbers that are not finite cross no wire. */
export const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
