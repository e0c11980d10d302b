import { describe, expect, it } from 'vitest';
import { summed } from '#core/probes/gradient';
import { fitLine } from '#core/stats/line-fit';
import { ExecutableCache } from '#engine/onnx/session';
import { tableOfBatches, tableOfPairs } from '#engine/probes/gradient-table';
import { subjectOf, weightsOf } from '#engine/probes/subject';
import { engineData } from '#engine/training/engine-data';
import { classData, model, valueData } from '#test/engine/support/jobs';
import { ask, atStart, trained } from '#test/engine/support/probing';

const of = { runId: 'run', at: 'end' } as const;
const silently = (): Promise<void> => Promise.resolve();

describe('the gradient probe', () => {
  it('finds mean squared norms within 5 % of the theory for batches of 8 and more, early and late', async () => {
    const data = classData(420, 400);
    for (const probed of [atStart(model([2, 50, 3]), data), await trained(model([2, 50, 3]), data)]) {
      const { parts } = await ask({ kind: 'gradient', of, batchSizes: [8, 16, 32, 64, 128, 400] }, probed);
      for (const { batchSize, squaredNorm, theory } of parts[0].points) {
        expect(Math.abs(squaredNorm.mean / (theory ?? NaN) - 1), `batch ${String(batchSize)}`).toBeLessThan(0.05);
      }
      // All rows at once leave nothing to chance.
      const last = parts[0].points[5];
      expect(last.squaredNorm.sd).toBeLessThan(1e-5 * last.squaredNorm.mean);
      expect(last.squaredNorm.mean / (parts[0].fullSquaredNorm ?? NaN)).toBeCloseTo(1, 4);
    }
  });

  it('finds them within 5 % of its theory with replacement too, up to the batch of all rows', async () => {
    const probed = await trained(model([2, 50, 3]), classData(420, 400));
    const { parts, withReplacement } = await ask(
      { kind: 'gradient', of, batchSizes: [8, 32, 128, 400], withReplacement: true, trials: 4000 },
      probed,
    );
    expect(withReplacement).toBe(true);
    const [{ fullSquaredNorm, trace, points }] = parts;
    for (const { batchSize, squaredNorm, theory } of points) {
      expect(theory).toBeCloseTo((fullSquaredNorm ?? NaN) + (trace ?? NaN) / batchSize, 10);
      expect(Math.abs(squaredNorm.mean / (theory ?? NaN) - 1), `batch ${String(batchSize)}`).toBeLessThan(0.05);
    }
    // A batch as large as the data is chance still.
    expect(points[3].squaredNorm.sd).toBeGreaterThan(0.01 * points[3].squaredNorm.mean);
  });

  it('finds the squared norm of summed gradients linear in the batch size once a network is trained', async () => {
    const probed = await trained(model([2, 50, 3]), classData(420, 400), { momentum: 0.9 }, { updates: 600 });
    const batchSizes = Array.from({ length: 16 }, (_, index) => 1 + Math.round((index * 63) / 15));
    const { parts } = await ask({ kind: 'gradient', of, batchSizes }, probed);
    expect(parts[0].sumFit?.rSquared).toBeGreaterThan(0.98);
    // The slope is close to tr(S), which the chart says of it.
    expect((parts[0].sumFit?.slope.value ?? 0) / (parts[0].trace ?? NaN)).toBeGreaterThan(0.7);
    expect((parts[0].sumFit?.slope.value ?? 0) / (parts[0].trace ?? NaN)).toBeLessThan(1.3);
    const [first] = parts[0].points;
    expect(summed(first)).toEqual(first);
    const last = parts[0].points[15];
    expect(summed(last).norm.mean).toBeCloseTo(64 * last.norm.mean, 10);
  });

  it('adds its layers up to the whole', async () => {
    const { parts } = await ask({ kind: 'gradient', of, trials: 50 }, atStart(model([3, 6, 5, 2]), classData(60, 50, 3, 2)));
    const [whole, ...layers] = parts;
    expect(layers.map(({ name }) => name)).toEqual(['1: dense, 6 relu', '2: dense, 5 relu', 'Output']);
    expect(layers.reduce((sum, { trace }) => sum + (trace ?? NaN), 0)).toBeCloseTo(whole.trace ?? NaN, 8);
    expect(whole.points.map(({ batchSize }) => batchSize)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(fitLine([1, 2], [1, 2])?.slope.value).toBe(1);
  });

  it('finds gradients that all point the same way to agree, and those of one class more than those of two', async () => {
    const probed = atStart(model([2, 8, 3]), classData(320, 300));
    const { agreement } = await ask({ kind: 'gradient', of, trials: 100, batchSizes: [1, 10, 300] }, probed);
    expect(agreement?.points[0].ratio.mean).toBeCloseTo(1, 5);
    expect(agreement?.points[1].ratio.mean).toBeLessThan(1);
    expect(agreement?.points[2].ratio.mean).toBeLessThan(agreement?.points[1].ratio.mean ?? NaN);
    expect(agreement?.cosines.within?.mean).toBeGreaterThan(agreement?.cosines.between?.mean ?? 1);
    const values = await ask(
      { kind: 'gradient', of, trials: 20, batchSizes: [4] },
      atStart(model([2, 1], 'meanSquaredError'), valueData(60, 50)),
    );
    expect(values.agreement?.cosines.within).toBeNull();
  });

  it('is the same for the same question', async () => {
    const probed = atStart(model([2, 5, 3]), classData(60, 50));
    const question = { kind: 'gradient' as const, of, trials: 30, batchSizes: [3, 9] };
    expect(await ask(question, probed)).toEqual(await ask(question, probed));
  });
});

describe('the two ways to find gradient norms', () => {
  const convolutional = {
    ...model([60, 2]),
    image: { channels: 1, height: 6, width: 10 },
    layers: [
      { kind: 'conv2d', filters: 3, kernel: 3, stride: 1, padding: 'valid', activation: 'tanh' },
      { kind: 'dense', units: 4, activation: 'relu' },
    ],
  } as const;
  it.each([
    ['dense layers', model([4, 7, 5, 3]), classData(70, 60, 4, 3)],
    ['no hidden layers', model([4, 3]), classData(70, 60, 4, 3)],
    ['a value to predict', model([4, 6, 1], 'meanSquaredError', 'tanh'), valueData(70, 60, 4)],
    ['a convolution', convolutional, classData(50, 40, 60, 2)],
  ])('agree for %s', async (_, shape, data) => {
    const { run } = atStart(shape, data);
    const subject = subjectOf(run, engineData(data), new ExecutableCache());
    const weights = weightsOf(run, run.moments[0]);
    for (const withReplacement of [false, true]) {
      const question = { rows: data.split.train, sizes: [1, 3, 20], trials: 20, seed: 3, withReplacement, pairedRows: 12 };
      const pairs = await tableOfPairs(subject, weights, question, silently);
      const batches = await tableOfBatches(subject, weights, question, silently);
      const flat = ({ batches: all, single }: typeof pairs): number[] => [
        ...all.flatMap((tensors) => tensors.flatMap((one) => [...one])),
        ...(single?.squares ?? []).flatMap(({ full, samples }) => [full, ...samples]),
        ...(single?.products ?? []),
      ];
      const [some, others] = [flat(pairs), flat(batches)];
      const scale = Math.max(...some);
      some.forEach((value, index) => expect(Math.abs(value - others[index])).toBeLessThan(1e-5 * scale));
      expect(some).toHaveLength(others.length);
      expect(pairs.single).not.toBeNull();
    }
  });
});

describe('the noise scale', () => {
  it('is estimated from pairs of batches within 15 % of the exact one', async () => {
    const probed = await trained(model([2, 50, 3]), classData(520, 500));
    const { exact, estimate } = await ask({ kind: 'noiseScale', of, smallBatch: 8, largeBatch: 128, trials: 4000 }, probed);
    expect(Math.abs(estimate.noiseScale / exact[0].noiseScale - 1)).toBeLessThan(0.15);
    expect(estimate.low).toBeLessThan(exact[0].noiseScale);
    expect(estimate.high).toBeGreaterThan(exact[0].noiseScale);
    expect(exact.map(({ name }) => name)).toEqual(['All layers', '1: dense, 50 relu', 'Output']);
  });

  it('is estimated within 15 % from pairs of batches drawn with replacement', async () => {
    const probed = await trained(model([2, 50, 3]), classData(520, 500));
    const question = { kind: 'noiseScale', of, smallBatch: 8, largeBatch: 128, trials: 4000, withReplacement: true } as const;
    const { exact, estimate, withReplacement } = await ask(question, probed);
    expect(withReplacement).toBe(true);
    expect(Math.abs(estimate.noiseScale / exact[0].noiseScale - 1)).toBeLessThan(0.15);
  });
});

describe.runIf(process.env['BATCHLAB_SOAK'] !== undefined)('at full size', () => {
  it('a digits network has mean squared norms within 3 % of the theory, and its noise scale within 5 %', async () => {
    const data = classData(4100, 4000, 784, 10);
    const probed = await trained(model([784, 256, 10]), data, { learningRate: 0.01 }, { updates: 100 });
    const { parts } = await ask({ kind: 'gradient', of, batchSizes: [8, 64, 512, 1024] }, probed);
    for (const { squaredNorm, theory } of parts[0].points) expect(Math.abs(squaredNorm.mean / (theory ?? NaN) - 1)).toBeLessThan(0.03);
    const { exact, estimate } = await ask({ kind: 'noiseScale', of, smallBatch: 8, largeBatch: 1024, trials: 20_000 }, probed);
    expect(Math.abs(estimate.noiseScale / exact[0].noiseScale - 1)).toBeLessThan(0.05);
  }, 300_000);
});
