/** Networks that leave the lab as ONNX files: ONNX Runtime alone, fed with data as it came, says what the lab says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '#core/data/generate';
import type { Table } from '#core/data/table';
import { type DataSource, sourceSchema } from '#core/experiment/spec';
import type { Moment } from '#core/probes/questions';
import { nodeProcess } from '#engine/process/node-process';
import { composeLab } from '#host/compose-lab';
import type { Lab } from '#lab/lab';
import { modesWith } from '#test/support/specs';

let directory: string;
let lab: Lab;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'batchlab-model-'));
  lab = composeLab({
    dataDirectory: directory,
    mode: 'write',
    engine: 'onnx-cpu',
    workers: 1,
    startProcess: nodeProcess(),
    resourcesDirectory: join(import.meta.dirname, '..', '..', 'resources'),
    appVersion: '0',
    holder: 'a test',
  });
});
afterAll(async () => {
  await lab.close();
  rmSync(directory, { recursive: true });
});

/** The id of the one run of a design that was trained. */
async function trainedRun(fields: Readonly<Record<string, unknown>>): Promise<string> {
  const spec = modesWith({
    factors: [],
    budget: { unit: 'epochs', amount: 3 },
    replicates: 1,
    record: { keepWeights: { epochs: [1], atEnd: true } },
    ...fields,
  });
  const { id } = await lab.handlers['experiments.start']({ spec });
  await new Promise<void>((resolve) => {
    const end = lab.subscribe('experiment', (changed) => {
      if (changed.id !== id || !['finished', 'failed', 'stopped'].includes(changed.state)) return;
      end();
      resolve();
    });
  });
  return `${id}.1.1`;
}

interface Model {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The output's rows for rows of raw features. */
  readonly answer: (rows: readonly Float32Array[]) => Promise<readonly (readonly number[])[]>;
}

async function exported(runId: string, at: Moment = 'end'): Promise<Model> {
  const { bytes } = await lab.handlers['runs.exportModel']({ runId, at });
  const session = await InferenceSession.create(bytes);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    answer: async (rows) => {
      const width = rows[0].length;
      const features = new Float32Array(rows.length * width);
      rows.forEach((row, index) => {
        features.set(row, index * width);
      });
      const { [session.outputNames[0]]: output } = await session.run({ features: new Tensor('float32', features, [rows.length, width]) });
      const [count, outputs] = output.dims;
      expect(count).toBe(rows.length);
      // Both outputs that a model can have are float32.
      return rows.map((_, row) => Array.from(output.data as Float32Array).slice(row * outputs, (row + 1) * outputs));
    },
  };
}

/** Compares the model with what the lab itself says of rows of the test part. */
async function expectSameAnswers(runId: string, model: Model, table: Pick<Table, 'features' | 'featureNames'>, at: Moment = 'end') {
  const report = await lab.handlers['runs.predictions']({ runId, at, split: 'test', bins: 5, samples: 50, map: 0 });
  const { random } = report.samples;
  const width = table.featureNames.length;
  const answers = await model.answer(random.map(({ row }) => table.features.slice(row * width, (row + 1) * width)));
  expect(random.length).toBeGreaterThan(20);
  random.forEach((sample, index) => {
    const said = answers[index];
    if (report.classes === null) expect(said[0]).toBeCloseTo(sample.predicted, 4);
    else {
      expect(said.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
      expect(said[sample.actual]).toBeCloseTo(sample.ownProbability, 5);
      expect(said[sample.predicted]).toBeCloseTo(sample.confidence, 5);
    }
  });
  return report;
}

const made = (source: object): { readonly source: DataSource; readonly table: Table } => {
  const parsed = sourceSchema.parse(source);
  if (parsed.kind === 'dataset') throw new Error('made data was asked for');
  return { source: parsed, table: generate(parsed) };
};

describe('a model file', () => {
  it('takes raw rows of scaled data and gives the probabilities of the classes', async () => {
    const { source, table } = made({ kind: 'blobs', samples: 200, classes: 3, features: 2, clusterStd: 2, seed: 2 });
    const runId = await trainedRun({ 'data.source': source, 'data.scaling': 'standardizePerFeature' });
    const model = await exported(runId);
    expect([model.inputs, model.outputs]).toEqual([['features'], ['probabilities']]);
    const report = await expectSameAnswers(runId, model, table);
    // Its accuracy on all rows is that of the evaluation.
    const { runs } = await lab.handlers['experiments.get']({ id: runId.split('.')[0] });
    expect(report.score).toBe(runs[0].final?.test?.score);
    const { fileName } = await lab.handlers['runs.exportModel']({ runId, at: 'end' });
    expect(fileName).toMatch(/\.1\.1-update-\d+\.onnx$/);
  });

  it('is that of the moment that is named', async () => {
    const { source, table } = made({ kind: 'blobs', samples: 200, classes: 3, features: 2, clusterStd: 2, seed: 2 });
    const runId = await trainedRun({ 'data.source': source, 'data.scaling': 'minMaxGlobal' });
    const kept = { update: 4 };
    const [early, late] = [await exported(runId, kept), await exported(runId)];
    await expectSameAnswers(runId, early, table, kept);
    const rows = [table.features.slice(0, 2)];
    expect(await early.answer(rows)).not.toEqual(await late.answer(rows));
    await expect(Promise.resolve().then(() => exported(runId, { update: 5 }))).rejects.toThrow(
      /^The weights of batch size \d+, seed 1 at update 5 were not kept\./,
    );
  });

  it('gives both probabilities of two classes with one output', async () => {
    const { source, table } = made({ kind: 'moons', samples: 200, noise: 0.2, seed: 1 });
    const runId = await trainedRun({ 'data.source': source, loss: 'binaryCrossEntropy' });
    await expectSameAnswers(runId, await exported(runId), table);
  });

  it('gives the values of a regression, also with a network without hidden layers', async () => {
    const { source, table } = made({ kind: 'linearRegression', samples: 200, features: 5, noise: 1, seed: 1 });
    const runId = await trainedRun({
      'data.source': source,
      'model.layers': [],
      loss: 'meanSquaredError',
      'optimizer.learningRate': 0.001,
    });
    const model = await exported(runId);
    expect(model.outputs).toEqual(['values']);
    await expectSameAnswers(runId, model, table);
  });

  it('takes pixels, holds convolutions and running statistics, and drops nothing', async () => {
    const { source, table } = made({ kind: 'digits', samples: 200, seed: 1 });
    const layers = [
      { kind: 'conv2d', filters: 4, kernel: 3, stride: 2, activation: 'relu' },
      { kind: 'batchNorm' },
      { kind: 'maxPool', size: 2 },
      { kind: 'flatten' },
      { kind: 'dense', units: 20, activation: 'tanh' },
      { kind: 'dropout', rate: 0.5 },
    ];
    const runId = await trainedRun({ 'data.source': source, 'model.layers': layers });
    await expectSameAnswers(runId, await exported(runId), table);
  });

  it('fills in missing values as the training rows did, before it scales', async () => {
    const cells = Array.from({ length: 120 }, (_, row) => [
      1e5 + ((row * 37) % 101),
      row % 7 === 3 ? NaN : ((row * 53) % 29) / 10,
      (row * 17) % 13,
    ]);
    const text = cells.map((values, row) =>
      [...values.map((value) => (Number.isNaN(value) ? '' : value)), row % 3 === 0 ? 'x' : 'y'].join(),
    );
    const bytes = Buffer.from(['a,b,c,kind', ...text].join('\n'));
    await lab.handlers['datasets.importFiles']({
      ...{ importId: 'import', name: 'Gaps', files: [{ name: 'gaps.csv', bytes }] },
      ...{ target: 'kind', task: 'classification', missing: 'mean' },
    });
    const runId = await trainedRun({ 'data.source': { kind: 'dataset', name: 'Gaps' }, 'data.scaling': 'standardizePerFeature' });
    await expectSameAnswers(runId, await exported(runId), { features: Float32Array.from(cells.flat()), featureNames: ['a', 'b', 'c'] });
  });
});
