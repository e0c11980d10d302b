/** Stored answers about the way to the exact optimum of models without hidden layers: over training, and where it ends. */
import type { RunOptimum } from '#core/probes/results';
import { spreadOf } from '#core/probes/spread';
import { steadyDistance } from '#core/probes/steady-distance';
import type { XySeries } from '#renderer/charts/xy-option.ts';
import { xyFigure, type Figure } from '#renderer/features/compare/figure.ts';
import { formatNumber } from '#renderer/ui/format.ts';

/** A run with the look of its condition. */
export interface OptimumOf {
  readonly run: RunOptimum;
  readonly label: string;
  readonly css: string;
  readonly dash: number;
}

/** A line a condition: mean over its runs. */
export function optimumFigure(runs: readonly OptimumOf[]): Figure {
  const series = [...Map.groupBy(runs, ({ label }) => label).values()].map((own): XySeries => {
    const [{ label, css, dash, run: first }] = own;
    const distancesAt = (at: number): readonly number[] =>
      own.flatMap(({ run }) => run.points.filter(({ update }) => update === at).map(({ distance }) => distance));
    const x = first.points.map(({ update }) => update);
    return { label, css, dash, x, y: x.map((at) => mean(distancesAt(at))), mark: 'line', isNamed: true };
  });
  return xyFigure(
    {
      title: 'Distance to the optimum',
      subtitle: 'To the exact minimum of the objective; mean of seeds',
      empty: 'No answer is stored.',
    },
    {
      series,
      x: { title: 'steps of the optimizer (updates)', short: 'updates', isLog: false },
      y: { title: 'distance, log scale', isLog: true },
    },
  );
}

/** How far training stays from the optimum against batch size; conditions that differ in nothing else are one line. */
export function ballFigure(runs: readonly OptimumOf[]): Figure {
  const lines = [...Map.groupBy(runs, ({ label }) => besideBatch(label))].map(([label, own]): XySeries => {
    const sizes = [...Map.groupBy(own, ({ run }) => run.batchSize)].sort(([a], [b]) => a - b);
    const spreads = sizes.map(([, ofSize]) => spreadOf(ofSize.map(({ run }) => steadyDistance(run.points))));
    return {
      label: label === '' ? 'distance' : label,
      isNamed: label !== '',
      css: 'var(--ink-1)',
      dash: own[0].dash,
      x: sizes.map(([size]) => size),
      y: spreads.map((spread) => spread.mean),
      low: spreads.map(({ low }) => low),
      high: spreads.map(({ high }) => high),
      mark: 'both',
      spread: 'bars',
    };
  });
  const sizes = [...new Set(runs.map(({ run }) => run.batchSize))].sort((a, b) => a - b);
  return xyFigure(
    {
      title: 'How near training ends',
      subtitle: 'Root mean square, second half; mean of seeds, 95\u00a0% CI',
      empty: 'No answer is stored.',
      columns: 'mean, 95 % CI',
    },
    {
      series: lines,
      x: {
        title: 'batch size, log scale',
        isLog: true,
        ...(sizes.length <= 12 ? { ticks: sizes } : {}),
        format: (value) => formatNumber(value, 6),
      },
      y: { title: 'distance to the optimum, log scale', isLog: true },
    },
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** "32, sampling shuffle" without its batch size. */
const besideBatch = (label: string): string => label.replace(/^(?:(\w: ))?(?:\d+|full)(?:, |$)/, '$1');
