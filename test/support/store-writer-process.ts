/** A process that writes batches into the folder given to it until it is killed, and prints the number of each that is stored. */
import { writeSync } from 'node:fs';
import { openStore } from '#store/open-store';
import { crashEvaluation, crashSeries, STRETCH, sampleCrashExperiment } from '#test/support/store-crash';

const [folder] = process.argv.slice(2);
const store = openStore(folder, { mode: 'write' });
if (store.experiment('a') === null) store.createExperiment(sampleCrashExperiment());
store.markInterrupted();
writeSync(1, 'open\n');
const runIds = store.runs('a').map((run) => run.id);
for (let batch = store.evaluations(runIds[0]).update.length; ; batch++) {
  store.write({
    progress: runIds.map((runId) => ({
      ...{ runId, fromUpdate: batch * STRETCH, metrics: { loss: crashSeries(batch) }, evaluations: [crashEvaluation(batch)] },
    })),
    checkpoints: runIds.map((runId) => ({ runId, update: batch, state: new Uint8Array(5000).fill(batch % 256) })),
    runs: runIds.map((runId) => ({ runId, status: 'training', update: batch })),
    experiments: [{ id: 'a', state: 'training', endedAt: null }],
    events: [{ experimentId: 'a', at: batch, message: 'batch' }],
  });
  writeSync(1, `${batch}\n`);
}
