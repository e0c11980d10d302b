import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { isRead, OPTIMIZER_KINDS, optimizerSchema } from '#core/experiment/optimizers';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { kindsOf, OPTIMIZER_FIELDS, withKind } from '#renderer/features/designer/optimizer-words.ts';
import { optimizerSummary } from '#renderer/features/designer/summaries.ts';

const spec = newExperiment();
const having = (optimizer: Partial<ExperimentSpec['optimizer']>, factors: ExperimentSpec['factors'] = []): ExperimentSpec => ({
  ...spec,
  optimizer: { ...spec.optimizer, ...optimizer },
  factors,
});

describe('changing the kind of optimizer', () => {
  it('moves a learning rate that nobody chose to what is usual, and says so', () => {
    const { spec: changed, note } = withKind(spec, 'adam');
    expect(changed.optimizer).toEqual(optimizerSchema.parse({ kind: 'adam', learningRate: 0.001 }));
    expect(note).toBe('Learning rate set to 0.001, usual for Adam (it was still 0.01, usual for SGD).');
  });

  it('leaves a learning rate that a person chose, and names the usual one', () => {
    const { spec: changed, note } = withKind(having({ learningRate: 0.3 }), 'lamb');
    expect(changed.optimizer.learningRate).toBe(0.3);
    expect(note).toBe('Your learning rate, 0.3, was kept; usual for LAMB is 0.002.');
  });

  it('leaves varied learning rates', () => {
    const factors = [{ path: 'optimizer.learningRate', values: [0.01, 0.1] }];
    const { spec: changed, note } = withKind(having({}, factors), 'adam');
    expect(changed.optimizer.learningRate).toBe(0.01);
    expect(changed.factors).toEqual(factors);
    expect(note).toContain('Your learning rates were kept');
  });

  it('keeps what both kinds read and puts the rest back to its default', () => {
    const { spec: changed } = withKind(having({ momentum: 0.7, weightDecay: 0.01, nesterov: true }), 'rmsprop');
    expect(changed.optimizer).toEqual(optimizerSchema.parse({ kind: 'rmsprop', learningRate: 0.001, momentum: 0.7, weightDecay: 0.01 }));
  });

  it('no longer varies what the new kind does not read', () => {
    const varied = having({}, [
      { path: 'optimizer.momentum', values: [0, 0.9] },
      { path: 'optimizer.weightDecay', values: [0, 0.1] },
    ]);
    const { spec: changed, note } = withKind(varied, 'adamW');
    expect(changed.factors).toEqual([{ path: 'optimizer.weightDecay', values: [0, 0.1] }]);
    expect(note).toContain('Momentum is no longer varied: AdamW does not use it.');
  });

  it('leaves a design without errors or unused settings, from each kind to each', () => {
    const { source } = spec.data;
    const shape = source.kind === 'dataset' ? null : sourceShape(source);
    for (const from of OPTIMIZER_KINDS) {
      for (const to of OPTIMIZER_KINDS) {
        const { spec: changed } = withKind(withKind(spec, from).spec, to);
        expect(checkSpec(changed, shape).issues.filter(({ path }) => path.startsWith('optimizer'))).toEqual([]);
      }
    }
  });
});

describe('optimizer fields', () => {
  it('names every setting that some kind reads, but for the learning rate', () => {
    const settings = Object.keys(spec.optimizer).filter(
      (name) => name !== 'learningRate' && OPTIMIZER_KINDS.some((kind) => isRead(kind, name)),
    );
    expect(OPTIMIZER_FIELDS.filter((path) => path.startsWith('optimizer.')).toSorted()).toEqual(
      settings.map((name) => `optimizer.${name}`).toSorted(),
    );
  });

  it('sums up what is varied', () => {
    const varied = { ...having({ clipNorm: 2 }, [{ path: 'optimizer.kind', values: ['adam', 'sgd'] }]), labelSmoothing: 0.1 };
    expect(kindsOf(varied)).toEqual(['sgd', 'adam']);
    expect(optimizerSummary(varied)).toBe('SGD | Adam, momentum 0.9, no weight decay, clipped at 2, label smoothing 0.1');
  });
});
