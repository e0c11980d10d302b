/**
 * The design that is open: its value, what is wrong with it, what it costs, its undo history, and its keeping.
 * Every edit goes through `edit`; the last valid design and the text of an invalid JSON view are both saved.
 */
import type { LabClient } from '#contract/contract';
import type { DesignReport } from '#contract/experiments';
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import { parseSpec } from '#core/experiment/parse';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Checked } from '#core/experiment/validate';
import { shapeOf } from '#renderer/features/designer/data-source.ts';
import { DesignCheck } from '#renderer/features/designer/design-check.svelte.ts';
import { DraftSaving, type Saving } from '#renderer/features/designer/draft-saving.svelte.ts';
import { type EditHistory, edited, redone, startHistory, undone } from '#renderer/features/designer/edit-history.ts';
import { valuesOf } from '#renderer/features/designer/factors.ts';
import type { SectionName } from '#renderer/features/designer/issues.ts';
import { lineOf, parseText } from '#renderer/features/designer/json-lines.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import type { Library } from '#renderer/state/library.svelte.ts';

export interface TextProblem {
  readonly line: number | null;
  readonly path: string;
  readonly message: string;
}

const CHECK_MS = 250;
export class Designer {
  #history = $state.raw<EditHistory<ExperimentSpec>>(startHistory(newExperiment()));
  /** The JSON view's text, where it is not simply the design written out. */
  #text = $state<string | null>(null);
  #problems = $state.raw<readonly TextProblem[]>([]);
  #view = $state<'form' | 'json'>('form');
  #estimate = $state.raw<{ readonly of: ExperimentSpec; readonly report: DesignReport } | null>(null);
  #openSections = $state.raw<readonly SectionName[]>(['data', 'batch']);
  #checkTimer: ReturnType<typeof setTimeout> | null = null;
  #isTouched = false;
  readonly #client: LabClient;
  readonly #library: Library;

  readonly #shape = $derived.by((): DataShape | null => shapeOf(this.spec.data.source, this.#library.datasets));
  readonly #check: DesignCheck;
  readonly #draft: DraftSaving;

  constructor(client: LabClient, library: Library) {
    this.#client = client;
    this.#library = library;
    this.#check = new DesignCheck(
      () => this.spec,
      () => this.shape,
    );
    this.#draft = new DraftSaving(client, () => (this.#problems.length > 0 ? this.text : this.spec));
    client.onConnection((isConnected) => {
      if (isConnected) this.#estimateSoon();
    });
    void this.#load();
  }

  get spec(): ExperimentSpec {
    return this.#history.present;
  }
  get shape(): DataShape | null {
    return this.#shape;
  }
  get checked(): Checked {
    return this.#check.result;
  }
  /** True while a large grid waits to be checked: typing goes first. */
  get isChecking(): boolean {
    return this.#check.isWorking;
  }
  /** Of the conditions with most; null while the data is not known. */
  get trainingRows(): number | null {
    const { data } = this.spec;
    const shape = this.#shape;
    if (shape === null) return null;
    const counts = valuesOf(this.spec, 'data.trainingRows').map((rows) => {
      // Other values are errors of the design, said elsewhere.
      const trainingRows = typeof rows === 'number' ? rows : 'all';
      return trainingRowCount({ split: data.split, trainingRows }, shape);
    });
    return Math.max(...counts);
  }
  get saving(): Saving {
    return this.#draft.state;
  }
  /** The last estimate; `isCurrent` is false while a newer one is on its way. */
  get estimate(): { readonly report: DesignReport; readonly isCurrent: boolean } | null {
    return this.#estimate === null ? null : { ...this.#estimate, isCurrent: this.#estimate.of === this.spec };
  }
  get canUndo(): boolean {
    return this.#history.past.length > 0 || this.#text !== null;
  }
  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }
  get openSections(): readonly SectionName[] {
    return this.#openSections;
  }
  get view(): 'form' | 'json' {
    return this.#view;
  }
  get text(): string {
    return this.#text ?? written(this.spec);
  }
  /** What is wrong with the text of the JSON view; empty where it is the design. */
  get textProblems(): readonly TextProblem[] {
    return this.#problems;
  }
  /** Why it cannot start now, or null. */
  get obstacle(): string | null {
    if (this.#problems.length > 0) return 'The JSON has an error.';
    const errors = this.checked.issues.filter((issue) => issue.severity === 'error');
    if (errors.length > 0)
      return errors.length === 1 ? 'One setting needs your attention.' : `${String(errors.length)} settings need your attention.`;
    if (this.isChecking) return 'The grid is being worked out.';
    return this.checked.plan === null ? 'The data is not known here.' : null;
  }

  /** Changes the design. Edits of the same `field` in quick succession are undone together. */
  edit(change: (spec: ExperimentSpec) => ExperimentSpec, field: string | null = null): void {
    this.#move(edited(this.#history, change(this.spec), field, Date.now()));
  }

  /** Puts another design in place of this one; undo brings this one back. */
  open(spec: ExperimentSpec): void {
    this.#view = 'form';
    this.edit(() => spec);
  }

  undo(): void {
    if (this.#text !== null && this.#problems.length > 0) this.#dropText();
    else this.#move(undone(this.#history));
  }
  redo(): void {
    this.#move(redone(this.#history));
  }

  /** The form cannot show a text that is no design: it then stays with the last valid one, and the text waits. */
  show(view: 'form' | 'json'): void {
    this.#view = view;
  }

  /** Sections stay as they were left when the screen is left. */
  toggleSection(name: SectionName, isOpen = !this.#openSections.includes(name)): void {
    const others = this.#openSections.filter((one) => one !== name);
    this.#openSections = isOpen ? [...others, name] : others;
  }

  /** Takes the JSON view's text: a valid design becomes the design, anything else is explained and kept. */
  write(text: string): void {
    this.#text = text;
    this.#isTouched = true;
    const parsed = parseText(text);
    if ('problem' in parsed) {
      this.#problems = [{ line: parsed.line, path: '', message: parsed.problem }];
      this.#draft.soon();
      return;
    }
    const { spec, issues } = parseSpec(parsed.value);
    this.#problems = issues.map((issue) => ({ line: lineOf(text, issue.path), path: issue.path, message: issue.message }));
    if (spec === null) {
      this.#draft.soon();
      return;
    }
    this.#history = edited(this.#history, spec, 'json', Date.now());
    this.#draft.soon();
    this.#estimateSoon();
  }

  /** Takes the text of an experiment file. A valid one becomes the design; another waits in the JSON view, and false comes back. */
  take(text: string): boolean {
    this.write(text);
    const isValid = this.#problems.length === 0;
    if (isValid) this.#text = null;
    this.#view = isValid ? 'form' : 'json';
    return isValid;
  }

  #dropText(): void {
    this.#text = null;
    this.#problems = [];
    this.#draft.soon();
  }

  #move(history: EditHistory<ExperimentSpec>): void {
    if (history === this.#history) return;
    this.#history = history;
    this.#isTouched = true;
    this.#text = null;
    this.#problems = [];
    this.#draft.soon();
    this.#estimateSoon();
  }

  async #load(): Promise<void> {
    try {
      const kept = await this.#client.call('design.load', {});
      if (kept !== null && !this.#isTouched) {
        const text = typeof kept.spec === 'string' ? kept.spec : written(kept.spec);
        this.write(text);
        if (this.#problems.length > 0) this.#view = 'json';
        else this.#text = null;
        this.#history = startHistory(this.spec);
        this.#draft.done(kept.savedAt);
      }
    } catch (error) {
      console.warn('The kept design could not be read.', error);
    }
    this.#estimateSoon();
  }

  /** Saves now what waits to be saved. */
  async flush(): Promise<void> {
    await this.#draft.flush();
  }

  #estimateSoon(): void {
    if (this.#checkTimer !== null) clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.#estimateNow(), CHECK_MS);
  }

  /** Errors are found here as well, so a lab that cannot be reached only costs the estimate. */
  async #estimateNow(): Promise<void> {
    const { spec } = this;
    try {
      const report = await this.#client.call('design.check', { spec });
      if (spec === this.spec) this.#estimate = { of: spec, report };
    } catch (error) {
      console.warn('The cost of the design could not be estimated.', error);
    }
  }
}

const written = (spec: unknown): string => JSON.stringify(spec, null, 2);
