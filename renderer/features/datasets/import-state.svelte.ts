/** One import: the files, how the first of them reads, what the person says about them, and how far it is. */
import type { LabClient } from '#contract/contract';
import type { DatasetSummary } from '#contract/model';
import { describe, failureOf } from '#core/failure';
import { type ChosenFile, suggestedName } from '#renderer/features/datasets/chosen-files.ts';
import { fileKind, type FileKind } from '#renderer/features/datasets/file-kind.ts';
import { readHead, type TableHead } from '#renderer/features/datasets/table-head.ts';
import type { Library } from '#renderer/state/library.svelte.ts';
import { formatBytes } from '#renderer/ui/format.ts';

export interface ImportChoices {
  readonly name: string;
  /** null for the last column. */
  readonly target: string | null;
  readonly task: 'auto' | 'classification' | 'regression';
  readonly missing: 'refuse' | 'dropRows' | 'mean';
  readonly words: 'refuse' | 'oneHot';
  readonly colour: 'auto' | 'grey' | 'colour';
}

const START: ImportChoices = { name: '', target: null, task: 'auto', missing: 'refuse', words: 'refuse', colour: 'auto' };
const HEAD_BYTES = 131_072;
const MOST_BYTES = 256 * 1024 * 1024;

export class ImportState {
  #files = $state.raw<readonly ChosenFile[]>([]);
  #kind = $state.raw<FileKind>('table');
  #head = $state.raw<TableHead | null>(null);
  #choices = $state.raw<ImportChoices>(START);
  /** 0 to 1 while it is under way. */
  #part = $state.raw<number | null>(null);
  #problem = $state.raw<string | null>(null);
  #importId: string | null = null;
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
  /** Of one table. */
  get head(): TableHead | null {
    return this.#head;
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
  /** Column of the target in the head; -1 where there is none of that name. */
  get targetIndex(): number {
    const columns = this.#head?.columns ?? [];
    return this.#choices.target === null ? columns.length - 1 : columns.findIndex(({ name }) => name === this.#choices.target);
  }
  get whyNot(): string | null {
    if (this.#files.length === 0) return 'Choose a file first.';
    if (this.bytes > MOST_BYTES) return `At most ${formatBytes(MOST_BYTES)} can be imported here.`;
    return this.#choices.name.trim() === '' ? 'Give it a name.' : null;
  }

  choose(part: Partial<ImportChoices>): void {
    this.#choices = { ...this.#choices, ...part };
  }

  async take(files: readonly ChosenFile[]): Promise<void> {
    if (files.length === 0 || this.#part !== null) return;
    this.#files = files;
    this.#head = null;
    this.#problem = null;
    this.#choices = { ...START, name: suggestedName(files.map(({ name }) => name)) };
    const [{ name, file }] = files;
    try {
      const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
      if (this.#files !== files) return;
      this.#kind = fileKind(name, head);
      this.#head = files.length === 1 && this.#kind === 'table' ? readHead(head, file.size <= HEAD_BYTES) : null;
      if (this.bytes > MOST_BYTES)
        this.#problem = `${formatBytes(this.bytes)} are too much: at most ${formatBytes(MOST_BYTES)} can be imported here. The command line takes larger files: batchlab data import.`;
    } catch (error) {
      this.#files = [];
      this.#problem = `${name} cannot be read: ${error instanceof Error ? error.message : String(error)} Choose a file that is still there.`;
    }
  }

  /** null where it failed or was cancelled: `problem` says why. */
  async run(): Promise<DatasetSummary | null> {
    if (this.#part !== null || this.whyNot !== null) return null;
    const { name, target, task, missing, words, colour } = this.#choices;
    const importId = crypto.randomUUID();
    this.#importId = importId;
    this.#part = 0;
    this.#problem = null;
    const end = this.#client.subscribe('import', (progress) => {
      if (progress.importId === importId) this.#part = progress.part;
    });
    try {
      const files = await Promise.all(
        this.#files.map(async (one) => ({ name: one.name, bytes: new Uint8Array(await one.file.arrayBuffer()) })),
      );
      return await this.#library.importData({ importId, files, name: name.trim(), target, task, missing, words, images: { colour } });
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
    this.#files = [];
    this.#head = null;
    this.#problem = null;
    this.#choices = START;
  }
}
