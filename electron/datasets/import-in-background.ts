/** Reads files in a thread of their own, so that training and the window go on; it can be watched, and cancelled at any moment. */
import { Worker } from 'node:worker_threads';
import { type Failure, LabError } from '#core/failure';
import type { ImportedTable } from '#lab/ports/dataset-files';
import type { ImportOptions, ImportSource } from '#datasets/import-options';

export interface ToWorker {
  readonly source: ImportSource;
  readonly options: ImportOptions;
}

export type FromWorker =
  | { readonly kind: 'progress'; readonly part: number }
  | { readonly kind: 'done'; readonly table: ImportedTable }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Watch {
  /** The part that is done, 0 to 1; at most ten times a second. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
}

/** `workerFile` is the file of `parse-worker`, as source or bundled. Throws LabError; `cancelled` where the signal says so. */
export function importInBackground(
  workerFile: URL,
  source: ImportSource,
  options: ImportOptions,
  watch: Watch = {},
): Promise<ImportedTable> {
  const { onProgress, signal } = watch;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) throw new LabError({ kind: 'cancelled' });
    const workerData: ToWorker = { source, options };
    const worker = new Worker(workerFile, { workerData });
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
      else end(() => (message.kind === 'done' ? resolve(message.table) : reject(new LabError(message.failure))));
    });
    // Out of memory, above all.
    worker.on('error', (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))));
    worker.on('exit', () => end(() => reject(new Error('The thread that reads files ended early.'))));
  });
}
