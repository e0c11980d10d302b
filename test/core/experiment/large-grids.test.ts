/** Grids of every size: what is refused is refused before any work, what is worked out is worked out in short steps. */
import { expect, it } from 'vitest';
import { checkSteps } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const rates = (count: number): number[] => numbers(count).map((one) => one / 1000);

/** How many steps a check takes, and what it comes to. */
function stepped(fields: Readonly<Record<string, unknown>>) {
  const steps = checkSteps(modesWith(fields), MODES_SHAPE);
  for (let count = 1; ; count++) {
    const step = steps.next();
    if (step.done === true) return { count, ...step.value };
  }
}

it.each([
  ['ten thousand batch sizes', { factors: [{ path: 'batch.size', values: numbers(10_000) }] }, 'has too many entries: at most 1000'],
  [
    'a grid of a million conditions',
    {
      factors: [
        { path: 'batch.size', values: numbers(1000) },
        { path: 'optimizer.learningRate', values: rates(1000) },
      ],
    },
    'This grid has 1,000 × 1,000 = 1,000,000 conditions; at most 2,000 fit in one experiment. Use fewer values.',
  ],
  [
    'a hundred thousand runs',
    { factors: [{ path: 'batch.size', values: numbers(500) }], replicates: 200 },
    'This grid has 100,000 runs; at most 20,000 fit in one experiment. Use fewer values or fewer seeds.',
  ],
])('refuses %s in its first step', (_, fields, message) => {
  const { count, plan, issues } = stepped(fields);
  expect([count, plan, issues.map((issue) => issue.message).join()]).toEqual([1, null, expect.stringContaining(message)]);
});

it('works 2,000 conditions out in steps of one condition', () => {
  const factors = [
    { path: 'batch.size', values: numbers(500) },
    { path: 'optimizer.learningRate', values: rates(4) },
  ];
  const { count, plan } = stepped({ factors });
  expect(plan?.conditions).toHaveLength(2000);
  // Crossing 500 and then 2,000 cells, and three times 2,000: what is wrong, the plan, equal conditions.
  expect(count).toBeGreaterThan(8000);
});

it('makes the times of evaluation once for conditions of the same batches and budget', () => {
  const { plan } = stepped({
    factors: [
      { path: 'batch.size', values: [1, 50] },
      { path: 'optimizer.learningRate', values: rates(100) },
    ],
  });
  expect(new Set(plan?.conditions.map((one) => one.evaluateAt)).size).toBe(2);
});

it('says how many evaluations all runs would make, before it makes a list of them', () => {
  const { plan, issues } = stepped({
    factors: [{ path: 'optimizer.learningRate', values: rates(200) }],
    'batch.size': 50,
    'budget.amount': 1000,
    replicates: 20,
    record: { evaluateEvery: { unit: 'updates', amount: 1 } },
  });
  expect([plan, issues]).toEqual([
    null,
    [
      {
        path: 'record.evaluateEvery',
        message:
          'All runs together would be evaluated 40,004,000 times; at most 10,000,000 fit in the history of one experiment. Evaluate less often, or use fewer values or seeds.',
        severity: 'error',
      },
    ],
  ]);
});
