/** What a chart of curves says at x: every series that reaches x, highest first, with its interval. */
import type { MeanBand } from '#core/series/mean-band';
import { valueAt } from '#core/series/value-at';
import type { Hover, HoverRow } from '#renderer/charts/hover.ts';

export interface HoverSeries {
  readonly label: string;
  readonly css: string;
  readonly dash: number;
  readonly band: MeanBand;
}

export interface HoverWords {
  /** "Epoch 10" */
  readonly heading: (x: number) => string;
  readonly value: (value: number) => string;
  /** "mean, 95 % CI", or "mean, min to max" */
  readonly columns: string;
}

/** `xOf` turns a position on the axis into x. */
export function curveHover(series: readonly HoverSeries[], words: HoverWords, xOf: (position: number) => number): Hover {
  return ({ position }) => {
    if (position === null) return null;
    const x = xOf(position);
    const reached = series
      .map(({ label, css, dash, band }) => {
        const [mean, low, high] = [band.mean, band.low, band.high].map((values) => valueAt(band.x, values, x));
        const interval = Number.isFinite(low) ? `${words.value(low)} to ${words.value(high)}` : '';
        return { mean, row: { key: { css, dash }, label, value: words.value(mean), interval } satisfies HoverRow };
      })
      .filter(({ mean }) => Number.isFinite(mean))
      .sort((a, b) => b.mean - a.mean);
    return reached.length === 0 ? null : { heading: words.heading(x), columns: words.columns, rows: reached.map(({ row }) => row) };
  };
}
