import { describe, expect, it } from 'vitest';
import { numberOf } from '#core/presets/check-words';
import { scoreNumbers } from '#core/presets/score-words';

describe('the numbers of a row', () => {
  it('have the decimals that its interval is worth', () => {
    const ours = { mean: 0.0356, low: 0.0203, high: 0.0512 };
    expect(scoreNumbers({ unit: 'plain', ours, limits: [0.05], predicted: 0.03 })).toEqual({
      ours: '0.036',
      interval: '0.020 to 0.051',
      predicted: '0.030',
    });
  });

  it('are shares with one decimal where they were published', () => {
    const ours = { mean: 0.83342, low: 0.83191, high: 0.83493 };
    expect(scoreNumbers({ unit: 'percent', ours, limits: [], predicted: 0.83 })).toEqual({
      ours: '83.3 %',
      interval: '83.2 to 83.5',
      predicted: '83.0 %',
    });
  });

  it('do not seem to reach a limit that they do not reach', () => {
    const ours = { mean: -0.006, low: -0.0117, high: -0.0003 };
    expect(scoreNumbers({ unit: 'points', ours, limits: [0, 0] })).toMatchObject({ ours: '−0.60 points', interval: '−1.17 to −0.03' });
    const near = { mean: 0.0488, low: 0.047, high: 0.04996 };
    expect(scoreNumbers({ unit: 'percent', ours: near, limits: [0.05] })).toMatchObject({ ours: '4.880 %', interval: '4.700 to 4.996' });
  });

  it('are a difference that rounds to nothing without a sign', () => {
    const ours = { mean: -0.0001, low: -0.006, high: 0.0058 };
    expect(scoreNumbers({ unit: 'points', ours, limits: [-0.005, 0.005] })).toMatchObject({ ours: '0.0 points', interval: '−0.6 to 0.6' });
  });

  it('have no interval below two seeds, and none where nothing was measured', () => {
    expect(scoreNumbers({ unit: 'times', ours: { mean: 2.345, low: NaN, high: NaN }, limits: [1] })).toEqual({
      ours: '2.35 times',
      interval: null,
      predicted: null,
    });
    expect(scoreNumbers({ unit: 'plain', ours: { mean: NaN, low: NaN, high: NaN }, limits: [] }).ours).toBe('–');
  });
});

it('a slope is called one, with what it is a slope of', () => {
  const check = { kind: 'slope', id: 'x', text: 'x', where: {}, measure: 'distanceToOptimum', expect: 'falls' } as const;
  expect(numberOf(check)).toBe('slope of log distance to the optimum against log batch size, fitted for each seed');
});
