import { expect, it } from 'vitest';
import type { Issue } from '#core/failure';
import { asSentence, errorAt, fieldPath, sectionOf } from '#renderer/features/designer/issues.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

const spec = newExperiment();
const issue = (path: string, severity: Issue['severity'] = 'error'): Issue => ({ path, message: 'must be more.', severity });

it('sends each issue to the section of its field', () => {
  const paths = [
    'data.source.samples',
    'model.layers.0.units',
    'optimizer.learningRate',
    'optimizer.momentum',
    'budget.amount',
    'target.value',
    'seed',
    'format',
  ];
  expect(paths.map((path) => sectionOf(issue(path), spec))).toEqual([
    'data',
    'model',
    'learningRate',
    'optimizer',
    'budget',
    'measure',
    'repeats',
    null,
  ]);
});
it('sends an issue inside a factor to the field that it varies', () => {
  expect([fieldPath(issue('factors.0.values.2'), spec), sectionOf(issue('factors.0.values.2'), spec)]).toEqual(['batch.size', 'batch']);
});
it('finds the error of a field or of what lies below it, and no warning', () => {
  const issues = [issue('budget.amount', 'warning'), issue('data.split.train')];
  expect([errorAt(issues, spec, 'data.split'), errorAt(issues, spec, 'budget.amount'), errorAt(issues, spec, 'data.spl')]).toEqual([
    'Must be more.',
    null,
    null,
  ]);
});
it('begins a sentence with a capital', () => {
  expect(asSentence('is missing.')).toBe('Is missing.');
});
