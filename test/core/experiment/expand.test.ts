import { describe, expect, it } from 'vitest';
import type { Plan } from '#core/experiment/plan';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

function planOf(fields: Readonly<Record<string, unknown>>): Plan {
  const { plan, issues } = checkSpec(modesWith(fields), MODES_SHAPE);
  expect(issues.filter((issue) => issue.severity === 'error')).toEqual([]);
  if (plan === null) throw new Error('no plan');
  return plan;
}

describe('expanding an experiment', () => {
  it('crosses factors, the first varying slowest', () => {
    const plan = planOf({
      factors: [
        { path: 'batch.size', values: [8, 'full'] },
        { path: 'optimizer.learningRate', values: [0.1, 0.01] },
      ],
    });
    expect(plan.conditions.map((one) => one.factors)).toEqual([
      { 'batch.size': 8, 'optimizer.learningRate': 0.1 },
      { 'batch.size': 8, 'optimizer.learningRate': 0.01 },
      { 'batch.size': 'full', 'optimizer.learningRate': 0.1 },
      { 'batch.size': 'full', 'optimizer.learningRate': 0.01 },
    ]);
    expect(plan.conditions.map((one) => [one.batchSize, one.isFullBatch, one.optimizer.learningRate])).toEqual([
      [8, false, 0.1],
      [8, false, 0.01],
      [500, true, 0.1],
      [500, true, 0.01],
    ]);
  });

  it('moves linked factors together', () => {
    const plan = planOf({
      factors: [
        {
          paths: ['batch.size', 'optimizer.learningRate'],
          values: [
            [1, 0.001],
            ['full', 0.5],
          ],
        },
      ],
    });
    expect(plan.conditions.map((one) => [one.batchSize, one.optimizer.learningRate])).toEqual([
      [1, 0.001],
      [500, 0.5],
    ]);
  });

  it('makes one condition where nothing is varied', () => {
    expect(planOf({ factors: [] }).conditions.map((one) => one.batchSize)).toEqual([32]);
  });

  it('can vary the units of a layer', () => {
    const plan = planOf({ factors: [{ path: 'model.layers.0.units', values: [5, 10] }] });
    expect(plan.conditions.map((one) => one.model.layers[0])).toEqual(
      [5, 10].map((units) => ({ kind: 'dense', units, activation: 'relu' })),
    );
  });

  it('scales the learning rate with the batch where the rule says so', () => {
    const rates = (kind: string): readonly number[] =>
      planOf({ 'factors.0.values': [32, 128], learningRateRule: { kind, referenceBatch: 32 } }).conditions.map(
        (one) => one.optimizer.learningRate,
      );
    expect(rates('linear')).toEqual([0.01, 0.04]);
    expect(rates('squareRoot')).toEqual([0.01, 0.02]);
  });

  it('does the arithmetic of epochs, also with an incomplete last batch', () => {
    const [first] = planOf({ 'factors.0.values': [450], budget: { unit: 'epochs', amount: 2 } }).conditions;
    expect(first).toMatchObject({
      updatesPerEpoch: 2,
      lastBatch: 50,
      length: { updates: 4, seconds: null },
      samples: 1000,
      epochs: 2,
      evaluateAt: [0, 2, 4],
    });
    const [dropped] = planOf({
      'factors.0.values': [450],
      batch: { size: 450, remainder: 'drop' },
      budget: { unit: 'epochs', amount: 2 },
    }).conditions;
    expect(dropped).toMatchObject({ updatesPerEpoch: 1, lastBatch: 450, length: { updates: 2, seconds: null }, samples: 900, epochs: 1.8 });
  });

  it('ends every budget where it should', () => {
    const updates = (budget: unknown): readonly number[] =>
      planOf({ 'factors.0.values': [32, 'full'], budget }).conditions.map((one) => one.length.updates);
    expect(updates({ unit: 'epochs', amount: 1.5 })).toEqual([24, 2]);
    expect(updates({ unit: 'updates', amount: 70 })).toEqual([70, 70]);
    expect(updates({ unit: 'samples', amount: 1200 })).toEqual([32 + 7, 3]);
    expect(planOf({ budget: { unit: 'seconds', amount: 2 } }).conditions[0].length.seconds).toBe(2);
  });

  it('evaluates at the start, at every interval and at the end', () => {
    const at = (record: unknown, budget: unknown): readonly number[] =>
      planOf({ 'factors.0.values': [100], record, budget }).conditions[0].evaluateAt;
    expect(at({ evaluateEvery: { unit: 'epochs', amount: 1 } }, { unit: 'updates', amount: 12 })).toEqual([0, 5, 10, 12]);
    expect(at({ evaluateEvery: { unit: 'updates', amount: 4 } }, { unit: 'updates', amount: 12 })).toEqual([0, 4, 8, 12]);
    expect(at({ evaluateEvery: { unit: 'epochs', amount: 0.1 } }, { unit: 'epochs', amount: 1 })).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps the number of evaluations of a timed run within bounds', () => {
    const { evaluateAt } = planOf({ 'factors.0.values': ['full'], budget: { unit: 'seconds', amount: 60 } }).conditions[0];
    expect(evaluateAt.length).toBeLessThan(700);
    expect(evaluateAt.every((update, index) => index === 0 || update > evaluateAt[index - 1])).toBe(true);
  });
});
