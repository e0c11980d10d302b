/** What a chart of learning curves is drawn from. */
import type { Curve, MeanBand } from '#core/series/mean-band';
import type { Reference } from '#renderer/charts/reference-lines.ts';

export interface CurveSeries {
  readonly label: string;
  readonly css: string;
  readonly dash: number;
  readonly band: MeanBand;
  readonly runs: readonly Curve[];
  readonly isSelected: boolean;
}

export interface CurvesInput {
  readonly series: readonly CurveSeries[];
  readonly x: {
    readonly title: string;
    /** In place of the title where that has no room. */
    readonly short: string;
    readonly isLog: boolean;
    /** The part of the axis to show, as values; all of it where left out. */
    readonly range?: readonly [number, number];
  };
  readonly y: {
    readonly title: string;
    readonly isLog: boolean;
    /** Values that the axis must never go beyond: 0 and 100 % of an accuracy. */
    readonly limits?: readonly [number, number];
  };
  readonly target: { readonly value: number; readonly label: string; readonly isReached: (value: number) => boolean } | null;
  /** Where a common budget ends. */
  readonly mark?: Omit<Reference, 'axis'> | null;
}
