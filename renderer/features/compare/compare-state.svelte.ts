/** The comparison that is open: which experiments, what is loaded of them, and how they are looked at. */
import { SvelteSet } from 'svelte/reactivity';
import type { LabClient } from '#contract/contract';
import type { Place } from '#core/compare/place';
import type { BandKind } from '#core/series/mean-band';
import type { ProgressAxis } from '#core/series/axis';
import type { Target } from '#core/series/steps-to-target';
import {
  commonEnd,
  comparedConditions,
  comparisonRows,
  type ComparedCondition,
  type ComparisonRow,
  type LoadedExperiment,
} from '#renderer/features/compare/comparison.ts';
import { hasSplit, lossOf, scoreOf, type Quantity, type SplitName } from '#renderer/charts/score.ts';

const RUNS_PER_CALL = 500;
/** What the switch of smoothing turns on. */
const SMOOTHING = 0.8;
/** With more conditions than this only the selected one has a band. */
const MANY = 4;
const SPLITS: readonly SplitName[] = ['test', 'validation', 'train'];

export class CompareState {
  readonly #client: LabClient;
  #ids: readonly string[] = [];
  #loaded = $state.raw<readonly LoadedExperiment[]>([]);
  #isLoading = $state(false);
  #error = $state.raw<unknown>(null);
  readonly #hidden = new SvelteSet<string>();
  #selected = $state<string | null | undefined>(undefined);
  #axis = $state<ProgressAxis | null>(null);
  #target = $state.raw<Target | null | undefined>(undefined);
  isLog = $state(true);
  isSmoothed = $state(false);
  band = $state<BandKind>('interval');
  readAt = $state<Place['kind']>('equal');

  constructor(client: LabClient) {
    this.#client = client;
  }

  /** Loads what is new among the experiments, keeps what is loaded, drops what is no longer chosen. */
  async show(ids: readonly string[]): Promise<void> {
    this.#ids = ids;
    this.#isLoading = true;
    this.#error = null;
    try {
      const loaded = await Promise.all(
        ids.map(async (id) => this.#loaded.find(({ detail }) => detail.summary.id === id) ?? (await this.#load(id))),
      );
      if (this.#ids === ids) this.#loaded = loaded;
    } catch (error) {
      if (this.#ids === ids) this.#error = error;
    }
    if (this.#ids === ids) this.#isLoading = false;
  }

  /** Loads everything again: an experiment that trains has gone on. */
  async reload(): Promise<void> {
    const ids = this.#ids;
    this.#loaded = [];
    await this.show(ids);
  }

  async #load(id: string): Promise<LoadedExperiment> {
    const detail = await this.#client.call('experiments.get', { id });
    const ids = detail.runs.map((run) => run.id);
    const parts: Promise<LoadedExperiment['curves']>[] = [];
    for (let from = 0; from < ids.length; from += RUNS_PER_CALL) {
      parts.push(this.#client.call('runs.curves', { runIds: ids.slice(from, from + RUNS_PER_CALL) }));
    }
    return { detail, curves: (await Promise.all(parts)).flat() };
  }

  get experiments(): readonly LoadedExperiment[] {
    return this.#loaded;
  }
  get isLoading(): boolean {
    return this.#isLoading;
  }
  get error(): unknown {
    return this.#error;
  }

  readonly #all = $derived.by(() => comparedConditions(this.#loaded));
  /** Every condition of the chosen experiments. */
  get conditions(): readonly ComparedCondition[] {
    return this.#all;
  }
  readonly #shown = $derived.by(() => this.#all.filter(({ key }) => !this.#hidden.has(key)));
  /** Those that are not switched off. */
  get shown(): readonly ComparedCondition[] {
    return this.#shown;
  }

  isShown(key: string): boolean {
    return !this.#hidden.has(key);
  }
  toggle(key: string): void {
    if (!this.#hidden.delete(key)) this.#hidden.add(key);
  }
  showAll(): void {
    this.#hidden.clear();
  }

  /** The condition shown with its band and single runs; null: none. Among many, one in the middle to begin with. */
  get selected(): ComparedCondition | null {
    const shown = this.#shown;
    if (this.#selected === undefined) return shown.length > MANY ? shown[Math.floor(shown.length / 2) - 1] : null;
    return shown.find(({ key }) => key === this.#selected) ?? null;
  }
  select(key: string | null): void {
    this.#selected = key;
  }

  /** What the person switched to, else the unit of the first experiment's budget. */
  get axis(): ProgressAxis {
    return this.#axis ?? this.#loaded.at(0)?.detail.spec.budget.unit ?? 'epochs';
  }
  set axis(axis: ProgressAxis) {
    this.#axis = axis;
  }
  get smoothing(): number {
    return this.isSmoothed ? SMOOTHING : 0;
  }

  /** The best split that all experiments have: results are judged by it. */
  readonly #score = $derived.by((): Quantity => {
    const all = this.#loaded.map(({ detail }) => detail);
    const split = SPLITS.find((name) => all.every((detail) => hasSplit(detail, name))) ?? 'train';
    return scoreOf(split, this.#loaded.at(0)?.detail.summary.scoreKind ?? 'accuracy');
  });
  get score(): Quantity {
    return this.#score;
  }
  get loss(): Quantity {
    return lossOf('train', this.#loaded.at(0)?.detail.spec.loss ?? 'crossEntropy');
  }
  /** Why the chosen experiments cannot be laid over each other; null if they can. */
  get mismatch(): string | null {
    const first = this.#loaded.at(0)?.detail;
    if (first === undefined) return null;
    if (this.#loaded.some(({ detail }) => detail.summary.scoreKind !== first.summary.scoreKind)) {
      return 'Some of these experiments predict classes and some predict numbers: accuracy and R² cannot share an axis. Take one kind out.';
    }
    if (this.#loaded.every(({ detail }) => detail.spec.loss === first.spec.loss)) return null;
    return 'These experiments use different losses: their loss curves are in different units.';
  }

  /** What was typed, else the target of the first experiment that has one. */
  get target(): Target | null {
    if (this.#target !== undefined) return this.#target;
    return this.#loaded.find(({ detail }) => detail.spec.target !== null)?.detail.spec.target ?? null;
  }
  setTarget(target: Target | null): void {
    this.#target = target;
  }

  /** The place where all are read; null without a finished run. */
  readonly #place = $derived.by((): Place | null => {
    const end = commonEnd(this.#shown, this.axis);
    if (end === null) return null;
    return this.readAt === 'end' ? { kind: 'end' } : { kind: 'equal', axis: this.axis, x: end };
  });
  get place(): Place | null {
    return this.#place;
  }
  readonly #rows = $derived.by(() => comparisonRows(this.#shown, this.#score, this.target, this.#place ?? { kind: 'end' }));
  get rows(): readonly ComparisonRow[] {
    return this.#rows;
  }
}
