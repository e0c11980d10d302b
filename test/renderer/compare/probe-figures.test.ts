import { describe, expect, it } from 'vitest';
import { gradientNotes } from '#core/probes/batch-norm';
import { gradientPart } from '#core/probes/gradient';
import type { GradientResult, NoiseScaleResult } from '#core/probes/results';
import { drawnText, noiseFigure, normFigure, notesOf, sumFitText } from '#renderer/features/compare/figures/probe-figures.ts';

const look = { label: '32', css: 'red', dash: 1 };
const moment = { runId: 'a.1.1', update: 40, epoch: 4, rows: 4 };
const batches = [Float64Array.of(5, 3), Float64Array.of(2, 2)];
const exact = { full: 1, samples: Float64Array.of(5, 5, 5, 5) };
const normed = {
  inputs: 2,
  layers: [{ kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5, ghostSize: null }],
  outputs: 2,
} as const;

function gradient(has: 'single samples' | 'batches only', withReplacement = false): GradientResult {
  const part = gradientPart({ name: 'All layers', parameters: 6, exact: has === 'batches only' ? null : exact, batches }, [2, 4], 4);
  return {
    kind: 'gradient',
    ...{ ...moment, trials: 2, parts: [part], agreement: null },
    ...(withReplacement ? { withReplacement } : {}),
    ...(has === 'batches only' ? { notes: gradientNotes(normed, []) } : {}),
  };
}

const seriesOf = (figure: ReturnType<typeof normFigure>): readonly unknown[] => [...new Set(figure.table().rows.map(([series]) => series))];

describe('the chart of gradient norms', () => {
  it('draws theory beside what was measured, and says how rows were drawn', () => {
    const answers = [{ result: gradient('single samples'), ...look }];
    const figure = normFigure(answers, 0, false);
    expect(seriesOf(figure)).toEqual(['32, median', '32, root mean square', '32, theory']);
    expect(figure.subtitle).toContain('2 batches drawn without replacement');
    expect(figure.subtitle).toContain('dashed: theory');
    expect(notesOf(answers)).toEqual([]);
  });

  it('draws no theory with batch normalisation, and gives the reason', () => {
    const answers = [{ result: gradient('batches only', true), ...look }];
    const figure = normFigure(answers, 0, false);
    expect(seriesOf(figure)).toEqual(['32, median', '32, root mean square']);
    expect(figure.option).not.toBeNull();
    expect(figure.subtitle).toContain('drawn with replacement');
    expect(figure.subtitle).toContain('no theory: see below');
    expect(notesOf([...answers, ...answers])).toEqual(gradientNotes(normed, []));
    expect(sumFitText(answers[0].result.parts[0])).not.toContain('Noise scale');
  });

  it('says so where some rows were drawn with replacement and some without', () => {
    const answers = [gradient('single samples'), gradient('single samples', true)].map((result) => ({ result, ...look }));
    expect(drawnText(answers)).toBe('drawn some with, some without replacement');
  });
});

describe('the chart of noise scales', () => {
  const estimate = { smallBatch: 2, largeBatch: 4, trials: 9, fullSquaredNorm: 1, trace: 3, noiseScale: 3, low: 2, high: 4, level: 0.95 };
  const scale = (has: boolean): NoiseScaleResult => ({
    kind: 'noiseScale',
    ...moment,
    exact: has ? [{ name: 'All layers', fullSquaredNorm: 1, trace: 3, noiseScale: 3.1 }] : [],
    estimate,
  });

  it('shows the estimate alone where no exact one exists', () => {
    const figure = noiseFigure([{ result: scale(false), ...look }]);
    expect(seriesOf(figure)).toEqual(['32, from pairs of batches']);
    expect(figure.subtitle).not.toContain('exact');
    expect(seriesOf(noiseFigure([{ result: scale(true), ...look }]))).toEqual(['32, exact', '32, from pairs of batches']);
  });
});
