/** Main file of the thread that reads people's files: one import, or one look into them, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, invariant } from '#core/failure';
import { pathFiles } from '#datasets/import-paths';
import { importFiles, importSources } from '#datasets/import-sources';
import { inspectFiles } from '#datasets/inspect-sources';
import type { FromWorker, ToWorker } from '#datasets/import-in-background';

const PROGRESS_MS = 100;

const port = parentPort;
invariant(port !== null, 'the import thread was started as a program');
const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
// Its owner sends nothing else.
const task = workerData as ToWorker;

let toldAt = Date.now();
const onProgress = (part: number): void => {
  const now = Date.now();
  if (now - toldAt < PROGRESS_MS) return;
  toldAt = now;
  post({ kind: 'progress', part });
};

try {
  if (task.kind === 'inspect') post({ kind: 'inspected', inspection: inspectFiles(task.files, task.options, onProgress) });
  else importTable(task);
} catch (error) {
  post({ kind: 'failed', failure: failureOf(error) });
}

function importTable({ source, options }: Extract<ToWorker, { kind: 'import' }>): void {
  const table =
    source.kind === 'files' ? importFiles(source.files, options, onProgress) : importSources(pathFiles(source.paths), options, onProgress);
  const column = table.target.kind === 'class' ? table.target.labels : table.target.values;
  // Tables have memory of their own, which no other thread shares.
  post({ kind: 'imported', table }, [table.features.buffer as ArrayBuffer, column.buffer as ArrayBuffer]);
}
