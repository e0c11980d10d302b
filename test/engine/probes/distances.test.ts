import { describe, expect, it } from 'vitest';
import { stepsAdded, reachRule } from '#core/probes/reach';
import { optimizerDefaults } from '#core/experiment/optimizers';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import { meanGradient } from '#engine/probes/gradients';
import { subjectOf, weightsOf } from '#engine/probes/subject';
import { engineData } from '#engine/training/engine-data';
import { ExecutableCache } from '#engine/onnx/session';
import { classData, job, model, run, trainHere } from '#test/engine/support/jobs';
import { ask, atStart, trained } from '#test/engine/support/probing';

describe('distances', () => {
  it('from the start are those that evaluations record', async () => {
    const data = classData(220, 200);
    const theJob = job({ updates: 90, evaluateAt: [30, 60, 90], keeps: { at: [30, 60], end: true }, runs: [run(0)] });
    const events = await trainHere(theJob, data);
    const evaluations = events.flatMap((event) => (event.kind === 'progress' ? event.runs : [])).flatMap((own) => own.evaluations);
    const kept = events.flatMap((event) => (event.kind === 'snapshot' ? event.runs : []));
    expect(kept.map(({ update }) => update)).toEqual([30, 60, 90]);
    const moments = [{ update: 0, epoch: 0, state: null }, ...kept.map(({ update, state }) => ({ update, epoch: update / 7, state }))];
    const { runs, layers } = await ask({ kind: 'distances', runIds: ['run'] }, atStart(model([2, 50, 3]), data, { moments }));
    const { points } = runs[0];
    points.slice(1).forEach((point, index) => expect(point.total).toBeCloseTo(evaluations[index].weightDistance, 8));
    for (const point of points) expect(Math.hypot(...point.layers)).toBeCloseTo(point.total, 10);
    expect(layers).toEqual(['1: dense, 50 relu', 'Output']);
    expect(points[0]).toMatchObject({ total: 0, path: 0, gradientCosine: null });
    // No way is shorter than the straight one.
    for (const point of points) expect(point.path).toBeGreaterThanOrEqual(point.total - 1e-12);
  });

  it('between runs are symmetric, and zero from a run to itself', async () => {
    const data = classData(120, 100);
    const one = await trained(model([2, 8, 3]), data);
    const other = await trained(model([2, 8, 3]), data, {}, { runs: [run(1)] });
    const { between } = await ask({ kind: 'distances', runIds: ['a', 'b'] }, one, other);
    const [own, there, back, itself] = between.total;
    expect([own, itself]).toEqual([0, 0]);
    expect(there).toBe(back);
    expect(there).toBeGreaterThan(0);
    expect(Math.hypot(...between.layers.map((layer) => layer[1]))).toBeCloseTo(there, 10);
  });

  it('of one step of full-batch descent are learning rate times the gradient, which probes see as training does', async () => {
    const data = classData(60, 50);
    const probed = await trained(model([2, 6, 3]), data, { learningRate: 0.25 }, { batchSize: 50, updates: 1, evaluateAt: [1] });
    const subject = subjectOf(probed.run, engineData(data), new ExecutableCache());
    const [start, end] = probed.run.moments.map((moment) => weightsOf(probed.run, moment));
    const { gradients } = await meanGradient(subject, start, data.split.train);
    start.parameters.forEach((values, tensor) =>
      values.forEach((value, index) => expect(end.parameters[tensor][index]).toBeCloseTo(value - 0.25 * gradients[tensor][index], 6)),
    );
    const { runs } = await ask({ kind: 'distances', runIds: ['run'] }, probed);
    expect(runs[0].points[1].total).toBeCloseTo(0.25 * runs[0].points[0].gradientNorm, 6);
  });
});

describe('the reach of a run', () => {
  const settings = optimizerDefaults({ kind: 'sgd', learningRate: 0.1 });
  it('is the sum of its steps', () => {
    expect(stepsAdded(1, [2, 3], 0, settings, CONSTANT_RATE)).toBeCloseTo(1 + 0.1 * 5, 12);
    expect(stepsAdded(0, [2, 3], 0, { ...settings, momentum: 0.9 }, CONSTANT_RATE)).toBeCloseTo(5, 12);
    expect(stepsAdded(0, [2, 3], 0, { ...settings, clipNorm: 1 }, CONSTANT_RATE)).toBeCloseTo(0.2, 12);
  });

  it('is known for plain descent and heavy ball only', () => {
    expect(reachRule(settings)).toContain('learning rate x gradient norm');
    expect(reachRule({ ...settings, weightDecay: 0.1 })).toBeNull();
    expect(reachRule({ ...settings, kind: 'adam' })).toBeNull();
  });
});
