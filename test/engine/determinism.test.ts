/** The promise that matters most: the same run is the same to the last bit, whatever it is stacked with and however it is cut. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { OPTIMIZER_KINDS } from '#core/experiment/optimizers';
import type { RateSchedule } from '#core/schedule/learning-rate';
import { checkpoints, classData, job, model, run, stories, trainHere, valueData } from '#test/engine/support/jobs';
import type { TrainingJob } from '#lab/ports/engines';

const stack = (size: number, changes: Parameters<typeof run>[1] = {}) => Array.from({ length: size }, (_, index) => run(index, changes));

/** Expects that each run of `theJob` alone tells the same story as in the stack. */
async function expectSameAlone(theJob: TrainingJob, data: ReturnType<typeof classData>, alone: readonly number[]): Promise<void> {
  const together = stories(await trainHere(theJob, data));
  for (const index of alone) {
    const single = theJob.runs[index];
    const own = stories(await trainHere({ ...theJob, runs: [single] }, data)).get(single.runId);
    expect(own?.outcome?.weightHash).toMatch(/^[0-9a-f]{64}$/);
    expect(together.get(single.runId), `run ${String(index)} of ${String(theJob.runs.length)}`).toEqual(own);
  }
}

describe('a run in a stack', () => {
  const data = classData(600, 500);
  for (const batchSize of [1, 7, 32, 500]) {
    it(`is bit-identical to the run alone, batch ${String(batchSize)}`, async () => {
      for (const size of [2, 3, 5, 10, 16]) await expectSameAlone(job({ batchSize, runs: stack(size) }), data, [0, size - 1]);
    });
  }

  for (const activation of ['relu', 'tanh', 'sigmoid', 'linear'] as const) {
    it(`is bit-identical with ${activation} layers of odd sizes`, async () => {
      for (const batchSize of [1, 7, 32]) {
        const theJob = job({ model: model([2, 13, 7, 3], 'crossEntropy', activation), batchSize, runs: stack(5) });
        await expectSameAlone(theJob, data, [0, 2, 4]);
      }
    });
  }

  for (const classes of [2, 5, 10]) {
    it(`is bit-identical with ${String(classes)} classes and ${String(classes + 3)} features`, async () => {
      const wide = classData(300, 200, classes + 3, classes);
      for (const batchSize of [1, 7, 32]) {
        const theJob = job({ model: model([classes + 3, 31, classes]), batchSize, runs: stack(3) });
        await expectSameAlone(theJob, wide, [0, 1, 2]);
      }
    });
  }

  it('is bit-identical for values with mean squared error, Nesterov momentum and weight decay', async () => {
    const values = valueData(300, 200);
    for (const batchSize of [1, 7, 32, 200]) {
      const theJob = job({
        model: model([2, 20, 1], 'meanSquaredError', 'tanh'),
        batchSize,
        runs: stack(4, { nesterov: true, weightDecay: 0.01, learningRate: 0.01 }),
      });
      await expectSameAlone(theJob, values, [0, 1, 3]);
    }
  });

  it('is bit-identical when learning rate, momentum and weight decay differ in the stack', async () => {
    const runs = [
      run(0, { learningRate: 0.1, momentum: 0 }),
      run(1, { learningRate: 0.01, momentum: 0.9 }),
      run(2, { learningRate: 0.03, momentum: 0.5, weightDecay: 0.001 }),
    ];
    await expectSameAlone(job({ runs, updates: 200, evaluateAt: [0, 100, 200] }), data, [0, 1, 2]);
  });

  it('is bit-identical with large layers, which are laid out otherwise', async () => {
    for (const batchSize of [1, 32, 200]) {
      const theJob = job({ model: model([2, 256, 257, 3]), batchSize, runs: stack(2), updates: 6, evaluateAt: [0, 6] });
      await expectSameAlone(theJob, data, [0, 1]);
    }
  });

  it('is bit-identical whatever size of stacks was measured to be best', async () => {
    const whole = job({ runs: stack(7), updates: 60, evaluateAt: [0, 30, 60] });
    const expected = stories(await trainHere(whole, data));
    for (const mostStacked of [1, 2, 3, 7]) expect(stories(await trainHere({ ...whole, mostStacked }, data))).toEqual(expected);
  });

  it('is bit-identical for a network without hidden layers', async () => {
    await expectSameAlone(job({ model: model([2, 3]), runs: stack(3) }), data, [0, 1, 2]);
  });
});

describe('every optimizer', () => {
  const data = classData(220, 180);
  const schedule: RateSchedule = { warmUp: 10, course: { kind: 'polynomial', total: 60, end: 0, power: 1 } };
  for (const kind of OPTIMIZER_KINDS) {
    const changing = { kind, schedule, weightDecay: 0.01, clipNorm: 0.5 } as const;
    const runs = [run(0, changing), run(1, { kind, momentum: 0, learningRate: 0.01 }), run(2, { ...changing, learningRate: 0.1 })];
    const theJob = job({ runs, batchSize: 7, updates: 60, evaluateAt: [0, 26, 60] });

    it(`makes the same bits alone and in a stack: ${kind}`, async () => {
      for (const batchSize of [1, 7, 20]) await expectSameAlone({ ...theJob, batchSize }, data, [0, 1, 2]);
    });

    it(`makes the same bits in any blocks and after a resume: ${kind}`, async () => {
      const whole = stories(await trainHere(theJob, data, { blockLimit: () => 60 }));
      let next = 0;
      const before = await trainHere(theJob, data, { blockLimit: () => [1, 4, 2][next++ % 3], stopAfterBlocks: 11 });
      const saved = checkpoints(before);
      const resumed = runs.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
      const after = [
        ...(await trainHere({ ...theJob, runs: resumed.slice(0, 2) }, data)),
        ...(await trainHere({ ...theJob, runs: resumed.slice(2) }, data)),
      ];
      expect(stories([...before, ...after])).toEqual(whole);
    });
  }
});

describe('a run', () => {
  const data = classData(220, 180);
  const theJob = job({ runs: stack(3), batchSize: 7, updates: 60, evaluateAt: [0, 20, 26, 52, 60] });

  it('is the same however its updates are cut into blocks', async () => {
    const whole = stories(await trainHere(theJob, data));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }), async (lengths) => {
        let next = 0;
        const cut = stories(await trainHere(theJob, data, { blockLimit: () => lengths[next++ % lengths.length] }));
        expect(cut).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('goes on from a checkpoint at any update as if nothing had happened', async () => {
    const whole = stories(await trainHere(theJob, data));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 59 }), async (cut) => {
        const before = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: cut });
        expect(before.at(-1)).toEqual({ kind: 'ended', jobId: 'job', how: 'stopped' });
        const saved = checkpoints(before);
        const runs = theJob.runs.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
        expect(saved.get('run-0')?.update).toBe(cut);
        // A resumed run does not have to be in the stack that it came from.
        const after = [
          ...(await trainHere({ ...theJob, runs: runs.slice(0, 1) }, data)),
          ...(await trainHere({ ...theJob, runs: runs.slice(1) }, data)),
        ];
        expect(stories([...before, ...after])).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });
});
