/** The lists of experiments and runs of a long history: gathered between other work, and as it is when they are answered. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lab } from '#lab/lab';
import type { Store } from '#lab/ports/store';
import { labOn } from '#test/support/lab-bench';
import { addExperiment } from '#test/support/large-history';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';
import { HeavyClock, turnsDuring } from '#test/support/turns';

let folder: string;
let lab: Lab;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchlab-lists-'));
  ({ lab, store } = labOn(folder, scriptedEngines(new ScriptedPool(1)), new HeavyClock()));
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the list of experiments lets others in after each page, and knows what they announced', async () => {
  // Eight pages.
  const ids = Array.from({ length: 40 }, (_, index) => `e${String(index + 10)}`);
  const last = 'e49';
  for (const id of ids) addExperiment(store, id, { runs: 4, updates: 10 });
  const answer = turnsDuring(() => lab.handlers['experiments.list']({}));
  // The newest one has been read by now.
  await new Promise((resolve) => setTimeout(resolve, 0));
  await lab.handlers['experiments.mark']({ id: last, isStarred: true });
  await lab.handlers['experiments.rename']({ id: last, name: 'Another name' });
  addExperiment(store, 'newest', { runs: 4, updates: 10 });
  const { result, turns } = await answer;
  expect(turns).toBeGreaterThanOrEqual(7);
  expect(result.map(({ id }) => id)).toEqual(['newest', ...ids.toReversed()]);
  expect(result[1]).toMatchObject({ isStarred: true, name: 'Another name' });
  expect(result).toEqual(await lab.handlers['experiments.list']({}));
});

it('the list of runs is the same in pages, lets others in after each, and leaves out the bin unless it is asked for by name', async () => {
  // More runs than a page has.
  addExperiment(store, 'large', { runs: 1000, updates: 3 });
  addExperiment(store, 'binned', { runs: 8, updates: 3 });
  addExperiment(store, 'another', { runs: 8, updates: 3 });
  store.markExperiments(['binned'], { isDeleted: true });
  const { result, turns } = await turnsDuring(() => lab.handlers['runs.list']({}));
  expect(turns).toBeGreaterThanOrEqual(7);
  expect(result.map(({ experimentId, runs }) => [experimentId, runs.length])).toEqual([
    ['another', 8],
    ['large', 1000],
  ]);
  for (const { experimentId, conditions, runs, loss, score } of result) {
    const stored = store.experiment(experimentId);
    expect(conditions).toEqual(
      stored?.conditions.map(({ factors, batchSize, optimizer }) => ({ factors, batchSize, learningRate: optimizer.learningRate })),
    );
    expect(runs).toEqual(
      store.runs(experimentId).map(({ id, condition, replicate, status, update, seconds, weightHash, engine, device }) => {
        return { id, condition, replicate, status, update, seconds, weightHash, engine, device };
      }),
    );
    const finals = store.finalEvaluations(experimentId);
    expect([...loss]).toEqual(runs.map(({ id }) => finals.get(id)?.test?.loss));
    expect([...score]).toEqual(runs.map(({ id }) => finals.get(id)?.test?.score));
  }
  const named = await lab.handlers['runs.list']({ experimentIds: ['large', 'binned', 'binned', 'nope'] });
  expect(named.map(({ experimentId }) => experimentId)).toEqual(['binned', 'large']);
});
