import { describe, expect, it } from 'vitest';
import { filterNormalised, planeThrough, randomDirection } from '#core/probes/directions';
import { norm } from '#core/probes/vectors';
import { randomStream } from '#core/random';
import type { Evaluation } from '#core/series/evaluation';
import type { EngineEvent } from '#lab/ports/engines';
import { classData, job, model, run, trainHere } from '#test/engine/support/jobs';
import { ask, atStart, failureFrom, type Probed } from '#test/engine/support/probing';
import { NETWORKS } from '#test/engine/support/networks';

const first = { runId: 'run-0', at: 'end' } as const;
const second = { runId: 'run-1', at: 'end' } as const;

/** Two runs that were trained in one stack, with their last evaluations. */
async function pair(shape = model([2, 12, 3]), data = classData(260, 200)) {
  const theJob = job({ model: shape, updates: 60, evaluateAt: [60], keeps: { at: [], end: true }, runs: [run(0), run(1), run(2)] });
  const events: readonly EngineEvent[] = await trainHere(theJob, data);
  const kept = events.flatMap((event) => (event.kind === 'snapshot' ? event.runs : []));
  const evaluations = new Map<string, Evaluation>();
  for (const event of events) {
    if (event.kind === 'progress') for (const own of event.runs) for (const one of own.evaluations) evaluations.set(own.runId, one);
  }
  const probed = kept.map(({ runId, update, state }, replicate): Probed => {
    return atStart(shape, data, { runId, replicate, moments: [{ update, epoch: 1, state }] });
  });
  return { probed, evaluations: kept.map(({ runId }) => evaluations.get(runId)) };
}

const image = { channels: 2, height: 6, width: 5 };

describe('the line between two runs', () => {
  it.each([
    ['dense layers', model([2, 12, 3]), classData(260, 200)],
    ['every kind of layer', { ...model([60, 3]), image, layers: NETWORKS['everything at once'] }, classData(120, 100, 60)],
  ])('begins and ends in the evaluations of the runs, bit for bit: %s', async (_, shape, data) => {
    const { probed, evaluations } = await pair(shape, data);
    const { raw, distance } = await ask({ kind: 'interpolation', between: [first, second], points: 7 }, probed[0], probed[1]);
    expect(distance).toBeGreaterThan(0);
    for (const [position, evaluation] of [evaluations[0], evaluations[1]].entries()) {
      const at = raw.position.indexOf(position);
      expect([raw.trainLoss[at], raw.trainScore[at]]).toEqual([evaluation?.train.loss, evaluation?.train.score]);
      expect([raw.validationLoss[at], raw.validationScore[at]]).toEqual([evaluation?.validation?.loss, evaluation?.validation?.score]);
      expect([raw.testLoss[at], raw.testScore[at]]).toEqual([evaluation?.test?.loss, evaluation?.test?.score]);
    }
    expect(raw.position[0]).toBe(-1);
    expect(raw.position.at(-1)).toBe(2);
  });

  it('is also walked with every unit as long as its weights, from both ends', async () => {
    const { probed, evaluations } = await pair();
    const { normalised } = await ask({ kind: 'interpolation', between: [first, second], points: 5 }, probed[0], probed[1]);
    expect(normalised?.map((curve) => [...curve.position])).toEqual([
      [-1, -0.5, 0, 0.5, 1],
      [-1, -0.5, 0, 0.5, 1],
    ]);
    expect(normalised?.map((curve) => curve.trainLoss[2])).toEqual([evaluations[0]?.train.loss, evaluations[1]?.train.loss]);
    const without = await ask({ kind: 'interpolation', between: [first, second], points: 5, isNormalised: false }, probed[0], probed[1]);
    expect(without.normalised).toBeNull();
  });
});

describe('the plane through three runs', () => {
  it('shows each of them where it lies', async () => {
    const { probed } = await pair();
    const through = [first, second, { runId: 'run-2', at: 'end' }] as const;
    const found = await ask({ kind: 'plane', through: [...through], points: 5, margin: 0 }, probed[0], probed[1], probed[2]);
    expect(found.coordinates[0]).toEqual([0, 0]);
    expect(found.coordinates[1][1]).toBe(0);
    expect(found.losses.trainLoss).toHaveLength(25);
    const line = await ask({ kind: 'interpolation', between: [first, second], points: 3, isNormalised: false }, probed[0], probed[1]);
    // The first run is a corner of the grid, unless the third lies on its other side.
    const column = found.x.indexOf(0);
    expect(column).toBeGreaterThanOrEqual(0);
    expect(found.losses.trainLoss[column]).toBe(line.raw.trainLoss[line.raw.position.indexOf(0)]);
  });

  it('is refused in words where the three are on one line', async () => {
    const { probed } = await pair();
    const question = { kind: 'plane', through: [first, second, first] } as const;
    const failure = await failureFrom(ask({ ...question, through: [first, second, first] }, probed[0], probed[1], probed[0]));
    expect(failure).toMatchObject({ kind: 'conflict', problem: expect.stringContaining('no plane through them') as string });
  });

  it('has axes of length one at right angles, and the third point where it is', () => {
    const found = planeThrough([[0, 0, 0]], [[3, 0, 0]], [[1, 4, 0]]);
    expect(found?.axes.map((axis) => [...axis[0]])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(found?.coordinates).toEqual([
      [0, 0],
      [3, 0],
      [1, 4],
    ]);
    expect(planeThrough([[0, 0]], [[1, 1]], [[2, 2]])).toBeNull();
  });
});

describe('random directions', () => {
  it('go through the run itself, and are the same ones for every run', async () => {
    const { probed, evaluations } = await pair();
    const { curves } = await ask({ kind: 'slices', of: first, directions: 2, points: 3 }, probed[0]);
    expect(curves).toHaveLength(2);
    for (const { position, trainLoss, testLoss } of curves) {
      expect([...position]).toEqual([-1, 0, 1]);
      expect([trainLoss[1], testLoss[1]]).toEqual([evaluations[0]?.train.loss, evaluations[0]?.test?.loss]);
    }
    expect(curves[0].trainLoss[0]).not.toBe(curves[1].trainLoss[0]);
  });

  it('move every unit by as much as its weights are long, and no bias', () => {
    const shape = model([3, 4, 2]);
    const weights = randomDirection(shape, randomStream(1, 'probe', 1));
    const made = filterNormalised(shape, randomDirection(shape, randomStream(1, 'probe', 2)), weights);
    for (const [tensor, [inputs, units]] of [
      [3, 4],
      [4, 2],
    ].entries()) {
      for (let unit = 0; unit < units; unit++) {
        const column = (values: Float64Array): Float64Array =>
          Float64Array.from({ length: inputs }, (_, row) => values[row * units + unit]);
        expect(norm([column(made[tensor])])).toBeCloseTo(norm([column(weights[tensor])]), 12);
        expect(made[tensor][inputs * units + unit]).toBe(0);
      }
    }
  });
});
