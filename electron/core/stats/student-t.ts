/** Student's t distribution for whole and fractional degrees of freedom: probabilities, critical values, and its noncentral form. */
import { invariant } from '#core/failure';
import { incompleteBeta, logGamma, normalCdf } from '#core/stats/special-functions';

/** P(|T| > |t|), the two-sided p-value. */
export function studentTTwoSided(t: number, degrees: number): number {
  invariant(degrees > 0 && Number.isFinite(degrees), 'degrees of freedom must be a positive number');
  if (Number.isNaN(t)) return NaN;
  return Number.isFinite(t) ? incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) : 0;
}

/** P(|T| <= |t|) for T with `degrees` > 0 degrees of freedom. */
export function studentTCentral(t: number, degrees: number): number {
  return 1 - studentTTwoSided(t, degrees);
}

/** The t with P(|T| <= t) = level, 0 < level < 1: half the width of a two-sided interval, in standard errors. */
export function studentTCritical(level: number, degrees: number): number {
  invariant(level > 0 && level < 1, 'the level of an interval lies between 0 and 1');
  let low = 0;
  let high = Math.PI / 2;
  // The probability rises with the angle whose tangent is t / sqrt(degrees); 60 halvings reach the last bit of a double.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTCentral(Math.tan(middle) * Math.sqrt(degrees), degrees) < level) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees);
}

const PANELS = 400;

/**
 * P(low < T <= high) of the noncentral t distribution: the normal probability of (low s - noncentrality, high s - noncentrality], averaged
 * over the distribution of s = sqrt(chi squared / degrees) by Simpson's rule. Accurate to 1e-8 for degrees >= 1.
 */
export function noncentralTBetween(low: number, high: number, degrees: number, noncentrality: number): number {
  invariant(degrees >= 1, 'degrees of freedom must be at least 1');
  const spread = 10 / Math.sqrt(2 * degrees);
  const from = Math.max(0, 1 - spread);
  const width = (1 + spread - from) / PANELS;
  const logConstant = Math.log(2) + (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2);
  let sum = 0;
  for (let index = 0; index <= PANELS; index++) {
    const s = from + index * width;
    const logPower = degrees === 1 ? 0 : (degrees - 1) * Math.log(s);
    const density = Math.exp(logConstant + logPower - (degrees * s * s) / 2);
    const weight = index === 0 || index === PANELS ? 1 : index % 2 === 1 ? 4 : 2;
    // -Infinity times 0 is no number; nothing lies below it.
    const below = low === -Infinity ? 0 : normalCdf(low * s - noncentrality);
    sum += weight * density * (normalCdf(high * s - noncentrality) - below);
  }
  return (sum * width) / 3;
}
