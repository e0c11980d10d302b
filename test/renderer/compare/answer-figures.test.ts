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

describe('the charts of the line between two runs', () => {
  const curve = (loss: number) => ({
    ...{ position: Float64Array.of(-1, 0, 1), trainLoss: Float64Array.of(3, loss, 3), testLoss: Float64Array.of(4, 2 * loss, 4) },
    ...{ trainScore: new Float64Array(3), validationLoss: new Float64Array(3).fill(NaN), validationScore: new Float64Array(3) },
    testScore: new Float64Array(3),
  });
  const ends = [
    { runId: 'a', update: 9, epoch: 3 },
    { runId: 'c', update: 9, epoch: 3 },
  ] as const;
  const between = (isNormalised: boolean): ProbeRecord => ({
    ...{ id: 'probe-3', experimentId: 'a', runIds: ['a', 'c'], kind: 'interpolation', seconds: 1, createdAt: 0 },
    question: {
      kind: 'interpolation',
      between: [
        { runId: 'a', at: 'end' },
        { runId: 'c', at: 'end' },
      ],
      from: -1,
      to: 1,
      points: 3,
      isNormalised,
    },
    result: { kind: 'interpolation', ends, distance: 5, raw: curve(1), normalised: isNormalised ? [curve(0.5), curve(0.25)] : null },
  });

  it('show it as it is and by the length of the weights, each run in its own name', () => {
    const [raw, normalised] = weightFigures([between(true)], owners);
    expect(raw.title).toBe('Loss on the line between two runs');
    const at = (figure: typeof raw): readonly unknown[] =>
      figure
        .table()
        .rows.filter(([, x]) => x === 0)
        .map(([series, , y]) => [series, y]);
    expect(at(raw)).toEqual([
      ['training', 1],
      ['test', 2],
    ]);
    expect(at(normalised)).toEqual([
      ['1, sampling shuffle, seed 1 training', 0.5],
      ['1, sampling shuffle, seed 1 test', 1],
      ['4, sampling shuffle, seed 1 training', 0.25],
      ['4, sampling shuffle, seed 1 test', 0.5],
    ]);
    expect(weightFigures([between(false)], owners)).toHaveLength(1);
  });
});
