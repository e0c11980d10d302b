import { expect, it } from 'vitest';
import type { Issue } from '#core/failure';
import { asSentence, errorAt, fieldPath, placeOf, sectionOf } from '#renderer/features/designer/issues.ts';
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
it('names section and field, and what is the same only once', () => {
  const places = ['data.source.classes', 'model.layers.0.units', 'factors.0.values.2', 'optimizer.learningRate', 'format'];
  expect(places.map((path) => placeOf(issue(path), spec))).toEqual([
    'Data: classes',
    'Model: units of layer 1',
    'Batch sizes',
    'Learning rate',
    'format',
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
  expect(asSentence('must be at least 2, but is -3.')).toBe('Must be at least 2, but is −3.');
});
it('writes large numbers as the fields do, and leaves names and fractions alone', () => {
  expect(asSentence('must be at most 4294967295, but is 1e+99.')).toBe('Must be at most 4,294,967,295, but is 1e+99.');
  expect(asSentence('batch 2048 has 0.12345 of file iris2024.csv, 1,506,000 in all.')).toBe(
    'Batch 2,048 has 0.12345 of file iris2024.csv, 1,506,000 in all.',
  );
});
