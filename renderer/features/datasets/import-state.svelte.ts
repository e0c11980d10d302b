/** One import: the files, how the lab reads them, what the person says about them, and how far it is. */
import type { Input, LabClient } from '#contract/contract';
import type { Inspection, TableInspection } from '#contract/inspection';
import type { DatasetSummary } from '#contract/datasets';
import { describe, failureOf } from '#core/failure';
import { type ChosenFile, suggestedName } from '#renderer/features/datasets/chosen-files.ts';
import { fileKind, type FileKind } from '#renderer/features/datasets/file-kind.ts';
import type { Library } from '#renderer/state/library.svelte.ts';
import { formatBytes } from '#renderer/ui/format.ts';

export interface ImportChoices {
  readonly name: string;
  /** null for the last column. */
  readonly target: string | null;
  readonly task: 'auto' | 'classification' | 'regression';
  readonly header: 'auto' | 'names' | 'data';
  readonly skipLines: number;
  /** Columns that are left out. */
  readonly unused: readonly string[];
  readonly missing: 'refuse' | 'dropRows' | 'mean';
  readonly words: 'refuse' | 'oneHot';
  readonly colour: 'auto' | 'grey' | 'colour';
  /** Width and height of images in pixels; null for the commonest size. */
  readonly size: number | null;
}

type ImportOptions = Omit<Input<'datasets.inspect'>, 'importId' | 'files'>;

export const START: ImportChoices = {
  name: '',
  target: null,
  task: 'auto',
  header: 'auto',
  skipLines: 0,
  unused: [],
  missing: 'refuse',
  words: 'refuse',
  colour: 'auto',
  size: null,
};
const HEAD_BYTES = 4096;
const MOST_BYTES = 256 * 1024 * 1024;
/** Files up to here are looked into whole; of a larger table the first part will do. */
const MOST_INSPECTED = 24 * 1024 * 1024;
const PART_BYTES = 4 * 1024 * 1024;
const WAIT_MS = 200;

export class ImportState {
  #files = $state.raw<readonly ChosenFile[]>([]);
  #kind = $state.raw<FileKind>('table');
  #inspection = $state.raw<Inspection | null>(null);
  #isInspecting = $state.raw(false);
  #choices = $state.raw<ImportChoices>(START);
  /** 0 to 1 while it is under way. */
  #part = $state.raw<number | null>(null);
  #problem = $state.raw<string | null>(null);
  #importId: string | null = null;
  #inspectId: string | null = null;
  #timer: number | null = null;
  /** What is sent to be looked into; null where that would be too much. */
  #sample: Input<'datasets.inspect'>['files'] | null = null;
  readonly #client: LabClient;
  readonly #library: Library;

  constructor(client: LabClient, library: Library) {
    this.#client = client;
    this.#library = library;
  }

  get files(): readonly ChosenFile[] {
    return this.#files;
  }
  get kind(): FileKind {
    return this.#kind;
  }
  /** null until the files were looked into, and where they are too large for that. */
  get inspection(): Inspection | null {
    return this.#inspection;
  }
  get isInspecting(): boolean {
    return this.#isInspecting;
  }
  get table(): TableInspection | null {
    return this.#inspection?.kind === 'table' ? this.#inspection : null;
  }
  get choices(): ImportChoices {
    return this.#choices;
  }
  get part(): number | null {
    return this.#part;
  }
  get problem(): string | null {
    return this.#problem;
  }
  get bytes(): number {
    return this.#files.reduce((sum, { file }) => sum + file.size, 0);
  }
  get whyNot(): string | null {
    if (this.#files.length === 0) return 'Choose a file first.';
    if (this.bytes > MOST_BYTES) return `At most ${formatBytes(MOST_BYTES)} can be imported here.`;
    return this.#choices.name.trim() === '' ? 'Give it a name.' : null;
  }

  choose(part: Partial<ImportChoices>): void {
    this.#choices = { ...this.#choices, ...part };
    if (this.bytes <= MOST_BYTES) this.#problem = null;
    if (Object.keys(part).some((key) => key !== 'name')) this.#inspectSoon();
  }

  async take(files: readonly ChosenFile[]): Promise<void> {
    if (files.length === 0 || this.#part !== null) return;
    this.clear();
    this.#files = files;
    this.#choices = { ...START, name: suggestedName(files.map(({ name }) => name)) };
    const [{ name, file }] = files;
    try {
      const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
      if (this.#files !== files) return;
      this.#kind = fileKind(name, head);
      if (this.bytes > MOST_BYTES) {
        this.#problem = `${formatBytes(this.bytes)} are too much: at most ${formatBytes(MOST_BYTES)} can be imported here. The command line takes larger files: batchlab data import.`;
        return;
      }
      this.#isInspecting = true;
      const sample = await this.#sampled(files);
      if (this.#files !== files) return;
      this.#sample = sample;
      await this.#inspect();
    } catch (error) {
      this.clear();
      this.#problem = `${name} cannot be read: ${error instanceof Error ? error.message : String(error)} Choose a file that is still there.`;
    }
  }

  /** null where it failed or was cancelled: `problem` says why. */
  async run(): Promise<DatasetSummary | null> {
    if (this.#part !== null || this.whyNot !== null) return null;
    const importId = crypto.randomUUID();
    this.#importId = importId;
    this.#part = 0;
    this.#problem = null;
    const end = this.#client.subscribe('import', (progress) => {
      if (progress.importId === importId) this.#part = progress.part;
    });
    try {
      const files = await Promise.all(this.#files.map(async (one) => ({ name: one.name, bytes: await bytesOf(one.file) })));
      return await this.#library.importData({ importId, files, name: this.#choices.name.trim(), ...this.#options() });
    } catch (error) {
      this.#problem = describe(failureOf(error));
      return null;
    } finally {
      end();
      this.#importId = null;
      this.#part = null;
    }
  }

  /** Ends what is under way; `run` then comes back. */
  async cancel(): Promise<void> {
    if (this.#importId !== null) await this.#client.call('datasets.cancelImport', { importId: this.#importId });
  }

  clear(): void {
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = null;
    this.#dropInspection();
    this.#files = [];
    this.#sample = null;
    this.#inspection = null;
    this.#isInspecting = false;
    this.#problem = null;
    this.#choices = START;
  }

  #options(): ImportOptions {
    const { target, task, header, skipLines, unused, missing, words, colour, size } = this.#choices;
    const names = this.table?.columns.map(({ name }) => name) ?? [];
    return {
      target,
      task,
      skipLines,
      ...(header === 'auto' ? {} : { hasHeader: header === 'names' }),
      columns: unused.length === 0 || names.length === 0 ? null : names.filter((name) => !unused.includes(name)),
      missing,
      words,
      images: { colour, ...(size === null ? {} : { width: size, height: size }) },
    };
  }

  async #sampled(files: readonly ChosenFile[]): Promise<Input<'datasets.inspect'>['files'] | null> {
    const isPart = files.length === 1 && this.#kind === 'table' && files[0].file.size > PART_BYTES;
    if (!isPart && this.bytes > MOST_INSPECTED) return null;
    const most = isPart ? PART_BYTES : MOST_INSPECTED;
    return Promise.all(files.map(async ({ name, file }) => ({ name, size: file.size, bytes: await bytesOf(file.slice(0, most)) })));
  }

  #inspectSoon(): void {
    if (this.#sample === null) return;
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#isInspecting = true;
    this.#timer = window.setTimeout(() => void this.#inspect(), WAIT_MS);
  }

  async #inspect(): Promise<void> {
    this.#dropInspection();
    if (this.#sample === null) {
      this.#isInspecting = false;
      return;
    }
    const importId = crypto.randomUUID();
    this.#inspectId = importId;
    try {
      const found = await this.#client.call('datasets.inspect', { importId, files: this.#sample, ...this.#options() });
      if (this.#inspectId !== importId) return;
      this.#inspection = found;
    } catch (error) {
      if (this.#inspectId !== importId) return;
      this.#problem = describe(failureOf(error));
    }
    this.#inspectId = null;
    this.#isInspecting = false;
  }

  /** The choices have changed since it began. */
  #dropInspection(): void {
    if (this.#inspectId === null) return;
    const importId = this.#inspectId;
    this.#inspectId = null;
    // Where it cannot be cancelled it ends by itself, and nobody listens any more.
    this.#client.call('datasets.cancelImport', { importId }).catch((error: unknown) => console.warn('An inspection goes on.', error));
  }
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}
