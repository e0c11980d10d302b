/** Experiments that vary their data, with the real engine: from the command line, killed and resumed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { failureOf } from '#core/failure';
import { openStore } from '#store/open-store';
import { SPEC } from '#test/cli/scripted-lab';
import { idx } from '#test/datasets/support/made-files';
import { batchlab, type Started, startInSteps } from '#test/cli/spawn-batchlab';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-data-factors-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));
const inFolder = (name: string): readonly string[] => ['--data-dir', join(folder, name), '--engine', 'onnx-cpu', '--workers', '1'];
const documentSchema = z.object({
  status: z.string(),
  conditions: z.array(z.object({ runs: z.array(z.object({ updates: z.number(), weightHash: z.string().nullable() })) })),
});
const endings = (text: string): readonly { readonly updates: number; readonly weightHash: string | null }[] =>
  documentSchema.parse(JSON.parse(text)).conditions.flatMap(({ runs }) => runs);

/** Four conditions of two data sets each of its own size and labels, long enough to be killed within. */
const VARIED = {
  ...SPEC,
  name: 'Varied data',
  data: { source: { ...SPEC.data.source, samples: 800 }, split: SPEC.data.split },
  model: { layers: [{ kind: 'dense', units: 50 }] },
  batch: { size: 4 },
  factors: [
    { path: 'data.trainingRows', values: [100, 'all'] },
    { path: 'data.labelNoise', values: [0, 0.3] },
    { path: 'data.scaling', values: ['none', 'standardizePerFeature'] },
  ],
  replicates: 1,
  budget: { unit: 'epochs', amount: 80 },
};

/**
 * Lets it go on, step by step, until one run is over and another one has begun. On a computer so busy that a run is over before it was seen to
 * begin, until half of all are over: the engine works on the next one, and the longer ones are still to come.
 */
async function untilSecondRun(dataDirectory: string, { child }: Started): Promise<string> {
  for (;;) {
    if (child.exitCode !== null) throw new Error('It ended before it could be killed.');
    child.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      const store = openStore(dataDirectory, { mode: 'read' });
      try {
        for (const { id } of store.listExperiments()) {
          const runs = store.runs(id);
          const over = runs.filter(({ status }) => status === 'finished').length;
          if (over > 0 && (over >= runs.length / 2 || runs.some(({ status }) => status === 'training'))) return id;
        }
      } finally {
        store.close();
      }
    } catch (error) {
      // Until the writer has made its file there is nothing to read.
      if (failureOf(error).kind !== 'unreadableFile') throw error;
    }
  }
}

test('a killed experiment on varied data ends, resumed, with the weights of an uninterrupted one', { timeout: 180_000 }, async () => {
  const path = join(folder, 'varied.json');
  writeFileSync(path, JSON.stringify(VARIED));
  const whole = await batchlab('run', path, '--json', '--quiet', ...inFolder('whole'));
  expect(whole).toMatchObject({ exitCode: 0, err: '' });
  const expected = endings(whole.out);
  expect(new Set(expected.map(({ weightHash }) => weightHash)).size).toBe(8);
  expect(expected.map(({ updates }) => updates)).toEqual([...Array<number>(4).fill(2000), ...Array<number>(4).fill(8000)]);

  const killing = startInSteps('run', path, ...inFolder('killed'));
  const id = await untilSecondRun(join(folder, 'killed'), killing);
  killing.child.kill('SIGKILL');
  expect((await killing.ended).exitCode).toBeNull();
  const resumed = await batchlab('resume', id, '--json', ...inFolder('killed'));
  expect(resumed.exitCode).toBe(0);
  expect(endings(resumed.out)).toEqual(expected);
});

test(
  'data with a training and a test part of its own is imported, told of, and trained on as it is divided',
  { timeout: 60_000 },
  async () => {
    const pixels = (count: number): number[] => Array.from({ length: count * 4 }, (_, at) => (at * 37) % 256);
    const labels = (count: number): number[] => Array.from({ length: count }, (_, at) => at % 2);
    const files = {
      'train-images-idx3-ubyte': idx([30, 2, 2], pixels(30)),
      'train-labels-idx1-ubyte': idx([30], labels(30)),
      't10k-images-idx3-ubyte': idx([10, 2, 2], pixels(10)),
      't10k-labels-idx1-ubyte': idx([10], labels(10)),
    };
    const paths = Object.entries(files).map(([name, bytes]) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const imported = await batchlab('data', 'import', ...paths, '--name', 'pairs', ...inFolder('own'));
    expect(imported.out).toContain('It has 30 training rows and 10 test rows of its own');
    const path = join(folder, 'own.json');
    const data = { source: { kind: 'dataset', name: 'pairs' }, split: { use: 'file', train: 0.8, validation: 0.2, test: 1 } };
    writeFileSync(path, JSON.stringify({ ...SPEC, data, factors: [], batch: { size: 'full' } }));
    const ran = await batchlab('run', path, '--json', '--quiet', ...inFolder('own'));
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    const store = openStore(join(folder, 'own'), { mode: 'read' });
    try {
      const [{ id }] = store.listExperiments();
      expect(store.experiment(id)?.conditions).toMatchObject([{ batchSize: 24, isFullBatch: true, data: { trainingRows: 24 } }]);
    } finally {
      store.close();
    }
  },
);
