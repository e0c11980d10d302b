/** What a chart of results against batch size, or by condition, is drawn from. */

export interface EffectGroup {
  readonly label: string;
  readonly css: string;
  readonly batchSize: number;
  readonly isFullBatch: boolean;
  /** One a replicate, finite. */
  readonly values: readonly number[];
  /** Mean or median; NaN without values. */
  readonly middle: number;
  /** Ends of the interval of the middle; NaN where there is none. */
  readonly low: number;
  readonly high: number;
  /** What the values do not tell: "4 of 10 never arrive". */
  readonly note: string | null;
  readonly isSelected: boolean;
}

export interface EffectInput {
  readonly groups: readonly EffectGroup[];
  /** Against batch size, or, where it was not varied, one column a condition. */
  readonly against: 'batchSize' | 'condition';
  readonly y: { readonly title: string; readonly isLog: boolean; readonly format: (value: number) => string };
  /** "mean, 95 % CI" */
  readonly columns: string;
  /** Laws and medians over the batch sizes, behind the groups. */
  readonly lines?: readonly EffectLine[];
}

/** A line through points of batch size and result, ascending; what leaves the axis is not drawn. */
export interface EffectLine {
  readonly label: string;
  readonly points: readonly (readonly [batchSize: number, value: number])[];
  readonly isDashed: boolean;
}
