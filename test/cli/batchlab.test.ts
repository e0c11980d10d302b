/** The real command with the real engine and store: one document, interrupts, and a kill in the middle. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { failureOf } from '#core/failure';
import { openStore } from '#store/open-store';
import { batchlab, start } from '#test/cli/spawn-batchlab';
import type { Started } from '#test/cli/spawn-batchlab';
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
  budget: { unit: 'updates', amount: 80_000 },
  record: { evaluateEvery: { unit: 'updates', amount: 1000 } },
};

function hashes(text: string): readonly (string | null)[] {
  return documentSchema.parse(JSON.parse(text)).conditions.flatMap((condition) => condition.runs.map((run) => run.weightHash));
}

/** Resolves once the only experiment of a data folder has been training for a while. */
async function untilTraining(dataDirectory: string, started: Started): Promise<string> {
  for (;;) {
    if (started.child.exitCode !== null) throw new Error(`It ended before it trained: ${(await started.ended).err}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      const store = openStore(dataDirectory, { mode: 'read' });
      try {
        for (const { id } of store.listExperiments()) if (store.runs(id).some((run) => run.update > 0)) return id;
      } finally {
        store.close();
      }
    } catch (error) {
      // Until the writer has made its file there is nothing to read.
      if (failureOf(error).kind !== 'unreadableFile') throw error;
    }
  }
}

test('a table is imported, listed and trained on; standard output is one document', { timeout: 120_000 }, async () => {
  const rows = Array.from({ length: 30 }, (_, index) => `${index % 7},${index % 5},${index % 2 === 0 ? 'even' : 'odd'}`);
  const imported = await batchlab('data', 'import', file('rows.csv', `a,b,kind\n${rows.join('\n')}\n`), '--name', 'rows', ...here);
  expect(imported.exitCode).toBe(0);
  // On a busy computer reading takes so long that it is told how far it is.
  expect(imported.err.replaceAll(/^Reading: \d+ %\n/gm, '')).toBe('');
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
  const stoppedId = await untilTraining(join(folder, 'stopped'), stopping);
  stopping.interrupt();
  const stopped = await stopping.ended;
  expect(stopped.err).toContain(`Saved. Resume with: batchlab resume ${stoppedId}`);
  expect(stopped.exitCode).toBe(130);
  expect(documentSchema.parse(JSON.parse(stopped.out)).status).toBe('stopped');
  const resumed = await batchlab('resume', stoppedId, '--json', ...inFolder('stopped'));
  expect(resumed.exitCode).toBe(0);
  expect(hashes(resumed.out)).toEqual(hashes(whole.out));

  const killing = start('run', path, ...inFolder('killed'));
  const killedId = await untilTraining(join(folder, 'killed'), killing);
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
    const path = file('endless.json', {
      ...LONG,
      budget: { unit: 'updates', amount: 50_000_000 },
      record: { evaluateEvery: { unit: 'updates', amount: 10_000 } },
    });
    const inFolder = ['--data-dir', join(folder, 'busy'), ...here.slice(2)];
    const training = start('run', path, ...inFolder);
    await untilTraining(join(folder, 'busy'), training);
    expect(listSchema.parse(JSON.parse((await batchlab('list', '--json', ...inFolder)).out)).experiments).toMatchObject([
      { state: 'training' },
    ]);
    const second = await batchlab('run', path, ...inFolder);
    expect(second).toMatchObject({ exitCode: 1, err: expect.stringContaining('is in use by') as unknown });
    training.interrupt('SIGTERM');
    expect((await training.ended).exitCode).toBe(130);
  },
);
