import { describe, expect, it } from 'vitest';
import type { ExperimentDetail } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import type { Evaluation } from '#core/series/evaluation';
import { sizeAdvice } from '#renderer/features/learn/choose.ts';

type Condition = ExperimentDetail['conditions'][number];
/** The advice reads three fields of a condition. */
const condition = (index: number, batchSize: number, isFullBatch = false): Condition => ({ index, batchSize, isFullBatch }) as Condition;

function run(conditionIndex: number, replicate: number, score: number, more: Partial<RunSummary> = {}): RunSummary {
  const final: Evaluation = {
    update: 10,
    samples: 10,
    epoch: 1,
    seconds: 1,
    train: { loss: 0, score: 1 },
    validation: null,
    test: { loss: 0, score },
    recent: null,
    weightDistance: 0,
    weightNorm: 0,
  };
  return {
    id: `${String(conditionIndex)}-${String(replicate)}`,
    condition: conditionIndex,
    replicate,
    status: 'finished',
    update: 10,
    seconds: 10 - 4 * conditionIndex,
    weightHash: null,
    engine: null,
    device: null,
    final,
    ...more,
  };
}
const noise = [0, 0.004, -0.003, 0.002, -0.001, 0.003];
const seeds = (index: number, mean: number, count = 6): RunSummary[] =>
  noise.slice(0, count).map((shift, replicate) => run(index, replicate, mean + shift * (index === 1 ? -1 : 1)));

describe('the advice on a batch size', () => {
  it('is the cheapest one that is not clearly worse than the best', () => {
    const advice = sizeAdvice({
      conditions: [condition(0, 8), condition(1, 32), condition(2, 500, true)],
      runs: [...seeds(0, 0.901), ...seeds(1, 0.9), ...seeds(2, 0.8)],
    });
    expect(advice?.rows.map(({ batchSize, verdict }) => [batchSize, verdict])).toEqual([
      [8, 'best'],
      [32, 'asGood'],
      [500, 'worse'],
    ]);
    expect(advice?.cheapest?.batchSize).toBe(32);
    expect(advice?.part).toBe('test');
  });

  it('names none from too few seeds', () => {
    const advice = sizeAdvice({ conditions: [condition(0, 8), condition(1, 32)], runs: [...seeds(0, 0.9, 4), ...seeds(1, 0.8, 4)] });
    expect(advice?.cheapest).toBeNull();
    expect(advice?.rows.map(({ verdict }) => verdict)).toEqual(['best', 'undecided']);
  });

  it('takes the better learning rate of each batch size, and counts what did not finish', () => {
    const advice = sizeAdvice({
      conditions: [condition(0, 8), condition(1, 8), condition(2, 32)],
      runs: [...seeds(0, 0.7), ...seeds(1, 0.9), ...seeds(2, 0.85), run(2, 6, 0.1, { status: 'diverged' })],
    });
    expect(advice?.rows.map(({ batchSize, score }) => [batchSize, Number(score.mean.toFixed(2))])).toEqual([
      [8, 0.9],
      [32, 0.85],
    ]);
    expect(advice?.leftOut).toBe(1);
  });

  it('is not given on one batch size, or without finished runs', () => {
    expect(sizeAdvice({ conditions: [condition(0, 8), condition(1, 8)], runs: [...seeds(0, 0.7), ...seeds(1, 0.9)] })).toBeNull();
    expect(sizeAdvice({ conditions: [condition(0, 8), condition(1, 32)], runs: [] })).toBeNull();
  });
});
