import { expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { liveFacts } from '#renderer/features/live/live-facts.ts';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

function factsOf(fields: Readonly<Record<string, unknown>>) {
  const { spec, plan, issues } = checkSpec(modesWith(fields), MODES_SHAPE);
  if (spec === null || plan === null) throw new Error(JSON.stringify(issues));
  return liveFacts({ spec, conditions: plan.conditions });
}

it('says what is trained: data, network, optimizer, budget', () => {
  expect(factsOf({}).map(({ term, text }) => [term, text.replaceAll('\u00a0', ' ')])).toEqual([
    ['Data', 'Blobs, 500 training samples'],
    ['Network', '2-50-3'],
    ['Optimizer', 'SGD, momentum 0.9, no weight decay'],
    ['Budget', '200 epochs'],
  ]);
});

it('says the range where the number of samples is varied, and when runs may end early', () => {
  const facts = factsOf({
    factors: [{ path: 'data.trainingRows', values: [100, 400] }],
    'batch.size': 50,
    target: { metric: 'test.accuracy', value: 0.8 },
    stopping: { kind: 'target' },
  });
  const text = (term: string) => facts.find((fact) => fact.term === term)?.text.replaceAll('\u00a0', ' ');
  expect([text('Data'), text('Budget'), text('Target')]).toEqual([
    'Blobs, 100 to 400 training samples',
    '200 epochs at most, until test accuracy reaches 80 %',
    'test accuracy at least 80 %',
  ]);
});
