/** Fewer training rows and wrong labels in a design: the plan counts them, and what cannot be is said. */
import { describe, expect, test } from 'vitest';
import { trainingRowCount } from '#core/data/training-rows';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const split = { train: 0.5, validation: 0, test: 0.5, stratify: false, use: 'fractions' as const, order: 'shuffled' as const };

test('the training part, or as much of it as is asked for', () => {
  expect(trainingRowCount({ split, trainingRows: 'all' }, { rows: 1001 })).toBe(500);
  expect(trainingRowCount({ split, trainingRows: 64 }, { rows: 1001 })).toBe(64);
  expect(trainingRowCount({ split, trainingRows: 900 }, { rows: 1001 })).toBe(500);
});

describe('a design', () => {
  test('plans its epochs and its full batch by the rows it trains on', () => {
    const { plan } = checkSpec(modesWith({ 'data.trainingRows': 100 }), MODES_SHAPE);
    expect(plan?.trainingRows).toBe(100);
    expect(plan?.conditions.map(({ batchSize, updatesPerEpoch }) => [batchSize, updatesPerEpoch])).toEqual([
      [1, 100],
      [32, 4],
      [100, 1],
    ]);
  });

  test.each([
    ['data.trainingRows', 501, 'must be at most 500, the training samples of the split.'],
    ['data.trainingRows', 0, 'must be at least 1, but is 0.'],
    ['data.labelNoise', 1.1, 'must be at most 1, but is 1.1.'],
  ])('%s = %f is refused', (path, value, message) => {
    const { plan, issues } = checkSpec(modesWith({ [path]: value }), MODES_SHAPE);
    expect(plan).toBeNull();
    expect(issues).toEqual([{ path, message, severity: 'error' }]);
  });

  test('a batch larger than the rows left is refused', () => {
    const { issues } = checkSpec(modesWith({ 'data.trainingRows': 20 }), MODES_SHAPE);
    expect(issues.map(({ path }) => path)).toEqual(['batch.size']);
  });

  test.each([{ kind: 'value' as const }, { kind: 'class' as const, classes: 1 }])('wrong labels of %o are refused', (target) => {
    const loss = target.kind === 'value' ? 'meanSquaredError' : 'crossEntropy';
    const { issues } = checkSpec(modesWith({ 'data.labelNoise': 0.1, loss }), { ...MODES_SHAPE, target });
    expect(issues.map(({ path }) => path)).toEqual(['data.labelNoise']);
  });

  test.each([
    [{ kind: 'gaussianQuantiles', samples: 4, classes: 5, seed: 1 }, 'must be at least one for each of the 5 classes.'],
    [
      { kind: 'linearRegression', samples: 1_000_000, features: 1000, seed: 1 },
      'makes 1,000,000,000 numbers; at most 200,000,000 fit in memory. Use fewer samples or features.',
    ],
    [{ kind: 'digits', samples: 100_001, seed: 1 }, 'must be at most 100000, but is 100001.'],
  ])('of %o is refused', (source, message) => {
    const { issues } = checkSpec(modesWith({ 'data.source': source }), null);
    expect(issues).toContainEqual({ path: 'data.source.samples', message, severity: 'error' });
  });
});
