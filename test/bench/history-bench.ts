/**
 * Measures a large history: 5,000 runs in 250 experiments with 10 million stored values, and 25 runs of a million updates. Run with
 * `node test/bench/history-bench.ts [folder]`; a folder that holds such a history already is used again.
 */
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '#contract/codec';
import type { ExperimentSummary } from '#contract/experiments';
import { connectInMemory } from '#host/memory';
import { openStore } from '#store/open-store';
import { FakeClock } from '#test/support/fake-clock';
import { labOn } from '#test/support/lab-bench';
import { addExperiment } from '#test/support/large-history';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';

const EXPERIMENTS = 250;
const RUNS = 20;
const VALUES = 10_000_000;
const LONG_UPDATES = 1_000_000;

const folder = process.argv.at(2) ?? mkdtempSync(join(tmpdir(), 'batchlab-history-'));
const megabytes = (name: string): number => (existsSync(join(folder, name)) ? statSync(join(folder, name)).size / 1e6 : 0);
const say = (what: string, value: string, limit: string): void => {
  process.stdout.write(`${what.padEnd(62)} ${value.padStart(12)}   ${limit}\n`);
};

/** Milliseconds of the middle one of five. */
async function median(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[2];
}
const ms = (value: number): string => `${value.toFixed(1)} ms`;

function fill(): void {
  const store = openStore(folder, { mode: 'write' });
  if (store.listExperiments().length === 0) {
    const updates = Math.round(VALUES / (EXPERIMENTS * RUNS * 3));
    for (let index = 0; index < EXPERIMENTS; index++) addExperiment(store, `x${index}`, { runs: RUNS, updates });
  }
  store.close();
  say('database of 5,000 runs, 250 experiments, 10 million values', `${megabytes('batchlab.sqlite3').toFixed(0)} MB`, '<= 150 MB');
  const again = openStore(folder, { mode: 'write' });
  if (again.experiment('long') === null) addExperiment(again, 'long', { runs: 28, updates: LONG_UPDATES, metrics: 1 });
  again.close();
  say('with 28 runs of a million updates beside them', `${megabytes('batchlab.sqlite3').toFixed(0)} MB`, '');
}

async function measure(): Promise<void> {
  const start = performance.now();
  const { lab, store } = labOn(folder, scriptedEngines(new ScriptedPool(1)), new FakeClock());
  const client = connectInMemory(lab);
  let list: readonly ExperimentSummary[] = await client.call('experiments.list', {});
  say('start of the lab and the list of all experiments', ms(performance.now() - start), '<= 2,000 ms');
  say('  the list again, over the wire', ms(await median(async () => (list = await client.call('experiments.list', {})))), '');
  say('  sorted and filtered by the screen', ms(await median(() => sortAndFilter(list))), '<= 100 ms');
  say('  size of the list on the wire', `${(encode(list).length / 1e6).toFixed(2)} MB`, '');
  say('the list of all runs, over the wire', ms(await median(() => client.call('runs.list', {}))), '<= 1,000 ms');
  say('one experiment', ms(await median(() => client.call('experiments.get', { id: 'x100' }))), '');
  const runIds = store
    .runs('long')
    .slice(0, 25)
    .map(({ id }) => id);
  const windows = (): unknown =>
    Promise.all(
      runIds.map((runId) => client.call('runs.series', { runId, metric: 'loss', fromUpdate: 0, toUpdate: LONG_UPDATES, points: 2000 })),
    );
  say('25 runs of a million updates, 2,000 points each', ms(await median(windows)), '<= 150 ms');
  say('  their evaluations', ms(await median(() => client.call('runs.curves', { runIds }))), '');
  say('one stretch of 20,000 updates, exact', ms(await median(() => store.series(runIds[0], 'loss', 500_000, 520_000, 20_000))), '');
  say('verifying a run of a million updates', ms(await median(() => store.verifyRun(runIds[0]))), '');
  client.close();
  await lab.close();
}

function sortAndFilter(list: readonly ExperimentSummary[]): readonly ExperimentSummary[] {
  const words = ['study', 'blobs', '1'];
  return list
    .filter((one) =>
      words.every((word) => `${one.name} ${one.notes} ${one.tags.join(' ')} ${one.description}`.toLowerCase().includes(word)),
    )
    .toSorted((a, b) => (b.score?.mean ?? 0) - (a.score?.mean ?? 0) || a.name.localeCompare(b.name));
}

fill();
await measure();
process.stdout.write(`${folder}\n`);
