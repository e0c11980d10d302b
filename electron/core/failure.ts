/** Everything that can go wrong, as data; LabError carries one inside a process, `describe` writes the sentence a person sees. */

/** One thing wrong with an experiment file: where (`batch.size`), what, and how bad. */
export interface Issue {
  readonly path: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export type Failure =
  | { readonly kind: 'invalidSpec'; readonly issues: readonly Issue[] }
  | { readonly kind: 'unreadableFile'; readonly file: string; readonly reason: string }
  | {
      readonly kind: 'badTable';
      readonly file: string;
      /** 1-based line of the file as an editor counts it; null where the whole file is meant. */
      readonly row: number | null;
      readonly column: string | null;
      readonly problem: string;
    }
  | {
      readonly kind: 'notFound';
      readonly what: 'experiment' | 'run' | 'dataset' | 'preset' | 'comparison' | 'design' | 'backup' | 'probe';
      readonly id: string;
    }
  | { readonly kind: 'conflict'; readonly problem: string }
  | { readonly kind: 'engineUnavailable'; readonly engine: string; readonly reason: string }
  | { readonly kind: 'engineLost'; readonly engine: string; readonly reason: string }
  | { readonly kind: 'engineMemory'; readonly engine: string }
  | { readonly kind: 'storageFull'; readonly directory: string }
  | { readonly kind: 'storageReadOnly'; readonly directory: string }
  | { readonly kind: 'storageBusy'; readonly directory: string; readonly holder: string }
  | { readonly kind: 'storageNewer'; readonly file: string; readonly found: number; readonly known: number }
  /** `backup`: the newest one that is whole and can take its place. */
  | { readonly kind: 'storageDamaged'; readonly file: string; readonly reason: string; readonly backup?: string }
  | { readonly kind: 'badRequest'; readonly method: string; readonly problem: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'internal'; readonly message: string };

/** Thrown by operations; only its `failure` ever crosses a wire. */
export class LabError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(describe(failure));
    this.name = 'LabError';
    this.failure = failure;
  }
}

/** The sentence a person sees: what happened, and where it can be told, what to do. */
export function describe(failure: Failure): string {
  switch (failure.kind) {
    case 'invalidSpec':
      return failure.issues
        .filter((issue) => issue.severity === 'error')
        .map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`))
        .join('\n');
    case 'unreadableFile':
      return `Cannot read ${failure.file}: ${failure.reason}`;
    case 'badTable': {
      const where = [
        failure.row === null ? null : `row ${String(failure.row)}`,
        failure.column === null ? null : `column "${failure.column}"`,
      ]
        .filter((part) => part !== null)
        .join(', ');
      return where === '' ? `${failure.file}: ${failure.problem}` : `${failure.file}, ${where}: ${failure.problem}`;
    }
    case 'notFound':
      // Nobody sees what these are known by inside the lab; of all others people name it themselves.
      if (failure.what === 'comparison' || failure.what === 'design') return `There is no such ${failure.what} any more.`;
      return `There is no ${failure.what} "${failure.id}".`;
    case 'conflict':
      return failure.problem;
    case 'engineUnavailable':
      return `The engine ${failure.engine} cannot be used here: ${failure.reason}`;
    case 'engineLost':
      return `The training process of ${failure.engine} stopped unexpectedly: ${failure.reason} Finished evaluations are kept; resume to go on from the last checkpoint.`;
    case 'engineMemory':
      return `The training process of ${failure.engine} ran out of memory. Finished evaluations are kept. Use smaller batches or a smaller network, or close other programs; resume to go on from the last checkpoint.`;
    case 'storageFull':
      return `The disk that holds ${failure.directory} is full. Training is paused; free some space and it goes on. Nothing is lost.`;
    case 'storageReadOnly':
      return `The data folder ${failure.directory} cannot be written to. Choose another one, or change its permissions.`;
    case 'storageBusy':
      return `The data folder ${failure.directory} is in use by ${failure.holder}. Close it first, or choose another data folder.`;
    case 'storageNewer':
      return `${failure.file} was written by a newer version of Batch Size Lab (layout ${String(failure.found)}, this version knows ${String(failure.known)}). It was not changed. Please update the app.`;
    case 'storageDamaged':
      return `${failure.file} is damaged: ${failure.reason}${backupWords(failure.backup)}`;
    case 'badRequest':
      return `The request ${failure.method} was not understood: ${failure.problem}`;
    case 'cancelled':
      return 'It was cancelled. Nothing was changed.';
    case 'disconnected':
      return 'The connection to the lab was lost.';
    case 'internal':
      return `Something went wrong inside Batch Size Lab: ${failure.message}`;
    default:
      return failure satisfies never;
  }
}

function backupWords(backup: string | undefined): string {
  if (backup === undefined) return '';
  return ` The newest good backup is ${backup}: "batchlab restore ${backup}" puts it in place and keeps the damaged file aside.`;
}

/** The failure inside anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof LabError) return error.failure;
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** A check for programmers: throws when the program itself is wrong. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}
