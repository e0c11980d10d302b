import { describe, expect, it } from 'vitest';
import type { ProbeRecord } from '#contract/probes';
import type { RunOptimum } from '#core/probes/results';
import { weightFigures } from '#renderer/features/compare/figures/answer-figures.ts';

const run = (runId: string, batchSize: number, distances: readonly number[]): RunOptimum => ({
  ...{ runId, batchSize, weightDecay: 0.1, objective: 1, loss: 1, weightNorm: 1, gradientNorm: 0 },
  points: distances.map((distance, index) => ({ update: 10 * index, epoch: index, distance, excess: distance ** 2 })),
});

/** As a design asks: the runs in several answers. */
const record = (id: string, runs: readonly RunOptimum[]): ProbeRecord => {
  const runIds = runs.map(({ runId }) => runId);
  const question = { kind: 'optimum' as const, runIds };
  return { id, experimentId: 'a', runIds, kind: 'optimum', question, seconds: 1, createdAt: 0, result: { kind: 'optimum', runs } };
};

const owner = (label: string, batchSize: number, seed: number, dash = 1) => ({ label, css: 'red', dash, batchSize, seed });
const owners = new Map([
  ['a', owner('1, sampling shuffle', 1, 1)],
  ['b', owner('1, sampling shuffle', 1, 2)],
  ['c', owner('4, sampling shuffle', 4, 1)],
  ['d', owner('1, sampling replacement', 1, 1, 2)],
]);
const records = [
  record('probe-2', [run('c', 4, [8, 1, 1]), run('unseen', 9, [1, 1])]),
  record('probe-1', [run('a', 1, [8, 2, 2]), run('b', 1, [8, 4, 4]), run('c', 4, [9, 9, 9]), run('d', 1, [8, 5, 5])]),
];

describe('the charts of the way to the optimum', () => {
  const [ball, way] = weightFigures(records, owners);

  it('hold the runs of all answers, each run by its newest, a line a condition', () => {
    expect(way.title).toBe('Distance to the optimum');
    const rows = way.table().rows.map(([series, x, y]) => [series, x, y]);
    expect(rows).toContainEqual(['1, sampling shuffle', 10, 3]);
    expect(rows).toContainEqual(['4, sampling shuffle', 10, 1]);
    expect(rows).toContainEqual(['1, sampling replacement', 20, 5]);
    expect(new Set(rows.map(([series]) => series)).size).toBe(3);
  });

  it('tell how near each batch size comes, conditions that differ in it alone on one line', () => {
    const rows = ball.table().rows.map(([series, x, y]) => [series, x, y]);
    expect(rows).toEqual([
      ['sampling shuffle', 1, 3],
      ['sampling shuffle', 4, 1],
      ['sampling replacement', 1, 5],
    ]);
  });

  it('are one where there is one batch size', () => {
    expect(weightFigures([record('probe-1', [run('a', 1, [8, 2])])], owners).map(({ title }) => title)).toEqual([
      'Distance to the optimum',
    ]);
  });
});
