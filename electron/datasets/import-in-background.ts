/** Reads files in a thread of their own, so that training and the window go on; it can be watched, and cancelled at any moment. */
import { Worker } from 'node:worker_threads';
import { type Failure, invariant, LabError } from '#core/failure';
import type { Inspection } from '#contract/inspection';
import type { ImportedTable, InspectFile } from '#lab/ports/dataset-files';
import type { ImportOptions, ImportSource } from '#datasets/import-options';

/** What the thread is to do with files: import them, or look into them. */
export type ToWorker =
  | { readonly kind: 'import'; readonly source: ImportSource; readonly options: ImportOptions }
  | { readonly kind: 'inspect'; readonly files: readonly InspectFile[]; readonly options: ImportOptions };

export type FromWorker =
  | { readonly kind: 'progress'; readonly part: number }
  | { readonly kind: 'imported'; readonly table: ImportedTable }
  | { readonly kind: 'inspected'; readonly inspection: Inspection }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Watch {
  /** The part that is done, 0 to 1; at most ten times a second. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
}

/** `workerFile` is the file of `parse-worker`, as source or bundled. Throws LabError; `cancelled` where the signal says so. */
export async function importInBackground(
  workerFile: URL,
  source: ImportSource,
  options: ImportOptions,
  watch?: Watch,
): Promise<ImportedTable> {
  const done = await inBackground(workerFile, { kind: 'import', source, options }, watch);
  invariant(done.kind === 'imported', 'the import thread imports');
  return done.table;
}

/** As `importInBackground`. */
export async function inspectInBackground(
  workerFile: URL,
  files: readonly InspectFile[],
  options: ImportOptions,
  watch?: Watch,
): Promise<Inspection> {
  const done = await inBackground(workerFile, { kind: 'inspect', files, options }, watch);
  invariant(done.kind === 'inspected', 'the import thread looks into files');
  return done.inspection;
}

function inBackground(workerFile: URL, task: ToWorker, watch: Watch = {}): Promise<Exclude<FromWorker, { kind: 'progress' | 'failed' }>> {
  const { onProgress, signal } = watch;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) throw new LabError({ kind: 'cancelled' });
    const worker = new Worker(workerFile, { workerData: task });
    const cancel = (): void => end(() => reject(new LabError({ kind: 'cancelled' })));
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', cancel);
      worker.removeAllListeners();
      // Whatever it still says: it is being ended.
      worker.on('error', () => undefined);
      settle();
      void worker.terminate();
    };
    signal?.addEventListener('abort', cancel);
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'progress') onProgress?.(message.part);
      else end(() => (message.kind === 'failed' ? reject(new LabError(message.failure)) : resolve(message)));
    });
    // Out of memory, above all.
    worker.on('error', (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))));
    worker.on('exit', () => end(() => reject(new Error('The thread that reads files ended early.'))));
  });
}
