/** The real command with the real engine and store: bad input, one document, interrupts, and a kill in the middle. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '#store/open-store';
import { batchlab, start } from '#test/cli/spawn-batchlab';
import { SPEC } from '#test/cli/scripted-lab';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-command-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));
const here = ['--data-dir', join(folder, 'lab'), '--engine', 'onnx-cpu', '--workers', '1'];

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const documentSchema = z.object({
  experimentId: z.string(),
  status: z.string(),
  conditions: z.array(
    z.object({ runs: z.array(z.object({ id: z.string(), status: z.string(), updates: z.number(), weightHash: z.string().nullable() })) }),
  ),
});
const listSchema = z.object({ experiments: z.array(z.object({ id: z.string(), state: z.string() })) });

/** Long enough (a few seconds) to be interrupted in the middle. */
const LONG = {
  ...SPEC,
  name: 'Long',
  data: { source: { ...SPEC.data.source, samples: 400 }, split: SPEC.data.split },
  model: { layers: [{ kind: 'dense', units: 50 }] },
  batch: { size: 4 },
  factors: [],
  budget: { unit: 'updates', amount: 200_000 },
  record: { evaluateEvery: { unit: 'updates', amount: 1000 } },
};

function hashes(text: string): readonly (string | null)[] {
  return documentSchema.parse(JSON.parse(text)).conditions.flatMap((condition) => condition.runs.map((run) => run.weightHash));
}

/** Resolves once the only experiment of a data folder has been training for a while. */
async function untilTraining(dataDirectory: string): Promise<string> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      const store = openStore(dataDirectory, { mode: 'read' });
      try {
        for (const { id } of store.listExperiments()) if (store.runs(id).some((run) => run.update > 0)) return id;
      } finally {
        store.close();
      }
    } catch (error) {
      // Until the first experiment is written there is nothing to open.
      if (!String(error).includes('no history')) throw error;
    }
  }
}

test('bad experiment files end with 2 and name the field', { timeout: 120_000 }, async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ ...SPEC, sead: 1 }, /^sead: is not a known field.*seed/m],
    [{ ...SPEC, batch: { size: 0 } }, /^batch\.size: .*0/m],
    [{ ...SPEC, factors: [], batch: { size: 1000 } }, /^batch\.size: .*1000/m],
    [{ ...SPEC, optimizer: { kind: 'sgd', learningRate: 0 } }, /^optimizer\.learningRate: .*0/m],
    [{ ...SPEC, optimizer: { kind: 'sgd', learningRate: 'fast' } }, /^optimizer\.learningRate: .*"fast"/m],
    ['', /the file is empty/],
    ['{"name": }', /line 1, column 10: a value is expected/],
    [{ ...SPEC, data: { ...SPEC.data, source: { kind: 'dataset', name: 'nowhere' } } }, /nowhere/],
  ];
  for (const [index, [content, message]] of cases.entries()) {
    const ended = await batchlab('run', file(`bad-${index}.json`, content), ...here);
    expect(ended).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(message) as unknown });
    expect(ended.err).not.toMatch(/^\s+at /m);
  }
});

test('bad tables end with 2 and name row and column', { timeout: 120_000 }, async () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a,b,kind\n1,2,x\n3,y\n', [], /row 3/],
    ['a,b,price\n1,2,3.5\n2,large,1.5\n3,4,2.5\n4,5,3.5\n', ['--task', 'regression'], /row 3, column "b".*large/],
    ['', [], /empty/],
    ['a,b,kind\n1,2,x\n3,4,y\n', ['--target', 'sort'], /sort/],
  ];
  for (const [index, [content, options, message]] of cases.entries()) {
    const path = file(`bad-${index}.csv`, content);
    const ended = await batchlab('data', 'import', path, '--name', `bad ${index}`, ...options, ...here);
    expect(ended).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(message) as unknown });
    expect(ended.err).toContain(`bad-${index}.csv`);
  }
});

test('a table is imported, listed and trained on; standard output is one document', { timeout: 120_000 }, async () => {
  const rows = Array.from({ length: 30 }, (_, index) => `${index % 7},${index % 5},${index % 2 === 0 ? 'even' : 'odd'}`);
  const imported = await batchlab('data', 'import', file('rows.csv', `a,b,kind\n${rows.join('\n')}\n`), '--name', 'rows', ...here);
  expect(imported).toMatchObject({ exitCode: 0, err: '' });
  expect((await batchlab('data', 'list', ...here)).out).toMatch(/rows\s+30\s+2\s+kind \(2 classes\)/);
  const spec = { ...SPEC, data: { ...SPEC.data, source: { kind: 'dataset', name: 'rows' } } };
  const ran = await batchlab('run', file('rows.json', spec), '--json', ...here);
  expect(ran.exitCode).toBe(0);
  const document = documentSchema.parse(JSON.parse(ran.out));
  expect(document.status).toBe('finished');
  expect(document.conditions.map((condition) => condition.runs.length)).toEqual([2, 2]);
  const shown = await batchlab('show', document.experimentId, '--json', ...here);
  expect(JSON.parse(shown.out)).toEqual(JSON.parse(ran.out));
  const run = await batchlab('show', document.conditions[1].runs[0].id, ...here);
  expect(run.out).toContain(document.conditions[1].runs[0].weightHash);
});

test('Ctrl-C saves, a kill loses little, and resuming ends with the weights of an uninterrupted run', { timeout: 180_000 }, async () => {
  const path = file('long.json', LONG);
  const inFolder = (name: string): readonly string[] => ['--data-dir', join(folder, name), ...here.slice(2)];
  const whole = await batchlab('run', path, '--json', ...inFolder('whole'));
  expect(whole.exitCode).toBe(0);
  expect(hashes(whole.out)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);

  const stopping = start('run', path, '--json', ...inFolder('stopped'));
  const stoppedId = await untilTraining(join(folder, 'stopped'));
  stopping.interrupt();
  const stopped = await stopping.ended;
  expect(stopped.err).toContain(`Saved. Resume with: batchlab resume ${stoppedId}`);
  expect(stopped.exitCode).toBe(130);
  expect(documentSchema.parse(JSON.parse(stopped.out)).status).toBe('stopped');
  const resumed = await batchlab('resume', stoppedId, '--json', ...inFolder('stopped'));
  expect(resumed.exitCode).toBe(0);
  expect(hashes(resumed.out)).toEqual(hashes(whole.out));

  const killing = start('run', path, ...inFolder('killed'));
  const killedId = await untilTraining(join(folder, 'killed'));
  killing.child.kill('SIGKILL');
  expect((await killing.ended).exitCode).toBeNull();
  await batchlab('run', file('after.json', SPEC), '--quiet', ...inFolder('killed'));
  const { experiments } = listSchema.parse(JSON.parse((await batchlab('list', '--json', ...inFolder('killed'))).out));
  expect(experiments.map(({ state }) => state)).toEqual(['finished', 'interrupted']);
  const again = await batchlab('resume', killedId, '--json', ...inFolder('killed'));
  expect(again.exitCode).toBe(0);
  expect(hashes(again.out)).toEqual(hashes(whole.out));
});

test(
  'looking works while another process trains; a second one that wants to train is told who holds the folder',
  { timeout: 60_000 },
  async () => {
    const path = file('endless.json', { ...LONG, budget: { unit: 'updates', amount: 100_000_000 } });
    const inFolder = ['--data-dir', join(folder, 'busy'), ...here.slice(2)];
    const training = start('run', path, ...inFolder);
    await untilTraining(join(folder, 'busy'));
    expect(listSchema.parse(JSON.parse((await batchlab('list', '--json', ...inFolder)).out)).experiments).toMatchObject([
      { state: 'training' },
    ]);
    const second = await batchlab('run', path, ...inFolder);
    expect(second).toMatchObject({ exitCode: 1, err: expect.stringContaining('is in use by') as unknown });
    training.interrupt('SIGTERM');
    expect((await training.ended).exitCode).toBe(130);
  },
);
