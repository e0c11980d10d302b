/** The few special functions behind the tests: gamma, incomplete beta, the normal distribution. Relative errors below 1e-12. */
import { invariant } from '#core/failure';

/** Lanczos' approximation with g = 7 and nine terms (coefficients of Godfrey 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** log of the gamma function for x > 0. */
export function logGamma(x: number): number {
  invariant(x > 0, 'logGamma needs a positive argument');
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x + 6.5;
  const sum = LANCZOS.reduce((total, coefficient, index) => total + (index === 0 ? coefficient : coefficient / (x - 1 + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** The regularised incomplete beta function I_x(a, b), 0 <= x <= 1, a and b > 0. */
export function incompleteBeta(x: number, a: number, b: number): number {
  invariant(x >= 0 && x <= 1, 'incompleteBeta is defined between 0 and 1');
  if (x === 0 || x === 1) return x;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  // The continued fraction converges quickly below the mean; above it the mirrored one does.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by Lentz' method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let numerator = 1;
  let denominator = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let m = 1; m < 10_000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      denominator = 1 / away(1 + term * denominator);
      numerator = away(1 + term / numerator);
      fraction *= denominator * numerator;
    }
    if (Math.abs(denominator * numerator - 1) < 1e-15) break;
  }
  return fraction;
}

export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** P(Z <= z) of the standard normal distribution: its power series near 0, its tail fraction beyond (Marsaglia 2004). */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return NaN;
  if (Math.abs(z) > 4) return z < 0 ? normalTail(-z) : 1 - normalTail(z);
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + normalDensity(z) * sum;
}

/** P(Z > z) for z > 4, where the fraction z + 1/(z + 2/(z + ...)) converges within 60 steps. */
function normalTail(z: number): number {
  if (z > 40) return 0;
  let fraction = z;
  for (let step = 60; step >= 1; step--) fraction = z + step / fraction;
  return normalDensity(z) / fraction;
}

/** The z with P(Z <= z) = probability; infinite at 0 and 1. */
export function normalQuantile(probability: number): number {
  invariant(probability >= 0 && probability <= 1, 'a probability lies between 0 and 1');
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (let step = 0; step < 70; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
