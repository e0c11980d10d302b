/** MNIST's own test images, where they lie beside the project: imported as they come, and learned to the mark that is usual for them. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { batchlab } from '#test/cli/spawn-batchlab';

const mnist = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'mnist-t10k');
const paths = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map((name) => join(mnist, name));
const folder = mkdtempSync(join(tmpdir(), 'batchlab-mnist-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));
const here = ['--data-dir', join(folder, 'lab'), '--engine', 'onnx-cpu', '--workers', '1'];
const documentSchema = z.object({
  status: z.string(),
  conditions: z.array(z.object({ runs: z.array(z.object({ final: z.object({ test: z.object({ accuracy: z.number() }) }) })) })),
});

test.skipIf(!paths.every((path) => existsSync(path)))('784-128-10 reaches 93 % of its test images', { timeout: 300_000 }, async () => {
  const imported = await batchlab('data', 'import', ...paths, '--name', 'mnist', ...here);
  expect(imported.out).toContain('Imported "mnist": 10000 rows, 784 features, target label (10 classes).');
  const spec = {
    format: 'batch-size-lab/experiment',
    version: 1,
    name: 'MNIST',
    data: { source: { kind: 'dataset', name: 'mnist' }, split: { train: 0.8, validation: 0, test: 0.2 } },
    model: { layers: [{ kind: 'dense', units: 128 }] },
    loss: 'crossEntropy',
    optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
    batch: { size: 32 },
    budget: { unit: 'epochs', amount: 5 },
    replicates: 1,
    seed: 1,
    record: { evaluateEvery: { unit: 'epochs', amount: 5 } },
  };
  const file = join(folder, 'mnist.json');
  writeFileSync(file, JSON.stringify(spec));
  const ran = await batchlab('run', file, '--json', '--quiet', ...here);
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  const { conditions } = documentSchema.parse(JSON.parse(ran.out));
  expect(conditions[0].runs[0].final.test.accuracy).toBeGreaterThan(0.93);
});
