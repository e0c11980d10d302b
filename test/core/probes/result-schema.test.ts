import { describe, expect, it } from 'vitest';
import { questionSchema } from '#core/probes/questions';
import { resultSchema } from '#core/probes/result-schema';

const spread = { n: 2, mean: 1, sd: 0, low: 1, high: 1, quantiles: [1, 1, 1, 1, 1] };
const moment = { runId: 'a.1.1', update: 40, epoch: 4 };

describe('answers that were stored before there was sampling with replacement', () => {
  it('are read as they are', () => {
    const part = { name: 'All layers', parameters: 6, fullSquaredNorm: 1, trace: 4, noiseScale: 4, sumFit: null };
    const points = [{ batchSize: 2, norm: spread, squaredNorm: spread, theory: 2 }];
    const agreement = { points: [{ batchSize: 2, ratio: spread }], cosines: { all: spread, within: null, between: null }, rows: 4 };
    const gradient = { kind: 'gradient', ...moment, rows: 4, trials: 2, parts: [{ ...part, points }], agreement };
    expect(resultSchema.parse(gradient)).toEqual(gradient);
    const estimate = { smallBatch: 2, largeBatch: 4, trials: 9, fullSquaredNorm: 1, trace: 3, noiseScale: 3, low: 2, high: 4, level: 0.95 };
    const exact = [{ name: 'All layers', fullSquaredNorm: 1, trace: 3, noiseScale: 3 }];
    const scale = { kind: 'noiseScale', ...moment, rows: 4, exact, estimate };
    expect(resultSchema.parse(scale)).toEqual(scale);
  });

  it('have questions that keep their text, by which a design knows them as answered', () => {
    const of = { runId: 'a.1.1', at: 'end' };
    const asked = [
      { kind: 'gradient', of, batchSizes: [1, 2], trials: 50, rows: 'all' },
      { kind: 'noiseScale', of, smallBatch: 2, largeBatch: 4, trials: 50, rows: 100 },
    ];
    for (const question of asked) expect(JSON.stringify(questionSchema.parse(question))).toBe(JSON.stringify(question));
  });
});
