/** The past on the screen: search, order, what is open, what is ticked, and what the inspector shows; kept while other screens are open. */
import { SvelteSet } from 'svelte/reactivity';
import type { LabClient } from '#contract/contract';
import type { ExperimentSummary } from '#contract/experiments';
import {
  beginsDescending,
  columnsOf,
  readColumns,
  readSorting,
  sortExperiments,
  USUAL_COLUMNS,
  writeColumns,
  writeSorting,
  type Column,
  type ColumnId,
  type SortColumn,
  type Sorting,
} from '#renderer/features/history/history-columns.ts';
import { filterExperiments, isFiltering, NO_FILTERS, type Filters } from '#renderer/features/history/history-filter.ts';
import { flatten, type Opened, type Row } from '#renderer/features/history/history-rows.ts';
import { unwatchedSet } from '#renderer/state/unwatched.ts';

const COLUMNS_KEY = 'batchlab.history.columns';
/** Experiments that are asked for at once when all are opened. */
const TOGETHER = 25;
const SORTING_KEY = 'batchlab.history.sorting';

/** Where choices are remembered: the storage of the window. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>;

export class HistoryState {
  readonly #client: LabClient;
  readonly #listed: () => readonly ExperimentSummary[] | null;
  readonly #memory: Memory;
  #filters = $state.raw<Filters>(NO_FILTERS);
  isBin = $state(false);
  #sorting = $state.raw<Sorting>(readSorting(null));
  #chosen = $state.raw<readonly ColumnId[]>(USUAL_COLUMNS);
  #binned = $state.raw<readonly ExperimentSummary[] | null>(null);
  #binError = $state.raw<unknown>(null);
  #details = $state.raw<Readonly<Partial<Record<string, Opened>>>>({});
  readonly #open = new SvelteSet<string>();
  readonly #unfolded = new SvelteSet<string>();
  readonly ticked = new SvelteSet<string>();
  /** Key of the row that has the keyboard, and that the inspector shows. */
  #current = $state<string | null>(null);
  isInspecting = $state(false);
  /** How far down the table is; the table writes it and begins with it. */
  scrollTop = 0;
  /** Key of a row that is to come into sight; the table sets it back. */
  sought = $state<string | null>(null);
  #isOnScreen = false;
  /** Opened experiments that changed while another screen was open. */
  readonly #stale = unwatchedSet<string>();

  /** `listed`: all experiments outside the bin, null until known. */
  constructor(client: LabClient, listed: () => readonly ExperimentSummary[] | null, memory: Memory) {
    this.#client = client;
    this.#listed = listed;
    this.#memory = memory;
    this.#sorting = readSorting(memory.getItem(SORTING_KEY));
    this.#chosen = readColumns(memory.getItem(COLUMNS_KEY));
    client.subscribe('experiment', ({ id }) => {
      if (this.#details[id] !== undefined) {
        if (this.#isOnScreen) void this.#load(id);
        else this.#stale.add(id);
      }
      if (this.isBin && this.#isOnScreen) void this.loadBin();
    });
    client.onConnection((isConnected) => {
      if (!isConnected) for (const id of Object.keys(this.#details)) this.#stale.add(id);
      else if (this.#isOnScreen) void this.#refresh();
    });
  }

  /** Call when the screen opens; brings what it shows up to date. Returns what to call when it closes. */
  start(): () => void {
    this.#isOnScreen = true;
    void this.#refresh();
    return () => {
      this.#isOnScreen = false;
    };
  }
  async #refresh(): Promise<void> {
    const ids = [...this.#stale];
    this.#stale.clear();
    if (this.isBin) void this.loadBin();
    for (let at = 0; at < ids.length; at += TOGETHER) await this.#loadAll(ids.slice(at, at + TOGETHER));
  }

  readonly #all = $derived.by(() => (this.isBin ? this.#binned : this.#listed()));
  readonly #sorted = $derived(this.#all === null ? null : sortExperiments(this.#all, this.#sorting));
  readonly #shown = $derived(this.#sorted === null ? null : filterExperiments(this.#sorted, this.#filters, Date.now()));
  /** Of the bin, or of all else, before search and filter; null until known. */
  get all(): readonly ExperimentSummary[] | null {
    return this.#all;
  }
  get filters(): Filters {
    return this.#filters;
  }
  get isFiltering(): boolean {
    return isFiltering(this.#filters);
  }
  narrow(change: Partial<Filters>): void {
    this.#filters = { ...this.#filters, ...change };
  }
  showAll(): void {
    this.#filters = NO_FILTERS;
  }
  readonly #columns = $derived(columnsOf(this.#chosen));
  get columns(): readonly Column[] {
    return this.#columns;
  }
  toggleColumn(id: ColumnId): void {
    this.#chosen = this.#chosen.includes(id) ? this.#chosen.filter((one) => one !== id) : [...this.#chosen, id];
    this.#memory.setItem(COLUMNS_KEY, writeColumns(this.#chosen));
  }
  /** Experiments after search and filter, in order; null until known. */
  get shown(): readonly ExperimentSummary[] | null {
    return this.#shown;
  }
  readonly #rows = $derived.by(() =>
    flatten(this.#shown ?? [], {
      isOpen: (key) => this.#open.has(key),
      isUnfolded: (key) => this.#unfolded.has(key),
      opened: (id) => this.#details[id] ?? { kind: 'loading' },
    }),
  );
  get rows(): readonly Row[] {
    return this.#rows;
  }
  get current(): Row | null {
    return this.#rows.find(({ key }) => key === this.#current) ?? null;
  }
  /** The opened experiment of the current row. */
  get currentDetail(): Opened {
    const row = this.current;
    return row === null ? { kind: 'loading' } : (this.#details[row.experiment.id] ?? { kind: 'loading' });
  }
  get sorting(): Sorting {
    return this.#sorting;
  }
  get binError(): unknown {
    return this.#binError;
  }

  sortBy(column: SortColumn): void {
    const isSame = this.#sorting.column === column;
    this.#sorting = { column, isDescending: isSame ? !this.#sorting.isDescending : beginsDescending(column) };
    this.#memory.setItem(SORTING_KEY, writeSorting(this.#sorting));
  }

  showBin(isBin: boolean): void {
    this.isBin = isBin;
    this.ticked.clear();
    this.isInspecting = false;
    if (isBin) void this.loadBin();
  }
  async loadBin(): Promise<void> {
    try {
      const all = await this.#client.call('experiments.list', {});
      this.#binned = all.filter(({ isDeleted }) => isDeleted);
      this.#binError = null;
    } catch (error) {
      this.#binError = error;
    }
  }

  /** Asks again for the details of an experiment. */
  retryDetail(id: string): void {
    void this.#load(id);
  }

  toggleOpen(row: Row): void {
    if (row.kind === 'more') this.#unfolded.add(row.conditionKey);
    if (row.kind === 'failed') void this.#load(row.experiment.id);
    if (row.kind !== 'experiment' && row.kind !== 'condition') return;
    if (!this.#open.delete(row.key)) this.#open.add(row.key);
    if (row.kind === 'experiment') this.#need(row.experiment.id);
  }
  /** Opens (true) or closes; what cannot be opened stays as it is. */
  setOpen(row: Row, isOpen: boolean): void {
    if ((row.kind === 'experiment' || row.kind === 'condition') && row.isOpen !== isOpen) this.toggleOpen(row);
  }
  /** Opens all rows of one kind that there are. */
  async openAll(kind: 'experiment' | 'condition'): Promise<void> {
    const rows = this.#rows.filter((row) => row.kind === kind);
    for (const { key } of rows) this.#open.add(key);
    if (kind === 'condition') return;
    const missing = rows.map(({ experiment }) => experiment.id).filter((id) => this.#details[id]?.kind !== 'loaded');
    for (let at = 0; at < missing.length; at += TOGETHER) await this.#loadAll(missing.slice(at, at + TOGETHER));
  }
  toggleTick(id: string): void {
    if (!this.ticked.delete(id)) this.ticked.add(id);
  }
  moveTo(row: Row): void {
    this.#current = row.key;
    if (this.isInspecting) this.#need(row.experiment.id);
  }
  inspect(row: Row): void {
    this.isInspecting = true;
    this.moveTo(row);
  }
  /** Opens an experiment that was asked for by address, whatever bin, search or filter hid it. */
  reveal(id: string): void {
    const listed = this.#listed();
    if (this.isBin && listed?.some((one) => one.id === id) === true) this.showBin(false);
    if (this.#all?.some((one) => one.id === id) === true && this.#shown?.some((one) => one.id === id) !== true) this.showAll();
    this.isInspecting = true;
    // Back from one of its runs, everything is as it was left.
    if (this.current?.experiment.id === id) return;
    this.#current = id;
    this.#open.add(id);
    this.sought = id;
    this.#need(id);
  }

  #need(id: string): void {
    const known = this.#details[id];
    if (known === undefined || known.kind === 'failed') void this.#load(id);
  }
  async #load(id: string): Promise<void> {
    if (this.#details[id]?.kind !== 'loaded') this.#details = { ...this.#details, [id]: { kind: 'loading' } };
    await this.#loadAll([id]);
  }
  /** Several at once come into the table at once. */
  async #loadAll(ids: readonly string[]): Promise<void> {
    const loaded = await Promise.all(
      ids.map(async (id): Promise<readonly [string, Opened]> => {
        try {
          return [id, { kind: 'loaded', detail: await this.#client.call('experiments.get', { id }) }];
        } catch (error) {
          return [id, { kind: 'failed', error }];
        }
      }),
    );
    this.#details = { ...this.#details, ...Object.fromEntries(loaded) };
  }
}
