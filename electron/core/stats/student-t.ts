/** Student's t distribution for whole degrees of freedom: its central probability in closed form, and the quantile by bisection. */
import { invariant } from '#core/failure';

/**
 * P(|T| <= tan(angle) * sqrt(degrees)) as a finite sum, exact for whole degrees of freedom
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 */
function centralProbability(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const square = cosine * cosine;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degrees - 2; power += 2) {
    sum += term;
    term *= (square * (power + 1)) / (power + 2);
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** P(|T| <= t) for T with `degrees` >= 1 (whole) degrees of freedom. */
export function studentTCentral(t: number, degrees: number): number {
  invariant(Number.isInteger(degrees) && degrees >= 1, 'degrees of freedom must be a whole number from 1');
  return centralProbability(Math.atan(Math.abs(t) / Math.sqrt(degrees)), degrees);
}

/** The t with P(|T| <= t) = level, 0 < level < 1: half the width of a two-sided interval, in standard errors. */
export function studentTCritical(level: number, degrees: number): number {
  invariant(level > 0 && level < 1, 'the level of an interval lies between 0 and 1');
  invariant(Number.isInteger(degrees) && degrees >= 1, 'degrees of freedom must be a whole number from 1');
  let low = 0;
  let high = Math.PI / 2;
  // The probability rises with the angle; 60 halvings reach the last bit of a double.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees);
}
