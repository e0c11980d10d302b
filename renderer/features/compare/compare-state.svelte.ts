/** The comparison that is open: which experiments, what is switched off, and how it is looked at. */
import { SvelteSet } from 'svelte/reactivity';
import type { LabClient } from '#contract/contract';
import type { ComparedExperiment } from '#core/compare/experiments';
import { openStudy, type Choices, type Lens, type Study } from '#core/compare/study';
import type { Finding, ShowMe, Tab } from '#core/findings/finding';
import { findings } from '#core/findings/rules';
import type { ProgressAxis } from '#core/series/axis';
import type { BandKind } from '#core/series/mean-band';
import type { Quantity } from '#renderer/charts/score.ts';
import { compareView, conditionLooks, type CompareView, type Looks } from '#renderer/features/compare/compare-view.ts';
import { parseItems } from '#renderer/features/compare/compare-items.ts';
import { loadExperiment, withoutHidden, type LoadedExperiment } from '#renderer/features/compare/loaded.ts';
import { isMeasured, measuredColumns, measureOf, quantityOf, type MeasuredColumn } from '#renderer/features/compare/quantities.ts';

/** What the switch of smoothing turns on. */
const SMOOTHING = 0.8;
/** With more groups than this only the selected one has a band. */
const MANY = 4;

export type CompareTab = 'overview' | Tab;
/** What a person chose; what is left out is as the experiments suggest. */
export type Chosen = Partial<Pick<Choices, 'lens' | 'summary' | 'groupBy' | 'target' | 'arrivalRule'>>;

export class CompareState {
  readonly client: LabClient;
  #ids: readonly string[] = [];
  #loaded = $state.raw<readonly LoadedExperiment[]>([]);
  #error = $state.raw<unknown>(null);
  #column = $state<MeasuredColumn | null>(null);
  #selected = $state<string | null | undefined>(undefined);
  /** Keys `experiment/condition` that are switched off, and ids of runs that are left out by hand. */
  readonly hidden = new SvelteSet<string>();
  readonly leftOut = new SvelteSet<string>();
  chosen = $state.raw<Chosen>({});
  tab = $state<CompareTab>('overview');
  isLog = $state(true);
  isSmoothed = $state(false);
  band = $state<BandKind>('interval');
  isSideBySide = $state(false);
  /** Group that the others are held against; null for the largest batch. */
  reference = $state<string | null>(null);

  constructor(client: LabClient) {
    this.client = client;
  }

  /** Loads what is new among the experiments, keeps what is loaded, drops what is no longer chosen. */
  async show(ids: readonly string[]): Promise<void> {
    this.#ids = ids;
    this.#error = null;
    const { experimentIds, conditions } = parseItems(ids);
    try {
      const known = this.#loaded;
      const loaded = await Promise.all(
        experimentIds.map(async (id) => known.find(({ compared }) => compared.id === id) ?? (await loadExperiment(this.client, id))),
      );
      if (this.#ids !== ids) return;
      this.#loaded = loaded;
      for (const { compared } of loaded) {
        const wanted = conditions.get(compared.id);
        if (wanted === undefined || known.some((one) => one.compared.id === compared.id)) continue;
        for (const { index } of compared.conditions) if (!wanted.includes(index)) this.hidden.add(`${compared.id}/${index}`);
      }
    } catch (error) {
      if (this.#ids === ids) this.#error = error;
    }
  }

  /** Loads everything again: an experiment that trains has gone on. What was drawn stays until then. */
  async reload(): Promise<void> {
    const ids = this.#ids;
    try {
      const loaded = await Promise.all(parseItems(ids).experimentIds.map((id) => loadExperiment(this.client, id)));
      if (this.#ids === ids) [this.#loaded, this.#error] = [loaded, null];
    } catch (error) {
      if (this.#ids === ids) this.#error = error;
    }
  }

  /** Drops what is loaded, so that the next address is read as a new one. */
  forget(): void {
    this.#loaded = [];
    this.#ids = [];
  }

  get loaded(): readonly LoadedExperiment[] {
    return this.#loaded;
  }
  get error(): unknown {
    return this.#error;
  }

  readonly #all = $derived.by((): readonly ComparedExperiment[] => this.#loaded.map(({ compared }) => compared));
  /** Whole experiments, also what is switched off of them. */
  get all(): readonly ComparedExperiment[] {
    return this.#all;
  }
  readonly #looks = $derived.by(() => conditionLooks(this.#all));
  get looks(): Looks {
    return this.#looks;
  }

  isShown(key: string): boolean {
    return !this.hidden.has(key);
  }
  toggle(key: string): void {
    if (!this.hidden.delete(key)) this.hidden.add(key);
  }
  showAll(): void {
    this.hidden.clear();
    this.leftOut.clear();
  }

  readonly #columns = $derived.by(() => measuredColumns(this.#all));
  get columns(): readonly MeasuredColumn[] {
    return this.#columns;
  }
  /** What is measured: chosen, else the score of the best split that all experiments have. */
  get column(): MeasuredColumn {
    const chosen = this.#column;
    return chosen !== null && this.#columns.includes(chosen) ? chosen : (this.#columns.at(0) ?? 'trainScore');
  }
  set column(column: MeasuredColumn) {
    this.#column = column;
  }
  quantityOf(column: MeasuredColumn): Quantity {
    const first = this.#all[0];
    return quantityOf(column, first);
  }

  readonly #study = $derived.by((): Study => {
    const shown = withoutHidden(this.#all, { isShown: (key) => this.isShown(key), isKept: (id) => !this.leftOut.has(id) });
    const measure = measureOf(this.column, this.#all.at(0)?.scoreKind ?? 'accuracy');
    return openStudy(shown, { ...this.chosen, measure });
  });
  get study(): Study {
    return this.#study;
  }
  get lens(): Lens {
    return this.#study.choices.lens;
  }
  choose(chosen: Chosen): void {
    this.chosen = { ...this.chosen, ...chosen };
  }

  /** Key of the group shown with its band and single runs; null: none. Among many, one in the middle to begin with. */
  get selected(): string | null {
    const { groups } = this.#study;
    if (this.#selected === undefined) return groups.length > MANY ? groups[Math.floor(groups.length / 2) - 1].key : null;
    return groups.find(({ key }) => key === this.#selected)?.key ?? null;
  }
  select(key: string | null): void {
    this.#selected = key;
  }
  get axis(): ProgressAxis {
    const { lens } = this.#study.choices;
    return lens === 'end' ? (this.#all.at(0)?.spec.budget.unit ?? 'epochs') : lens;
  }

  readonly #view = $derived.by((): CompareView | null => {
    if (this.#all.length === 0) return null;
    const { isLog, band } = this;
    const smoothing = this.isSmoothed ? SMOOTHING : 0;
    return compareView(this.#study, this.#looks, {
      quantity: this.quantityOf(this.column),
      axis: this.axis,
      isLog,
      smoothing,
      band,
      selected: this.selected,
    });
  });
  /** null until something is loaded. */
  get view(): CompareView | null {
    return this.#view;
  }

  readonly #findings = $derived.by(() => (this.#all.length === 0 || this.isIncomparable ? [] : findings(this.#study)));
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Goes where a finding can be seen. */
  follow({ tab, settings }: ShowMe): void {
    this.tab = tab;
    if (settings.lens !== undefined) this.choose({ lens: settings.lens });
    if (settings.column !== undefined && isMeasured(settings.column)) this.column = settings.column;
    const group = settings.groups?.find((key) => this.#study.groups.some((one) => one.key === key));
    if (group !== undefined && (settings.groups?.length ?? 0) <= 2) this.select(group);
  }

  /** Accuracy and R² are different things: nothing is drawn or concluded across them. */
  get isIncomparable(): boolean {
    return this.#all.some(({ scoreKind }) => scoreKind !== this.#all[0].scoreKind);
  }
  /** What cannot be laid over each other though it is drawn; null where nothing is. */
  get mismatch(): string | null {
    const [first] = this.#all;
    if (this.#all.every(({ spec }) => spec.loss === first.spec.loss)) return null;
    return 'These experiments use different losses: their loss curves are in different units.';
  }
}
