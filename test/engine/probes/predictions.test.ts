import { describe, expect, it } from 'vitest';
import { calibrationOf, confusionOf } from '#core/probes/calibration';
import { scaledFeatures } from '#core/data/scaling';
import { unitsOf } from '#core/probes/units';
import { LabError } from '#core/failure';
import type { PredictionInspection } from '#lab/ports/inspector';
import { inspect } from '#engine/probes/inspect';
import { classData, job, model, run, trainHere, valueData } from '#test/engine/support/jobs';
import { atStart, failureFrom, type Probed, trained } from '#test/engine/support/probing';

const plain = [
  { scale: 1, shift: 0 },
  { scale: 1, shift: 0 },
] as const;

async function predict(probed: Probed, changes: Partial<PredictionInspection> = {}) {
  const question = { kind: 'predictions', split: 'test', bins: 5, samples: 4, map: 0, units: [], ...changes } as const;
  const finding = await inspect({ question, runs: [probed.run] }, () => undefined);
  if (finding.kind !== 'predictions') throw new Error('predictions were asked for');
  return finding;
}

describe('predictions', () => {
  it('have the loss and accuracy of the evaluation, and a confusion of all rows', async () => {
    const data = classData(400, 200);
    const theJob = job({ updates: 100, evaluateAt: [100], keeps: { at: [], end: true }, runs: [run(0)] });
    const events = await trainHere(theJob, data);
    const [state] = events.flatMap((event) => (event.kind === 'snapshot' ? event.runs : []));
    const evaluation = events.flatMap((event) => (event.kind === 'progress' ? event.runs : [])).flatMap((own) => own.evaluations)[0];
    const probed = atStart(model([2, 50, 3]), data, { moments: [{ update: 100, epoch: 16, state: state.state }] });
    const { loss, score, rows, classes, samples, update } = await predict(probed);
    expect([update, rows]).toEqual([100, 100]);
    expect(loss).toBeCloseTo(evaluation.test?.loss ?? NaN, 6);
    expect(score).toBe(evaluation.test?.score);
    expect(classes?.confusion.reduce((sum, count) => sum + count, 0)).toBe(100);
    const right = [0, 4, 8].reduce((sum, place) => sum + (classes?.confusion[place] ?? NaN), 0);
    expect(right / 100).toBe(score);
    expect(samples.worst).toHaveLength(4);
    const losses = samples.worst.map((sample) => sample.loss);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    for (const sample of [...samples.worst, ...samples.random]) expect(Math.exp(-sample.loss)).toBeCloseTo(sample.ownProbability, 6);
  });

  it('show the same random samples at every moment of a run', async () => {
    const data = classData(100, 50);
    const [early, late] = [atStart(model([2, 50, 3]), data), await trained(model([2, 50, 3]), data)];
    const rowsOf = async (probed: Probed): Promise<readonly number[]> => (await predict(probed)).samples.random.map(({ row }) => row);
    expect(await rowsOf(early)).toEqual(await rowsOf(late));
  });

  it('are drawn on a map in the units of the data', async () => {
    const data = classData(90, 60);
    const scaled = { ...data, table: { ...data.table, features: scaledFeatures(data.table, data.split.train, 'standardizePerFeature') } };
    const units = unitsOf(data.table, scaled.table);
    const { map } = await predict(await trained(model([2, 50, 3]), scaled), { split: 'train', map: 21, units });
    expect(map?.featureNames).toEqual(['x0', 'x1']);
    map?.points.x.forEach((value, row) => expect(value).toBeCloseTo(data.table.features[2 * data.split.train[row]], 5));
    expect(map?.answer).toHaveLength(21 * 21);
    expect(Math.min(...(map?.value ?? []))).toBeGreaterThan(1 / 3 - 1e-6);
    // The map says at a row what the network says of the row: rows far from borders share the answer of their nearest grid point.
    const nearest = (axis: Float64Array, value: number): number =>
      axis.reduce((best, at, index) => (Math.abs(at - value) < Math.abs(axis[best] - value) ? index : best), 0);
    const agreeing = Array.from(map?.points.label ?? [], (label, row) => {
      if (map === null) return false;
      const answer = map.answer[nearest(map.y, map.points.y[row]) * 21 + nearest(map.x, map.points.x[row])];
      return (answer === label) === (map.points.isRight[row] === 1);
    });
    expect(agreeing.filter(Boolean).length / agreeing.length).toBeGreaterThan(0.9);
  });

  it('of values are set beside the true ones', async () => {
    const probed = await trained(model([2, 1], 'meanSquaredError'), valueData(90, 60), { learningRate: 0.1 });
    const { classes, values, score, map } = await predict(probed, { map: 11, units: plain });
    expect(classes).toBeNull();
    expect(score).toBeGreaterThan(0.9);
    expect(values?.actual).toHaveLength(15);
    expect(map?.value).toHaveLength(121);
  });

  it('come with pictures where the features are pixels', async () => {
    const data = classData(40, 20, 4, 2);
    const image = { channels: 1, height: 2, width: 2 };
    const { samples } = await predict(atStart({ ...model([4, 2]), image }, { ...data, table: { ...data.table, image } }), { samples: 3 });
    expect(samples.images?.shape).toEqual(image);
    expect(samples.images?.pixels).toHaveLength(6 * 4);
  });

  it('of a split without rows are refused in words', async () => {
    const failure = await failureFrom(predict(atStart(model([2, 3]), classData(50, 50))));
    expect(failure && new LabError(failure).message).toBe('This experiment has no test samples to predict.');
  });
});

describe('calibration', () => {
  it('is the gap between how sure and how right answers are, bin by bin', () => {
    const { bins, error } = calibrationOf(Float64Array.of(0.55, 0.65, 0.95, 1), Uint8Array.of(1, 0, 1, 1), 2);
    expect(bins).toEqual([
      { from: 0, to: 0.5, count: 0, confidence: NaN, accuracy: NaN },
      { from: 0.5, to: 1, count: 4, confidence: (0.55 + 0.65 + 0.95 + 1) / 4, accuracy: 0.75 },
    ]);
    expect(error).toBeCloseTo(Math.abs(0.75 - 3.15 / 4), 12);
  });

  it('counts who was taken for whom', () => {
    const { confusion, accuracy, precision } = confusionOf([0, 0, 1, 1, 1], [0, 1, 1, 1, 1], 3);
    expect([...confusion]).toEqual([1, 1, 0, 0, 3, 0, 0, 0, 0]);
    expect([...accuracy]).toEqual([0.5, 1, NaN]);
    expect([...precision]).toEqual([1, 0.75, NaN]);
  });
});
