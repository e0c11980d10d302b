/** What a design asks of its trained runs is answered, also when the program ends before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeProcess } from '#engine/process/node-process';
import { composeLab } from '#host/compose-lab';
import type { Lab } from '#lab/lab';
import { modesWith } from '#test/support/specs';

let directory: string;
let lab: Lab;

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

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'batchlab-designed-probes-'));
  lab = open();
});
afterEach(async () => {
  await lab.close();
  rmSync(directory, { recursive: true });
});

/** Trains two runs whose design asks two questions of each; comes back when they have just been asked. */
async function train(trials = 100): Promise<string> {
  const spec = modesWith({
    'data.source.samples': 200,
    factors: [],
    budget: { unit: 'epochs', amount: 2 },
    replicates: 2,
    record: {
      keepWeights: { epochs: [], updates: [], atEnd: true },
      probes: [
        { kind: 'gradient', batchSizes: [1, 100], trials },
        { kind: 'slices', directions: 1, points: 5 },
      ],
    },
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let id = '';
  const end = lab.subscribe('experiment', (changed) => {
    if (changed.id === id && changed.state === 'finished') resolve(undefined);
  });
  ({ id } = await lab.handlers['experiments.start']({ spec }));
  await promise;
  end();
  return id;
}

const kindsOf = async (experimentId: string): Promise<readonly string[]> =>
  (await lab.handlers['probes.list']({ experimentId })).map(({ kind }) => kind).sort();

async function noneActive(): Promise<void> {
  await expect.poll(async () => lab.handlers['probes.active']({}), { timeout: 60_000 }).toEqual([]);
}

it('what the program had no time for is asked at its next start, each question once', async () => {
  const id = await train();
  expect(await lab.handlers['probes.active']({})).not.toEqual([]);
  await lab.close();
  lab = open();
  expect((await kindsOf(id)).length).toBeLessThan(4);
  const all = ['gradient', 'gradient', 'slices', 'slices'];
  await expect.poll(() => kindsOf(id), { timeout: 60_000 }).toEqual(all);
  await noneActive();
  await lab.close();
  lab = open();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await noneActive();
  expect(await kindsOf(id)).toEqual(all);
}, 120_000);

it('what is being asked is not asked once more by the look at what an earlier program left', async () => {
  const id = await train(100_000);
  // That look comes two seconds after the start.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const active = await lab.handlers['probes.active']({});
  expect(active).not.toEqual([]);
  expect([...active.map(({ kind }) => kind), ...(await kindsOf(id))].sort()).toEqual(['gradient', 'gradient', 'slices', 'slices']);
  for (const one of active) await lab.handlers['probes.cancel']({ id: one.id });
}, 120_000);

it('what a person cancelled, or whose answer was thrown away, is not asked again', async () => {
  const id = await train();
  const [, ...waiting] = await lab.handlers['probes.active']({});
  for (const one of waiting) await lab.handlers['probes.cancel']({ id: one.id });
  await noneActive();
  const [answer] = await lab.handlers['probes.list']({ experimentId: id });
  await lab.handlers['probes.forget']({ id: answer.id });
  await lab.close();
  lab = open();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await noneActive();
  expect(await kindsOf(id)).toEqual([]);
}, 120_000);
