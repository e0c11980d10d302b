/** What a condition is called in events and at the command line. */
import { expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { conditionName } from '#lab/job';
import { MODES, MODES_SHAPE } from '#test/support/specs';

it('conditions that differ in their schedules have names that tell them apart', () => {
  const { plan, issues } = checkSpec(MODES, MODES_SHAPE);
  if (plan === null) throw new Error(JSON.stringify(issues));
  const condition = { ...plan.conditions[0], isFullBatch: false, batchSize: 32 };
  const rate = String(condition.optimizer.learningRate);
  const named = (factors: typeof condition.factors): string => conditionName({ ...condition, factors });
  const grown = named({ 'schedule.kind': 'constant', 'schedule.decay': 0.5, 'batch.schedule.kind': 'multiply' });
  const decayed = named({ 'schedule.kind': 'step', 'schedule.decay': 0.5, 'batch.schedule.kind': 'constant' });
  expect(grown).not.toBe(decayed);
  expect(decayed).toMatch(/0\.5/);
  expect(grown).not.toMatch(/0\.5/);
  expect(named({ 'batch.size': 32, 'optimizer.learningRate': 0.1 })).toBe(`Batch size 32, rate ${rate}`);
});
