import { describe, expect, it } from 'vitest';
import { optimizerDefaults, type OptimizerSettings } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { type ProbedModel, probeProblem, probeSeconds } from '#core/probes/cost';
import { type ProbeQuestionInput, questionSchema } from '#core/probes/questions';

const dense: ModelShape = {
  inputs: 784,
  layers: [{ kind: 'dense', units: 256, activation: 'relu' }],
  outputs: 10,
  initializer: 'heUniform',
  loss: 'crossEntropy',
};
const linear: ModelShape = { ...dense, layers: [] };
const normed: ModelShape = { ...dense, layers: [{ kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5, ghostSize: null }] };

function probed(changes: Partial<Omit<ProbedModel, 'optimizer'>> & { readonly optimizer?: Partial<OptimizerSettings> } = {}): ProbedModel {
  const { optimizer, ...rest } = changes;
  return {
    name: 'batch size 32, seed 1',
    model: dense,
    trainingRows: 4000,
    heldOutRows: 1000,
    moments: 2,
    data: 'digits',
    ...rest,
    optimizer: { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.1 }), ...optimizer },
  };
}

const of = { runId: 'a' };
const problem = (question: ProbeQuestionInput, ...models: readonly ProbedModel[]): string | null =>
  probeProblem(questionSchema.parse(question), models);
const seconds = (question: ProbeQuestionInput, ...models: readonly ProbedModel[]): number =>
  probeSeconds(questionSchema.parse(question), models);

describe('what a probe would cost', () => {
  it('grows with trials, rows, points and weights', () => {
    const few = { kind: 'gradient' as const, of, batchSizes: [64] };
    expect(seconds({ ...few, trials: 10_000 }, probed())).toBeGreaterThan(seconds({ ...few, trials: 10 }, probed()));
    // More rows than can be paired are looked at batch by batch, which costs more.
    expect(seconds(few, probed({ trainingRows: 60_000 }))).toBeGreaterThan(seconds(few, probed()));
    const large = { ...few, batchSizes: [1024] };
    expect(seconds(large, probed({ trainingRows: 60_000 }))).toBeGreaterThan(2 * seconds(large, probed()));
    const line = { kind: 'interpolation' as const, between: [of, of] as [typeof of, typeof of] };
    expect(seconds({ ...line, points: 400 }, probed())).toBeGreaterThan(3 * seconds({ ...line, points: 61 }, probed()));
    expect(seconds({ kind: 'sharpness', of }, probed())).toBeGreaterThan(seconds({ kind: 'sharpness', of, rows: 100 }, probed()));
    expect(seconds({ kind: 'plane', through: [of, of, of] }, probed())).toBeGreaterThan(1);
    expect(seconds({ kind: 'optimum', runIds: ['a'] }, probed({ model: linear }))).toBeGreaterThan(1);
    expect(seconds({ kind: 'distances', runIds: ['a'] }, probed())).toBeLessThan(10);
  });

  it('is that of a table of products where batches are drawn from few rows, and of every batch where they are drawn from many', () => {
    // 784-128-10 on 2,048 rows took 0.7 s of the processor, and 0.6 s on 6,000 rows with a fifth of the trials.
    const model: ModelShape = { ...dense, layers: [{ kind: 'dense', units: 128, activation: 'relu' }] };
    const few = seconds({ kind: 'noiseScale', of }, probed({ model, trainingRows: 2048 }));
    expect(few).toBeGreaterThan(0.7);
    expect(few).toBeLessThan(1.5);
    const many = (trials: number): number => seconds({ kind: 'noiseScale', of, trials }, probed({ model, trainingRows: 6000 }));
    expect(many(1000) - many(200)).toBeGreaterThan(3 * (many(200) - 0.5));
  });

  it('grows with the weights of a network wherever they are moved', () => {
    const wide: ModelShape = { ...dense, layers: [{ kind: 'dense', units: 1024, activation: 'relu' }] };
    const asked = { kind: 'slices' as const, of };
    const rows = { trainingRows: 10, heldOutRows: 0 };
    expect(seconds(asked, probed({ ...rows, model: wide }))).toBeGreaterThan(seconds(asked, probed({ ...rows })) + 1);
  });

  it('of hours is refused with what to ask less of', () => {
    const long = { kind: 'gradient' as const, of, trials: 100_000, batchSizes: [2000, 10_000] };
    expect(problem(long, probed({ trainingRows: 60_000 }))).toMatch(/about [\d,]+ hours\. Ask for fewer trials, points or rows\.$/);
    expect(problem({ ...long, trials: 1000 }, probed())).toBeNull();
  });
});

describe('a question that makes no sense', () => {
  it('is one of the curvature of all samples about batch normalisation, but not one of the gradients of batches', () => {
    expect(problem({ kind: 'sharpness', of }, probed({ model: normed }))).toContain('batch normalisation');
    for (const kind of ['slices', 'gradient', 'noiseScale'] as const) expect(problem({ kind, of }, probed({ model: normed }))).toBeNull();
  });

  it('is one about batches that batch normalisation refuses', () => {
    const ghosts = { ...normed, layers: [{ kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5, ghostSize: 32 }] } as const;
    expect(problem({ kind: 'gradient', of, batchSizes: [1] }, probed({ model: normed }))).toBe(
      'Batches of 1 have no gradient in the network of batch size 32, seed 1. Batch normalisation takes a variance over the batch, which needs at least 2 samples. Name larger batches.',
    );
    // Those that are too small are left out beside others.
    expect(problem({ kind: 'gradient', of, batchSizes: [1, 2] }, probed({ model: normed }))).toBeNull();
    expect(problem({ kind: 'gradient', of, batchSizes: [1, 2, 16] }, probed({ model: ghosts }))).toContain('ghost batches');
    expect(problem({ kind: 'noiseScale', of, smallBatch: 16 }, probed({ model: ghosts }))).toContain('32 samples');
    expect(problem({ kind: 'noiseScale', of, smallBatch: 32 }, probed({ model: ghosts }))).toBeNull();
    // The pixels of an image are values enough for a variance.
    const image = { channels: 1, height: 28, width: 28 };
    expect(problem({ kind: 'gradient', of, batchSizes: [1] }, probed({ model: { ...normed, image } }))).toBeNull();
  });

  it('is one about lines between different networks or data', () => {
    const between: [typeof of, { runId: string }] = [of, { runId: 'b' }];
    const line = { kind: 'interpolation' as const, between };
    expect(problem(line, probed(), probed({ name: 'batch size 64, seed 1' }))).toBeNull();
    expect(problem(line, probed(), probed({ name: 'batch size 64, seed 1', model: linear }))).toContain(
      'Batch size 32, seed 1 and batch size 64, seed 1 have different networks',
    );
    expect(problem(line, probed(), probed({ name: 'batch size 64, seed 1', data: 'other' }))).toContain('trained on different data');
    // Where a network starts makes it no other one.
    expect(problem(line, probed(), probed({ name: 'batch size 64, seed 1', model: { ...dense, initializer: 'glorotNormal' } }))).toBeNull();
  });

  it('is one about the optimum of what has none', () => {
    const optimum = { kind: 'optimum' as const, runIds: ['a'] };
    expect(problem(optimum, probed())).toContain('hidden layers');
    expect(problem(optimum, probed({ model: linear }))).toContain('no weight decay');
    expect(problem(optimum, probed({ model: linear, optimizer: { weightDecay: 0.01 } }))).toBeNull();
    expect(problem(optimum, probed({ model: linear, optimizer: { kind: 'adamW', weightDecay: 0.01 } }))).toContain(
      'decoupled weight decay',
    );
    expect(problem(optimum, probed({ model: { ...linear, loss: 'meanSquaredError', outputs: 1 } }))).toBeNull();
  });

  it('is one for batches larger than the rows', () => {
    expect(problem({ kind: 'gradient', of, batchSizes: [5000] }, probed())).toContain('larger than the 4,000 rows');
    expect(problem({ kind: 'noiseScale', of, smallBatch: 2, largeBatch: 9000 }, probed())).toContain('more samples than there are rows');
    expect(problem({ kind: 'noiseScale', of, smallBatch: 20, largeBatch: 2 }, probed())).toContain('must be smaller');
  });

  it.each([
    [{ kind: 'gradient', of, trials: 1e9 }, 'More than 100,000 trials'],
    [{ kind: 'gradient', of, trials: 1 }, 'At least two trials'],
    [{ kind: 'gradient', of, batchSizes: [] }, 'Name at least one batch size.'],
    [{ kind: 'gradient', of, batchSizes: [0] }, 'at least one sample'],
    [{ kind: 'plane', through: [of, of, of], points: 1000 }, 'At most 61 points'],
    [{ kind: 'interpolation', between: [of, of], from: 0.5 }, 'begin at the first run'],
  ])('is refused in a sentence where its numbers are wrong: %j', (question, sentence) => {
    const parsed = questionSchema.safeParse(question);
    expect(parsed.error?.issues.map(({ message }) => message).join(' ')).toContain(sentence);
  });
});
