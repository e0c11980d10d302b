/** Which number is compared, whether more of it is better, and how it is written in a sentence. */
import type { ComparedExperiment } from '#core/compare/experiments';
import type { EvaluationColumn } from '#core/series/evaluation';
import { decimalsOf, type Measured, writtenWith } from '#core/stats/digits';

export interface Measure {
  readonly column: EvaluationColumn;
  /** "test accuracy" */
  readonly name: string;
  readonly unit: 'percent' | 'number';
  readonly isHigherBetter: boolean;
}

const SPLITS = ['test', 'validation', 'train'] as const;
export type Split = (typeof SPLITS)[number];
const SCORE = { train: 'trainScore', validation: 'validationScore', test: 'testScore' } as const;
const LOSS = { train: 'trainLoss', validation: 'validationLoss', test: 'testLoss' } as const;
const WORD = { train: 'training', validation: 'validation', test: 'test' } as const;

/** The best split that all experiments have: test, else validation, else training. */
export function judgingSplit(experiments: readonly ComparedExperiment[]): Split {
  return SPLITS.find((split) => experiments.every(({ rows }) => rows[split] > 0)) ?? 'train';
}

export function scoreMeasure(split: Split, scoreKind: ComparedExperiment['scoreKind']): Measure {
  const isAccuracy = scoreKind === 'accuracy';
  return {
    column: SCORE[split],
    name: `${WORD[split]} ${isAccuracy ? 'accuracy' : 'R²'}`,
    unit: isAccuracy ? 'percent' : 'number',
    isHigherBetter: true,
  };
}

export function lossMeasure(split: Split): Measure {
  return { column: LOSS[split], name: `${WORD[split]} loss`, unit: 'number', isHigherBetter: false };
}

/** "83.2 %", "0.412" */
export function amount(measure: Pick<Measure, 'unit'>, value: number): string {
  return measure.unit === 'percent' ? `${fixed(value * 100, 1)} %` : significant(value);
}

/** A difference or a spread: "1.3 points", "0.041" */
export function points(measure: Pick<Measure, 'unit'>, value: number): string {
  return measure.unit === 'percent' ? `${fixed(value * 100, digitsFor(value * 100))} points` : significant(value);
}

/** Two limits: "-0.3 to 2.4 points" */
export function pointsRange(measure: Pick<Measure, 'unit'>, low: number, high: number): string {
  return measuredPoints(measure, { mean: (low + high) / 2, low, high }).range;
}

/** A difference and its interval with the same decimals: "1.30 points", "0.41 to 2.19 points". */
export function measuredPoints(
  measure: Pick<Measure, 'unit'>,
  { mean, low, high }: Measured,
): { readonly mean: string; readonly range: string } {
  if (measure.unit !== 'percent') {
    const decimals = decimalsOf({ mean, low, high });
    return { mean: writtenWith(decimals, mean), range: `${writtenWith(decimals, low)} to ${writtenWith(decimals, high)}` };
  }
  const digits = Math.max(...[mean, low, high].filter(Number.isFinite).map((value) => digitsFor(value * 100)));
  return { mean: `${fixed(mean * 100, digits)} points`, range: `${fixed(low * 100, digits)} to ${fixed(high * 100, digits)} points` };
}

/** One decimal, two below half a point: an interval that does not reach 0 must not look as if it did. */
const digitsFor = (value: number): number => (Math.abs(value) < 0.5 ? 2 : 1);

/** Three digits that matter, with a true minus sign and commas: "12,400", "0.0312". */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Number(value.toPrecision(3));
  return sign(rounded.toLocaleString('en-US', { maximumSignificantDigits: 3 }));
}

function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return sign(/[1-9]/.test(text) ? text : text.replace('-', ''));
}

const sign = (text: string): string => text.replace('-', '\u2212');
