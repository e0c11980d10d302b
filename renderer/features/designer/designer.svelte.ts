/**
 * The draft that is open: its value, what is wrong with it, what it costs, its undo history, and its keeping.
 * Every edit goes through `edit`; the last valid design and the text of an invalid JSON view are both saved. What is opened becomes a
 * draft of its own beside those that a person has worked on.
 */
import type { LabClient } from '#contract/contract';
import type { KeptDesign } from '#contract/designs';
import type { DesignReport } from '#contract/experiments';
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Checked } from '#core/experiment/validate';
import { shapeOf } from '#renderer/features/designer/data-source.ts';
import { DesignCheck } from '#renderer/features/designer/design-check.svelte.ts';
import { DesignEstimate } from '#renderer/features/designer/design-estimate.svelte.ts';
import { DesignText, type TextProblem, written } from '#renderer/features/designer/design-text.svelte.ts';
import { DraftSaving, type Saving } from '#renderer/features/designer/draft-saving.svelte.ts';
import { type EditHistory, edited, redone, startHistory, undone } from '#renderer/features/designer/edit-history.ts';
import { duplicated } from '#renderer/features/designer/experiment-file.ts';
import { valuesOf } from '#renderer/features/designer/factors.ts';
import type { SectionName } from '#renderer/features/designer/issues.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import type { Library } from '#renderer/state/library.svelte.ts';
import { unwatchedMap } from '#renderer/state/unwatched.ts';

/** A draft as it was left, in this window. */
interface LeftDraft {
  readonly id: string;
  readonly history: EditHistory<ExperimentSpec>;
  readonly text: string | null;
}

export class Designer {
  #id = $state.raw(newId());
  #history = $state.raw<EditHistory<ExperimentSpec>>(startHistory(newExperiment()));
  #view = $state<'form' | 'json'>('form');
  #openSections = $state.raw<readonly SectionName[]>(['data', 'batch']);
  /** Somebody worked on it; else what is opened next takes its place. */
  #isEdited = $state(false);
  /** The draft that undo goes back to, as long as nobody worked on this one. */
  #before = $state.raw<LeftDraft | null>(null);
  /** A person began before the lab answered which draft was open last. */
  #isTouched = false;
  readonly #left = unwatchedMap<string, LeftDraft>();
  readonly #client: LabClient;
  readonly #library: Library;

  readonly #shape = $derived.by((): DataShape | null => shapeOf(this.spec.data.source, this.#library.datasets));
  readonly #text = new DesignText();
  readonly #check: DesignCheck;
  readonly #estimate: DesignEstimate;
  readonly #saving: DraftSaving;

  constructor(client: LabClient, library: Library) {
    this.#client = client;
    this.#library = library;
    this.#check = new DesignCheck(
      () => this.spec,
      () => this.shape,
    );
    this.#estimate = new DesignEstimate(client, () => this.spec);
    this.#saving = new DraftSaving(client);
    void this.#load();
  }

  get id(): string {
    return this.#id;
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
  /** True while a large grid is being checked: typing goes first. */
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
    return this.#saving.state;
  }
  get estimate(): { readonly report: DesignReport; readonly isCurrent: boolean } | null {
    return this.#estimate.last;
  }
  get canUndo(): boolean {
    return this.#history.past.length > 0 || this.#text.value !== null || this.#isFresh;
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
    return this.#text.value ?? written(this.spec);
  }
  /** What is wrong with the text of the JSON view; empty where it is the design. */
  get textProblems(): readonly TextProblem[] {
    return this.#text.problems;
  }
  /** Why it cannot start now, or null. */
  get obstacle(): string | null {
    if (this.#text.isBroken) return 'The JSON has an error.';
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
  undo(): void {
    if (this.#isFresh) this.back();
    else if (this.#text.isBroken) {
      this.#text.clear();
      this.#save();
    } else this.#move(undone(this.#history));
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
    const spec = this.#text.set(text);
    if (spec !== null) this.#history = edited(this.#history, spec, 'json', Date.now());
    this.#isEdited = true;
    this.#isTouched = true;
    this.#save();
  }

  /** Begins a draft with this design; undo goes back to the one that was open. */
  open(spec: ExperimentSpec): void {
    this.#begin(spec);
    this.#save();
  }
  /** Begins a draft with an experiment file. A valid text becomes the design; another waits in the JSON view, and false comes back. */
  take(text: string): boolean {
    this.#begin(newExperiment());
    this.#set(text);
    this.#save();
    return !this.#text.isBroken;
  }
  /** Goes on with a copy under a name of its own; both are kept. */
  duplicate(): void {
    this.#isEdited = true;
    this.#begin(duplicated(this.spec));
    this.#isEdited = true;
    this.#save();
  }
  /** Goes on with a draft. Throws what the lab says. */
  async reopen(id: string): Promise<void> {
    if (id === this.#id) return;
    await this.flush();
    const kept = await this.#client.call('design.load', { id });
    if (kept === null) return;
    if (this.#isEdited) this.#leave();
    else this.#drop();
    this.#before = null;
    this.#resume(kept);
  }
  /** Back to the draft that was open before; the one that was begun instead goes into the bin. */
  back(): void {
    const before = this.#before;
    if (before === null) return;
    this.#drop();
    this.#before = null;
    this.#isEdited = true;
    this.#id = before.id;
    this.#restore(before);
    this.#save();
  }
  /** The draft that is open is in the bin: a new one takes its place. */
  discard(): void {
    this.#saving.forget(this.#id);
    this.#isEdited = false;
    this.#begin(newExperiment());
    this.#before = null;
    this.#id = newId();
    this.#estimate.soon();
  }

  /** Saves now what waits to be saved. */
  flush(): Promise<void> {
    return this.#saving.flush();
  }

  /** Begun just now: undo goes back to the draft before. */
  get #isFresh(): boolean {
    return !this.#isEdited && this.#before !== null;
  }
  #move(history: EditHistory<ExperimentSpec>): void {
    if (history === this.#history) return;
    this.#history = history;
    this.#isEdited = true;
    this.#isTouched = true;
    this.#text.clear();
    this.#save();
  }
  #begin(spec: ExperimentSpec): void {
    if (this.#isEdited) {
      this.#before = this.#leave();
      this.#id = newId();
    }
    this.#isEdited = false;
    this.#isTouched = true;
    this.#history = startHistory(spec);
    this.#text.clear();
    this.#view = 'form';
  }
  /** Remembers how the draft that is open was left; its undo history lasts as long as the window. */
  #leave(): LeftDraft {
    const left: LeftDraft = { id: this.#id, history: this.#history, text: this.#text.value };
    this.#left.set(left.id, left);
    return left;
  }
  /** Takes up a draft as the lab has it, with its undo history where nothing else changed it. */
  #resume(kept: KeptDesign): void {
    this.#id = kept.id;
    this.#isEdited = true;
    const text = typeof kept.spec === 'string' ? kept.spec : written(kept.spec);
    const left = this.#left.get(kept.id);
    if (left !== undefined && text === (left.text ?? written(left.history.present))) this.#restore(left);
    else {
      this.#history = startHistory(newExperiment());
      this.#set(text);
    }
    this.#saving.done(kept.changedAt);
    this.#estimate.soon();
  }
  #restore({ history, text }: LeftDraft): void {
    this.#history = history;
    if (text === null) this.#text.clear();
    else this.#text.set(text);
    this.#view = this.#text.isBroken ? 'json' : 'form';
  }
  /** Starts the history with a text, or leaves it to the JSON view where it is no design. */
  #set(text: string): void {
    const spec = this.#text.set(text);
    this.#view = spec === null ? 'json' : 'form';
    if (spec === null) return;
    this.#text.clear();
    this.#history = startHistory(spec);
  }
  /** The draft that is open goes: nobody worked on it, or its beginning was undone. It may never have been saved. */
  #drop(): void {
    this.#saving.forget(this.#id);
    this.#client.call('design.bin', { id: this.#id }).catch((error: unknown) => console.warn('A draft was not deleted.', error));
  }
  #save(): void {
    const { spec } = this;
    this.#saving.soon({ id: this.#id, name: spec.name.slice(0, MOST_NAME), spec: this.#text.isBroken ? this.text : spec });
    this.#estimate.soon();
  }

  async #load(): Promise<void> {
    try {
      const kept = await this.#client.call('design.load', {});
      if (kept !== null && !this.#isTouched) this.#resume(kept);
    } catch (error) {
      console.warn('The kept design could not be read.', error);
    }
    this.#estimate.soon();
  }
}

const MOST_NAME = 200;
const newId = (): string => crypto.randomUUID();
