/** How many digits a number with an interval is worth, and numbers written with them: one rule for a value, its interval and what it is held against. */

/** A value with the ends of its interval; the ends are NaN where there is none. */
export interface Measured {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Digits of a number without an interval. */
const DIGITS = 3;
/** So many more where an end would otherwise be written on the wrong side of a limit. */
const MOST_MORE = 4;
/** Numbers below a thousandth that need more are written as powers of ten. */
const MOST_DECIMALS = 6;
/** An interval that is narrower than this part of its mean is what rounding left of none. */
const ROUNDING = 1e-6;

/**
 * Decimals (below zero: zeros before the point) by the rule of the Particle Data Group (Review of Particle Physics, Introduction 5.3):
 * where the three leading digits of the distance to the nearer end are below 355 its first two are written, else its first. More where
 * rounding would put an end on the other side of one of the `limits` that it is compared with.
 */
export function decimalsOf(measured: Measured, limits: readonly number[] = [0]): number {
  const start = ruled(measured);
  const ends = [measured.low, measured.high].filter(Number.isFinite);
  const isTrue = (decimals: number): boolean =>
    ends.every((end) => limits.every((limit) => Math.sign(rounded(end, decimals) - limit) === Math.sign(end - limit)));
  for (let more = 0; more <= MOST_MORE; more++) if (isTrue(start + more)) return start + more;
  return start;
}

function ruled({ mean, low, high }: Measured): number {
  const half = Math.min(mean - low, high - mean);
  if (!(half > Math.abs(mean) * ROUNDING) || !Number.isFinite(half))
    return mean === 0 || !Number.isFinite(mean) ? DIGITS - 1 : DIGITS - 1 - exponentOf(mean);
  // Three digits first, as the rule says: 0.09996 is 0.100.
  const [digits, exponent] = half.toExponential(2).split('e');
  return (Number(digits) < 3.55 ? 1 : 0) - Number(exponent);
}

/** "−24.7", "1,240", "53,400", "2.0e−7": a true minus, no sign before zeros, a power of ten where all would be zeros. */
export function writtenWith(decimals: number, value: number): string {
  if (!Number.isFinite(value)) return '–';
  const shown = rounded(value, decimals);
  if (shown === 0) return (0).toFixed(Math.max(0, Math.min(decimals, DIGITS)));
  const text =
    decimals > MOST_DECIMALS && Math.abs(shown) < 1e-3
      ? shown.toExponential(Math.max(0, decimals + exponentOf(shown)))
      : shown.toLocaleString('en-US', { minimumFractionDigits: Math.max(0, decimals), maximumFractionDigits: Math.max(0, decimals) });
  return text.replaceAll('-', '\u2212');
}

const exponentOf = (value: number): number => Number(value.toExponential().split('e')[1]);

/** What `writtenWith` writes, as a number. */
function rounded(value: number, decimals: number): number {
  return decimals >= 0 ? Number(value.toFixed(decimals)) : Math.round(value * 10 ** decimals) * 10 ** -decimals;
}
