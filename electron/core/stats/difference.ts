/** Two groups against each other: mean difference with interval and Student's t test, paired by seed or (Welch) not. */
import { cliffsDelta } from '#core/stats/effect-size';
import { studentTCritical, studentTTwoSided } from '#core/stats/student-t';
import { summarize } from '#core/stats/summary';

export interface Difference {
  readonly method: 'paired t' | 'Welch t';
  /** Pairs, or values of the smaller group. */
  readonly n: number;
  /** Mean of the first minus mean of the second. */
  readonly mean: number;
  /** Of the differences; for Welch of a difference of two single values. */
  readonly sd: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly degrees: number;
  /** 0 where all pairs differ by the same amount, 1 where none differs, NaN below two values. */
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** Paired d (Cohen's d_z): mean / sd of the differences; for Welch the mean difference over the root of the mean variance. */
  readonly d: number;
  readonly cliffsDelta: number;
}

/** `a` and `b` hold the values of the same seeds in the same order. */
export function pairedDifference(a: readonly number[], b: readonly number[], level = 0.95): Difference {
  const { n, mean, sd, low, high } = summarize(
    a.map((value, index) => value - b[index]),
    level,
  );
  const t = mean === 0 && sd === 0 ? 0 : mean / (sd / Math.sqrt(n));
  const p = n < 2 ? NaN : studentTTwoSided(t, n - 1);
  return {
    method: 'paired t',
    n,
    mean,
    sd,
    low,
    high,
    level,
    degrees: n - 1,
    t,
    p,
    d: sd === 0 && mean === 0 ? 0 : mean / sd,
    cliffsDelta: cliffsDelta(a, b),
  };
}

/** For groups whose seeds do not match: no assumption of equal variances (Welch 1947), as R's t.test(a, b). */
export function welchDifference(a: readonly number[], b: readonly number[], level = 0.95): Difference {
  const [first, second] = [summarize(a), summarize(b)];
  const n = Math.min(a.length, b.length);
  const mean = first.mean - second.mean;
  const [one, other] = [first.sd ** 2 / a.length, second.sd ** 2 / b.length];
  const error = Math.sqrt(one + other);
  const sd = Math.sqrt(first.sd ** 2 + second.sd ** 2);
  const d = mean === 0 ? 0 : mean / Math.sqrt((first.sd ** 2 + second.sd ** 2) / 2);
  const delta = cliffsDelta(a, b);
  if (n < 2) return { method: 'Welch t', n, mean, sd, low: NaN, high: NaN, level, degrees: NaN, t: NaN, p: NaN, d, cliffsDelta: delta };
  // Without any spread the fewest degrees of freedom that either group has.
  const degrees = error === 0 ? n - 1 : (one + other) ** 2 / (one ** 2 / (a.length - 1) + other ** 2 / (b.length - 1));
  const half = studentTCritical(level, degrees) * error;
  const t = mean === 0 ? 0 : mean / error;
  return {
    method: 'Welch t',
    n,
    mean,
    sd,
    low: mean - half,
    high: mean + half,
    level,
    degrees,
    t,
    p: studentTTwoSided(t, degrees),
    d,
    cliffsDelta: delta,
  };
}
