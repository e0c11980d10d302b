import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentFile } from '#core/experiment/spec';
import { LabError } from '#core/failure';
import { resultSchema } from '#core/probes/result-schema';
import type { ProbeActivity, ProbeRecord } from '#contract/probes';
import { nodeProcess } from '#engine/process/node-process';
import { composeLab } from '#host/compose-lab';
import type { Lab } from '#lab/lab';
import { modesWith } from '#test/support/specs';

let directory: string;
let lab: Lab;
/** A trained experiment with batch sizes 10 and 50, two seeds each, weights kept after an epoch and at the end. */
let trained: string;

const open = (): Lab =>
  composeLab({
    dataDirectory: directory,
    mode: 'write',
    engine: 'onnx-cpu',
    workers: 1,
    startProcess: nodeProcess(),
    resourcesDirectory: join(import.meta.dirname, '..', '..', 'resources'),
    appVersion: '0',
    holder: 'a test',
  });

const design = (fields: Readonly<Record<string, unknown>> = {}): unknown =>
  modesWith({
    'data.source.samples': 200,
    factors: [{ path: 'batch.size', values: [10, 50] }],
    budget: { unit: 'epochs', amount: 4 } satisfies ExperimentFile['budget'],
    replicates: 2,
    record: { keepWeights: { epochs: [1], atEnd: true } },
    ...fields,
  });

/** Trains to the end of the experiment and of what its design asks. */
async function train(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await lab.handlers['experiments.start']({ spec: design(fields) });
  await new Promise<void>((resolve) => {
    const end = lab.subscribe('experiment', (changed) => {
      if (changed.id !== id || !['finished', 'failed', 'stopped'].includes(changed.state)) return;
      end();
      resolve();
    });
  });
  return id;
}

async function sentence(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
}

/** Also what is thrown at once becomes a rejection. */
async function run(
  question: Parameters<Lab['handlers']['probes.run']>[0]['question'],
  id = `probe ${String(++probes)}`,
): Promise<ProbeRecord> {
  return lab.handlers['probes.run']({ id, question });
}
let probes = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchlab-probes-'));
  lab = open();
  trained = await train();
}, 60_000);
afterAll(async () => {
  await lab.close();
  rmSync(directory, { recursive: true });
});

describe('the lab', () => {
  it('says at which moments the weights of a run are known', async () => {
    const [moments] = await lab.handlers['probes.moments']({ runIds: [`${trained}.1.1`] });
    expect(moments).toEqual({
      runId: `${trained}.1.1`,
      moments: [
        { at: 'start', update: 0, epoch: 0 },
        { at: { update: 10 }, update: 10, epoch: 1 },
        { at: 'end', update: 40, epoch: 4 },
      ],
      problem: null,
    });
  });

  it('answers a question, tells how far it is, and keeps the answer with the run', async () => {
    const told: ProbeActivity[] = [];
    const end = lab.subscribe('probe', (activity) => told.push(activity));
    const question = { kind: 'gradient', of: { runId: `${trained}.1.1` }, trials: 50, batchSizes: [1, 10, 100] } as const;
    const record = await run({ ...question, batchSizes: [1, 10, 100] }, 'first');
    end();
    expect(record.result.kind).toBe('gradient');
    expect(record.runIds).toEqual([`${trained}.1.1`]);
    expect(told.map(({ state }) => state)).toEqual(expect.arrayContaining(['waiting', 'running', 'done']));
    expect(await lab.handlers['probes.get']({ id: 'first' })).toEqual(record);
    const { result, ...summary } = record;
    expect(result).toBeDefined();
    expect(await lab.handlers['probes.list']({ experimentId: trained })).toEqual([summary]);
    expect(await lab.handlers['probes.active']({})).toEqual([]);
    await lab.handlers['probes.forget']({ id: 'first' });
    expect(await sentence(Promise.resolve().then(() => lab.handlers['probes.get']({ id: 'first' })))).toBe('There is no probe "first".');
  });

  it('sends answers to another lab in a study file, where they are about the same runs', async () => {
    const [a, b] = [{ runId: `${trained}.1.1` }, { runId: `${trained}.2.1` }];
    await run({ kind: 'interpolation', between: [a, b], points: 5 }, 'sent');
    const file = await lab.handlers['studies.export']({ ids: [trained] });
    const { ids } = await lab.handlers['studies.import'](file);
    expect(ids).not.toEqual([trained]);
    const [sent] = await lab.handlers['probes.list']({ experimentId: ids[0] });
    expect(sent).toMatchObject({ kind: 'interpolation', runIds: [`${ids[0]}.1.1`, `${ids[0]}.2.1`] });
    const mine = (await lab.handlers['probes.get']({ id: 'sent' })).result;
    const theirs = (await lab.handlers['probes.get']({ id: sent.id })).result;
    if (mine.kind !== 'interpolation' || theirs.kind !== 'interpolation') throw new Error('as asked for');
    expect({ ...theirs, ends: mine.ends }).toEqual(mine);
    expect(theirs.ends.map(({ runId }) => runId)).toEqual([`${ids[0]}.1.1`, `${ids[0]}.2.1`]);
    await lab.handlers['probes.forget']({ id: 'sent' });
  });

  it('answers every kind of question', async () => {
    const [a, b, c] = ['1.1', '1.2', '2.1'].map((name) => ({ runId: `${trained}.${name}` }));
    const noise = await run({ kind: 'noiseScale', of: { ...a, at: 'start' }, smallBatch: 4, largeBatch: 50, trials: 100 });
    const sharpness = await run({ kind: 'sharpness', of: { ...a, at: { update: 10 } }, boxSizes: [1e-3] });
    const slices = await run({ kind: 'slices', of: a, directions: 1, points: 5 });
    const distances = await run({ kind: 'distances', runIds: [a.runId, b.runId, c.runId] });
    const line = await run({ kind: 'interpolation', between: [a, c], points: 5 });
    const plane = await run({ kind: 'plane', through: [a, b, c], points: 4 });
    expect([noise, sharpness, slices, distances, line, plane].map(({ result }) => result.kind)).toEqual([
      'noiseScale',
      'sharpness',
      'slices',
      'distances',
      'interpolation',
      'plane',
    ]);
    if (distances.result.kind !== 'distances' || sharpness.result.kind !== 'sharpness') throw new Error('as asked for');
    expect(sharpness.result.update).toBe(10);
    // Runs come no further than the sum of their steps.
    for (const { points, reach } of distances.result.runs) {
      expect(reach?.rule).toContain('momentum');
      expect(reach?.radius.at(-1)).toBeGreaterThan(points.at(-1)?.total ?? Infinity);
    }
    const gradient = await run({ kind: 'gradient', of: a, trials: 20, batchSizes: [1, 10] });
    for (const { result } of [noise, sharpness, slices, distances, line, plane, gradient])
      expect(resultSchema.parse(result)).toEqual(result);
    const detail = await lab.handlers['experiments.get']({ id: trained });
    const finals = detail.runs.map(({ final }) => final?.weightDistance);
    distances.result.runs.forEach(({ points }, index) => expect(points.at(-1)?.total).toBeCloseTo(finals[[0, 1, 2][index]] ?? NaN, 8));
  });

  it('says of the line between two runs what their own evaluations say', async () => {
    const record = await run({ kind: 'interpolation', between: [{ runId: `${trained}.1.1` }, { runId: `${trained}.2.1` }], points: 4 });
    if (record.result.kind !== 'interpolation') throw new Error('as asked for');
    const { raw } = record.result;
    const { runs } = await lab.handlers['experiments.get']({ id: trained });
    for (const [position, runId] of [`${trained}.1.1`, `${trained}.2.1`].entries()) {
      const final = runs.find(({ id }) => id === runId)?.final;
      const at = raw.position.indexOf(position);
      expect([raw.trainLoss[at], raw.testLoss[at], raw.testScore[at]]).toEqual([final?.train.loss, final?.test?.loss, final?.test?.score]);
    }
  });

  it('shows what a network predicts', async () => {
    const report = await lab.handlers['runs.predictions']({
      runId: `${trained}.1.1`,
      at: 'latest',
      split: 'test',
      bins: 10,
      samples: 3,
      map: 9,
    });
    const { runs } = await lab.handlers['experiments.get']({ id: trained });
    expect(report.score).toBe(runs[0].final?.test?.score);
    expect(report.map?.value).toHaveLength(81);
    expect(report.update).toBe(40);
  });

  it('looks at the last saved weights of a run that trains', async () => {
    const record = { evaluateEvery: { unit: 'epochs', amount: 1000 } };
    const spec = design({ 'budget.amount': 1_000_000, factors: [], replicates: 1, record });
    const { id } = await lab.handlers['experiments.start']({ spec });
    const runId = `${id}.1.1`;
    const latest = async () => (await lab.handlers['probes.moments']({ runIds: [runId] }))[0].moments.find(({ at }) => at === 'latest');
    await expect.poll(latest, { timeout: 20_000 }).toBeDefined();
    const report = await lab.handlers['runs.predictions']({ runId, at: 'latest', split: 'test', bins: 10, samples: 1, map: 0 });
    expect(report.update).toBeGreaterThan(0);
    expect((await run({ kind: 'sharpness', of: { runId, at: 'latest' }, boxSizes: [] })).result).toMatchObject({ runId });
    expect(await sentence(run({ kind: 'sharpness', of: { runId } }))).toContain('has not ended');
    await lab.handlers['experiments.stop']({ id });
  }, 30_000);

  it('tells what a question would take, and cancels one at once', async () => {
    const question = { kind: 'gradient' as const, of: { runId: `${trained}.1.1` }, trials: 100_000 };
    const estimate = await lab.handlers['probes.estimate']({ question });
    expect(estimate.problem).toBeNull();
    expect(estimate.seconds).toBeGreaterThan(1);
    const asked = run(question, 'long');
    await new Promise<void>((resolve) => {
      const end = lab.subscribe('probe', ({ id, state }) => {
        if (id !== 'long' || state !== 'running') return;
        end();
        resolve();
      });
    });
    await lab.handlers['probes.cancel']({ id: 'long' });
    expect(await sentence(asked)).toBe('It was cancelled. Nothing was changed.');
    // The next one is answered again.
    expect((await run({ kind: 'distances', runIds: [`${trained}.1.1`] })).kind).toBe('distances');
  });

  it('asks by itself what a design asks, at every kept moment', async () => {
    const done = new Promise<void>((resolve) => {
      let ended = 0;
      const end = lab.subscribe('probe', ({ state }) => {
        if (state === 'done' && ++ended === 5) {
          end();
          resolve();
        }
      });
    });
    const id = await train({
      'record.probes': [{ kind: 'noiseScale', smallBatch: 2, largeBatch: 20, trials: 20 }, { kind: 'distances' }],
      factors: [],
    });
    await done;
    const found = await lab.handlers['probes.list']({ experimentId: id });
    // Two seeds, each after an epoch and at the end; distances of both seeds together.
    expect(found.map(({ kind }) => kind).sort()).toEqual(['distances', ...new Array<string>(4).fill('noiseScale')]);
    expect(found.find(({ kind }) => kind === 'distances')?.runIds).toEqual([`${id}.1.1`, `${id}.1.2`]);
  });
});

describe('a run with batch normalisation', () => {
  it('is asked about the gradients of its batches, and the answer is kept with what it cannot hold', async () => {
    const id = await train({
      'model.layers': [{ kind: 'dense', units: 5, activation: 'relu' }, { kind: 'batchNorm' }],
      factors: [],
      replicates: 1,
    });
    const of = { runId: `${id}.1.1` };
    const { id: probeId } = await run({ kind: 'gradient', of, trials: 20, withReplacement: true });
    const { result, question } = await lab.handlers['probes.get']({ id: probeId });
    expect(question).toMatchObject({ withReplacement: true });
    expect(result).toMatchObject({ kind: 'gradient', withReplacement: true, agreement: null });
    if (result.kind !== 'gradient') throw new Error('a gradient was asked for');
    expect(result.parts[0].points.map(({ batchSize, theory }) => [batchSize, theory])).toEqual(
      [2, 4, 8, 16, 32, 64].map((size) => [size, null]),
    );
    expect(result.notes?.at(-1)).toContain('Left out: batches of 1.');
    const scale = await run({ kind: 'noiseScale', of, smallBatch: 4, largeBatch: 32, trials: 20 });
    expect(scale.result).toMatchObject({ kind: 'noiseScale', exact: [] });
    expect(await sentence(run({ kind: 'gradient', of, batchSizes: [1] }))).toContain(
      'which needs at least 2 samples. Name larger batches.',
    );
    expect(await sentence(run({ kind: 'sharpness', of }))).toContain('has batch normalisation');
  });
});

describe('a question that cannot be answered', () => {
  const gradient = { kind: 'gradient' as const, of: { runId: 'x' } };
  it('for its numbers is refused in a sentence', async () => {
    const of = { runId: `${trained}.1.1` };
    expect(await sentence(run({ ...gradient, of, trials: 1e9 }))).toBe(
      'More than 100,000 trials tell nothing that 100,000 do not. Ask for fewer.',
    );
    expect(await sentence(run({ ...gradient, of, batchSizes: [1000] }))).toContain('larger than the 100 rows');
    expect(await sentence(run({ kind: 'noiseScale', of, smallBatch: 8, largeBatch: 8 }))).toBe(
      'The small batch must be smaller than the large one.',
    );
    const { problem } = await lab.handlers['probes.estimate']({ question: { ...gradient, of, trials: 1e9 } });
    expect(problem).toContain('100,000 trials');
  });

  it('for there is no such run is refused in a sentence', async () => {
    expect(await sentence(run(gradient))).toBe('There is no run "x".');
  });

  it('for weights that were not kept is refused in a sentence', async () => {
    const id = await train({ 'record.keepWeights': { epochs: [], atEnd: false }, factors: [], replicates: 1 });
    const runId = `${id}.1.1`;
    expect(await sentence(run({ ...gradient, of: { runId } }))).toContain('The weights of batch size 32, seed 1 at its end were not kept.');
    expect(await sentence(run({ ...gradient, of: { runId, at: { update: 3 } } }))).toContain('Only those at its start are known.');
    const predicted = lab.handlers['runs.predictions']({ runId, at: 'end', split: 'test', bins: 10, samples: 1, map: 0 });
    expect(await sentence(Promise.resolve(predicted))).toContain('were not kept');
    // Its start is known from its seed.
    expect((await run({ ...gradient, of: { runId, at: 'start' }, trials: 10 })).kind).toBe('gradient');
  });

  it('about the end of a diverged run is refused in a sentence', async () => {
    const id = await train({
      'optimizer.learningRate': 1000,
      'optimizer.momentum': 0.9,
      loss: 'crossEntropy',
      factors: [],
      replicates: 1,
      'budget.amount': 100,
    });
    const { runs } = await lab.handlers['experiments.get']({ id });
    expect(runs[0].status).toBe('diverged');
    expect(await sentence(run({ ...gradient, of: { runId: runs[0].id } }))).toContain('Batch size 32, seed 1 diverged at update');
    // A screen shows one run, which it calls by its seed.
    const predicted = lab.handlers['runs.predictions']({ runId: runs[0].id, at: 'end', split: 'train', bins: 10, samples: 1, map: 0 });
    expect(await sentence(Promise.resolve(predicted))).toMatch(/^Seed 1 diverged at update/);
    expect(await sentence(run({ kind: 'interpolation', between: [{ runId: runs[0].id }, { runId: `${trained}.1.1` }] }))).toContain(
      'diverged',
    );
  });

  it('about runs of different networks is refused in a sentence', async () => {
    const id = await train({ 'model.layers': [{ kind: 'dense', units: 5, activation: 'relu' }], factors: [], replicates: 1 });
    const problem = await sentence(run({ kind: 'interpolation', between: [{ runId: `${trained}.1.1` }, { runId: `${id}.1.1` }] }));
    expect(problem).toContain('have different networks');
    expect(await sentence(run({ kind: 'optimum', runIds: [`${trained}.1.1`] }))).toContain('has hidden layers');
  });
});
