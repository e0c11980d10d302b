/** Stored answers of probes about gradients as charts: norms against batch size with theory, agreement, noise scales. */
import type { GradientPart, GradientResult, NoiseScaleResult, Spread } from '#core/probes/results';
import type { XySeries } from '#renderer/charts/xy-option.ts';
import { xyFigure, type Figure } from '#renderer/features/compare/figure.ts';
import { formatNumber } from '#renderer/ui/format.ts';

/** A stored answer with the look of the condition that its run belongs to. */
export interface Looked<Result> {
  readonly result: Result;
  readonly label: string;
  readonly css: string;
  readonly dash: number;
}

const sizeFormat = (value: number): string => formatNumber(value, 6);

/** Of what is drawn, so that with and without replacement are never mistaken for each other. */
export function drawnText(answers: readonly Looked<GradientResult | NoiseScaleResult>[]): string {
  const some = answers.filter(({ result }) => result.withReplacement === true).length;
  if (some === 0) return 'drawn without replacement';
  return some === answers.length ? 'drawn with replacement' : 'drawn some with, some without replacement';
}

/** What the answers do not hold, and how to read them: each sentence once. */
export function notesOf(answers: readonly Looked<GradientResult | NoiseScaleResult>[]): readonly string[] {
  return [...new Set(answers.flatMap(({ result }) => result.notes ?? []))];
}

/** Norm against batch size with its quantiles, for the mean gradient of a batch or their sum, beside sqrt of what theory says where it does. */
export function normFigure(answers: readonly Looked<GradientResult>[], part: number, isSum: boolean): Figure {
  const own = answers.flatMap(({ result, ...look }) => {
    const found = result.parts.at(part);
    return found === undefined ? [] : [{ ...look, found, result }];
  });
  const scale = (size: number): number => (isSum ? size : 1);
  const series = own.flatMap(({ found: { points }, label, css, dash }, index): XySeries[] => {
    const x = points.map(({ batchSize }) => batchSize);
    const norms = (read: (spread: Spread) => number): number[] => points.map(({ batchSize, norm }) => read(norm) * scale(batchSize));
    const median = { label: `${label}, median`, css, dash: 1, x, y: norms(({ quantiles }) => quantiles[2]) };
    // Of several seeds of a condition one is drawn in full; the others would hide it and say the same.
    if (own.findIndex((other) => other.label === label) < index) return [{ ...median, mark: 'line', isBackground: true }];
    const [low, high] = [norms(({ quantiles }) => quantiles[0]), norms(({ quantiles }) => quantiles[4])];
    const theory = points.map(({ batchSize, theory: squared }) => (squared === null ? NaN : Math.sqrt(squared) * scale(batchSize)));
    return [
      { ...median, low, high, mark: 'both', spread: 'quantiles', isNamed: true, name: label },
      {
        label: `${label}, root mean square`,
        css,
        dash: 1,
        x,
        y: points.map(({ batchSize, squaredNorm }) => Math.sqrt(squaredNorm.mean) * scale(batchSize)),
        mark: 'points',
      },
      ...(theory.some(Number.isFinite)
        ? [{ label: `${label}, theory`, css, dash: Math.max(2, dash), x, y: theory, mark: 'line' } as const]
        : []),
    ];
  });
  const hasTheory = series.some(({ label }) => label.endsWith(', theory'));
  const sizes = [...new Set(series.flatMap(({ x }) => Array.from(x)))].sort((a, b) => a - b);
  return xyFigure(
    {
      title: isSum ? 'Norm of the summed gradient against batch size' : 'Norm of the mean gradient against batch size',
      subtitle: `Median of ${formatNumber(own.at(0)?.result.trials ?? 0)} batches ${drawnText(own)}, 5 to 95\u00a0%; loose dots: root mean square${hasTheory ? ', dashed: theory' : '; no theory: see below'}`,
      empty: 'No answer about gradients is stored.',
      columns: 'median, 5 to 95 %',
    },
    {
      series,
      x: { title: 'batch size, log scale', isLog: true, ...(sizes.length <= 12 ? { ticks: sizes } : {}), format: sizeFormat },
      y: { title: isSum ? 'norm of the sum, log scale' : 'norm of the mean, log scale', isLog: true },
    },
  );
}

/** "E|sum|² = 12.3 B² + 45.6 B fits ...": the squared norm of the sum over its size is a straight line in B. */
export function sumFitText({ sumFit, noiseScale }: GradientPart): string {
  const scale = noiseScale === null ? '' : `Noise scale ${formatNumber(noiseScale, 3)}.`;
  if (sumFit === null) return scale;
  const { slope, intercept, rSquared, level } = sumFit;
  return `Mean square of the summed gradient against B: slope ${formatNumber(slope.value, 3)} (${Math.round(level * 100)} % CI ${formatNumber(slope.low, 3)} to ${formatNumber(slope.high, 3)}), intercept ${formatNumber(intercept.value, 3)}, R² = ${rSquared.toFixed(4)}. ${scale}`;
}

/** How far the gradients of single samples point the same way; answers about networks whose samples have none are left out. */
export function agreementFigure(answers: readonly Looked<GradientResult>[]): Figure {
  const series = answers.flatMap(({ result, label, css, dash }, index): XySeries[] => {
    if (result.agreement === null) return [];
    const { points } = result.agreement;
    const one: XySeries = {
      label,
      isNamed: answers.findIndex((other) => other.label === label) === index,
      css,
      dash,
      x: points.map(({ batchSize }) => batchSize),
      y: points.map(({ ratio }) => ratio.mean),
      low: points.map(({ ratio }) => ratio.low),
      high: points.map(({ ratio }) => ratio.high),
      mark: 'both',
      spread: 'bars',
    };
    return [one];
  });
  const sizes = [...new Set(series.flatMap(({ x }) => Array.from(x)))].sort((a, b) => a - b);
  return xyFigure(
    {
      title: 'Do the gradients of a batch agree?',
      subtitle: 'Norm of their sum / sum of their norms; 1: all point the same way; line: 95\u00a0% CI',
      empty:
        answers.length === 0
          ? 'No answer about gradients is stored.'
          : 'With batch normalisation no sample has a gradient of its own: there is nothing that could agree.',
      columns: 'mean, 95 % CI',
    },
    {
      series,
      x: { title: 'batch size, log scale', isLog: true, ...(sizes.length <= 12 ? { ticks: sizes } : {}), format: sizeFormat },
      y: { title: 'agreement, 0 to 1', isLog: false },
    },
  );
}

/** Noise scale over the course of training, exact and estimated from pairs of batches. */
export function noiseFigure(answers: readonly Looked<NoiseScaleResult>[]): Figure {
  const sorted = answers.toSorted((a, b) => a.result.update - b.result.update);
  const runs = [...Map.groupBy(sorted, ({ result }) => result.runId).values()];
  const series = runs.flatMap((own): XySeries[] => {
    const [{ label, css, dash }] = own;
    const x = own.map(({ result }) => result.epoch);
    const estimate = own.map(({ result }) => result.estimate);
    const exact = own.map(({ result }) => result.exact.at(0)?.noiseScale ?? NaN);
    const hasExact = exact.some(Number.isFinite);
    return [
      ...(hasExact ? [{ label: `${label}, exact`, name: label, isNamed: true, css, dash, x, y: exact, mark: 'both' } as const] : []),
      {
        label: `${label}, from pairs of batches`,
        ...(hasExact ? {} : { name: label, isNamed: true }),
        css,
        dash: 3,
        x,
        y: estimate.map(({ noiseScale }) => noiseScale),
        low: estimate.map(({ low }) => low),
        high: estimate.map(({ high }) => (Number.isFinite(high) ? high : NaN)),
        mark: 'both',
        spread: 'bars',
      },
    ];
  });
  const hasAnyExact = answers.some(({ result }) => result.exact.length > 0);
  return xyFigure(
    {
      title: 'Noise scale',
      subtitle: `Beyond this batch size more samples pay little; ${hasAnyExact ? 'solid: exact, dotted: ' : ''}pairs of batches ${drawnText(answers)}`,
      empty: 'No answer about the noise scale is stored.',
      columns: 'noise scale, 95 % band',
    },
    {
      series,
      x: { title: 'passes over the data (epochs)', isLog: false },
      y: { title: 'noise scale tr(S) / |G|², samples, log scale', isLog: true },
    },
  );
}
