/**
 * A process that writes batches into the folder given to it until it is killed, and prints the number of each that is stored. With "soon" its
 * commits do not wait for the disk, and a number is printed when the store says that its batch is settled.
 */
import { writeSync } from 'node:fs';
import type { StoreBatch } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { crashEvaluation, crashSeries, STRETCH, sampleCrashExperiment } from '#test/support/store-crash';

const [folder, when] = process.argv.slice(2);
const store = openStore(folder, { mode: 'write', settlesSoon: when === 'soon' });
if (store.experiment('a') === null) store.createExperiment(sampleCrashExperiment());
store.markInterrupted();
writeSync(1, 'open\n');
const runIds = store.runs('a').map((run) => run.id);

function batchOf(number: number): StoreBatch {
  return {
    progress: runIds.map((runId) => ({
      ...{ runId, fromUpdate: number * STRETCH, metrics: { loss: crashSeries(number) }, evaluations: [crashEvaluation(number)] },
    })),
    checkpoints: runIds.map((runId) => ({ runId, update: number, state: new Uint8Array(5000).fill(number % 256) })),
    runs: runIds.map((runId) => ({ runId, status: 'training', update: number })),
    experiments: [{ id: 'a', state: 'training', endedAt: null }],
    events: [{ experimentId: 'a', at: number, message: 'batch' }],
  };
}

function writeSoon(number: number): void {
  store.commit(batchOf(number));
  store.settle((problem) => {
    if (problem !== null) throw problem;
    writeSync(1, `${number}\n`);
    setImmediate(writeSoon, number + 1);
  });
}

const next = store.evaluations(runIds[0]).update.length;
if (when === 'soon') writeSoon(next);
else
  for (let number = next; ; number++) {
    store.write(batchOf(number));
    writeSync(1, `${number}\n`);
  }
