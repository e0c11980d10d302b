/** The tooltip of a chart of curves: every series at x, sorted, with its interval. */
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import { plainText, tooltipBox } from '#renderer/charts/frame.ts';
import type { MeanBand } from '#core/series/mean-band';
import { valueAt } from '#core/series/value-at';

export interface TooltipSeries {
  readonly label: string;
  readonly css: string;
  readonly band: MeanBand;
}

export interface TooltipRow {
  /** Position of its series. */
  readonly series: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The series' values at x, highest first; those that do not reach x are left out. */
export function tooltipRows(series: readonly TooltipSeries[], x: number): readonly TooltipRow[] {
  return series
    .flatMap(({ band }, index): TooltipRow[] => {
      const [mean, low, high] = [band.mean, band.low, band.high].map((values) => valueAt(band.x, values, x));
      return Number.isFinite(mean) ? [{ series: index, mean, low, high }] : [];
    })
    .sort((a, b) => b.mean - a.mean);
}

export interface TooltipWords {
  /** "Epoch 10" */
  readonly heading: (x: number) => string;
  readonly value: (value: number) => string;
  /** "mean, 95 % CI", or "mean, min to max" */
  readonly columns: string;
}

/** Tooltip option; `xOf` turns the pointer's axis position into x. */
export function curveTooltip(series: readonly TooltipSeries[], words: TooltipWords, xOf: (position: number) => number, theme: ChartTheme) {
  const widest = (texts: readonly string[]): number => Math.ceil(Math.max(0, ...texts.map((text) => theme.textWidth(text)))) + 4;
  const nameWidth = widest(series.map(({ label }) => label));
  const keys = series.map(({ css }, index) => [`key${index}`, { backgroundColor: theme.colour(css), width: 14, height: 3 }] as const);
  const base = { fontSize: 11, lineHeight: 18, fontFamily: theme.font };
  return {
    ...tooltipBox(theme),
    trigger: 'axis' as const,
    textStyle: {
      ...base,
      color: theme.ink1,
      rich: {
        ...Object.fromEntries(keys),
        heading: { ...base, color: theme.ink1, fontWeight: 'bold' as const },
        columns: { ...base, color: theme.ink3, padding: [0, 0, 0, 10] },
        name: { ...base, color: theme.ink1, width: nameWidth, padding: [0, 0, 0, 8] },
        mean: { ...base, color: theme.ink1, fontWeight: 'bold' as const, width: 44, align: 'right' as const },
        interval: { ...base, color: theme.ink2, padding: [0, 0, 0, 12] },
      },
    },
    formatter: (parameters: unknown): string => {
      const position = axisPosition(parameters);
      if (position === null) return '';
      const x = xOf(position);
      const lines = tooltipRows(series, x).map((row) => {
        const interval = Number.isFinite(row.low) ? `${words.value(row.low)} to ${words.value(row.high)}` : '';
        const name = plainText(series[row.series].label);
        return `{key${row.series}|}{name|${name}}{mean|${words.value(row.mean)}}{interval|${interval}}`;
      });
      return [`{heading|${words.heading(x)}}{columns|${words.columns}}`, ...lines].join('\n');
    },
  };
}

/** ECharts hands a list of one entry a series; each carries the pointer's position on the axis. */
function axisPosition(parameters: unknown): number | null {
  const first: unknown = Array.isArray(parameters) ? parameters[0] : parameters;
  if (typeof first !== 'object' || first === null || !('axisValue' in first)) return null;
  const position = Number(first.axisValue);
  return Number.isFinite(position) ? position : null;
}
