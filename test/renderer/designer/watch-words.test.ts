import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { sourceSchema } from '#core/experiment/source';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { sameForAll } from '#renderer/features/designer/condition-rows.ts';
import { withSource } from '#renderer/features/designer/data-source.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { sentenceParts } from '#renderer/features/designer/sentence-parts.ts';
import { budgetSummary, modelSummary } from '#renderer/features/designer/summaries.ts';
import { metricOptions, newStopping, patienceFor } from '#renderer/features/designer/watch-words.ts';

const spec = newExperiment();
const shape = spec.data.source.kind === 'dataset' ? null : sourceShape(spec.data.source);
const withParts = (train: number, validation: number, test: number): ExperimentSpec => ({
  ...spec,
  data: { ...spec.data, split: { ...spec.data.split, train, validation, test } },
});
const moons = sourceSchema.parse({ kind: 'moons', samples: 200, noise: 0.1, seed: 1 });
const line = sourceSchema.parse({ kind: 'linearRegression', samples: 200, features: 2, noise: 0.1, seed: 1 });
const shapeOf = (source: typeof moons) => (source.kind === 'dataset' ? null : sourceShape(source));

describe('what a design can watch', () => {
  it('are the parts that it has, and accuracies of classes only', () => {
    const values = (design: ExperimentSpec) => metricOptions(design, null).map(({ value }) => value);
    expect(values(withParts(0.5, 0, 0.5))).toEqual(['test.accuracy', 'train.accuracy', 'test.loss', 'train.loss']);
    expect(values(withParts(0.8, 0.2, 0))).toEqual(['validation.accuracy', 'train.accuracy', 'validation.loss', 'train.loss']);
    expect(values({ ...withParts(0.5, 0, 0.5), loss: 'meanSquaredError' })).toEqual(['test.loss', 'train.loss']);
    // What is chosen stays, so that its error can be read beside it.
    expect(metricOptions(withParts(0.5, 0, 0.5), 'validation.loss').map(({ label }) => label)).toContain('validation loss');
  });
});

describe('early stopping in the designer', () => {
  it('begins with a rule that can start, can stop a run, and never looks at the test part', () => {
    for (const [train, validation, test] of [
      [0.5, 0, 0.5],
      [0.5, 0.25, 0.25],
    ] as const) {
      const design = withParts(train, validation, test);
      const { plan } = checkSpec(design, shape);
      const stopping = newStopping(design, plan);
      const { issues } = checkSpec({ ...design, stopping }, shape);
      expect(issues.filter(({ path }) => path.startsWith('stopping'))).toEqual([]);
      expect(stopping.metric.startsWith('test.')).toBe(false);
    }
    const { plan } = checkSpec({ ...spec, budget: { unit: 'epochs', amount: 4 } }, shape);
    expect(patienceFor(plan)).toBe(1);
    expect(patienceFor(null)).toBe(10);
  });

  it('is in the summary of the budget and in the sentence with its terms', () => {
    const stopped = { ...spec, stopping: newStopping(spec, null) };
    expect(budgetSummary(stopped)).toBe(`${budgetSummary(spec)} at most, until training loss has not got better in 10 evaluations`);
    const { plan } = checkSpec(stopped, shape);
    if (plan === null) throw new Error('the design can start');
    const text = sentenceParts(stopped, plan, null)
      .map((part) => part.text + part.tail)
      .join('');
    expect(text).toContain('for at most 50 epochs, until training loss has not got better in 10 evaluations: ');
    expect(text).toMatch(/runs, at most [\d,]+ updates\.$/);
    expect(
      sentenceParts(stopped, plan, 3)
        .map((part) => part.text)
        .join(''),
    ).toMatch(/about 3\ss at most on this computer\.$/);
    expect(sameForAll(plan)).toBe('The same for every run: at most 50 epochs, 25,000 samples seen.');
  });
});

describe('other data', () => {
  it('keep a logistic head where they have two classes, and nothing that watches an accuracy where they have none', () => {
    const watching: ExperimentSpec = {
      ...spec,
      loss: 'binaryCrossEntropy',
      stopping: { ...newStopping(spec, null), metric: 'train.accuracy' },
      schedule: { ...spec.schedule, kind: 'plateau', metric: 'test.accuracy' },
    };
    const two = withSource(watching, moons, shapeOf(moons));
    expect([two.loss, two.stopping?.metric]).toEqual(['binaryCrossEntropy', 'train.accuracy']);
    expect(modelSummary(two, shapeOf(moons))).toContain('1 logistic: ');
    const three = withSource(
      { ...watching, factors: [{ path: 'loss', values: ['crossEntropy', 'binaryCrossEntropy'] }] },
      spec.data.source,
      shape,
    );
    expect([three.loss, three.factors]).toEqual(['crossEntropy', []]);
    const numbers = withSource(watching, line, shapeOf(line));
    expect([numbers.loss, numbers.stopping?.metric, numbers.schedule.metric]).toEqual(['meanSquaredError', 'train.loss', 'test.loss']);
    expect(checkSpec(numbers, shapeOf(line)).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
