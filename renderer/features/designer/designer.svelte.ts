/**
 * The designer: the draft that is open, what is wrong with it, what it costs, how it is shown, and its keeping.
 * Every edit goes through `edit`; the last valid design and the text of an invalid JSON view are both saved. What is opened becomes a
 * draft of its own beside those that a person has worked on.
 */
import type { LabClient } from '#contract/contract';
import type { KeptDesign } from '#contract/designs';
import type { DesignReport } from '#contract/experiments';
import type { DataShape } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Checked } from '#core/experiment/validate';
import { mostTrainingRows, shapeOf } from '#renderer/features/designer/data-source.ts';
import { DesignCheck } from '#renderer/features/designer/design-check.svelte.ts';
import { DesignEstimate } from '#renderer/features/designer/design-estimate.svelte.ts';
import { type TextProblem, written } from '#renderer/features/designer/design-text.svelte.ts';
import { DraftSaving, type Saving } from '#renderer/features/designer/draft-saving.svelte.ts';
import { duplicated } from '#renderer/features/designer/experiment-file.ts';
import type { SectionName } from '#renderer/features/designer/issues.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { OpenDraft } from '#renderer/features/designer/open-draft.svelte.ts';
import type { Library } from '#renderer/state/library.svelte.ts';

export class Designer {
  #view = $state<'form' | 'json'>('form');
  #openSections = $state.raw<readonly SectionName[]>(['data', 'batch']);
  readonly #client: LabClient;
  readonly #library: Library;

  readonly #draft = new OpenDraft();
  readonly #shape = $derived.by((): DataShape | null => shapeOf(this.spec.data.source, this.#library.datasets));
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
    return this.#draft.id;
  }
  get spec(): ExperimentSpec {
    return this.#draft.spec;
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
    return this.#shape === null ? null : mostTrainingRows(this.spec, this.#shape);
  }
  get saving(): Saving {
    return this.#saving.state;
  }
  get estimate(): { readonly report: DesignReport; readonly isCurrent: boolean } | null {
    return this.#estimate.last;
  }
  get canUndo(): boolean {
    return this.#draft.canUndo;
  }
  get canRedo(): boolean {
    return this.#draft.canRedo;
  }
  get openSections(): readonly SectionName[] {
    return this.#openSections;
  }
  get view(): 'form' | 'json' {
    return this.#view;
  }
  get text(): string {
    return this.#draft.text.value ?? written(this.spec);
  }
  /** What is wrong with the text of the JSON view; empty where it is the design. */
  get textProblems(): readonly TextProblem[] {
    return this.#draft.text.problems;
  }
  /** Why it cannot start now, or null. */
  get obstacle(): string | null {
    if (this.#draft.text.isBroken) return 'The JSON has an error.';
    const errors = this.checked.issues.filter((issue) => issue.severity === 'error');
    if (errors.length > 0)
      return errors.length === 1 ? 'One setting needs your attention.' : `${String(errors.length)} settings need your attention.`;
    if (this.isChecking) return 'The grid is being worked out.';
    return this.checked.plan === null ? 'The data is not known here.' : null;
  }

  /** Changes the design. Edits of the same `field` in quick succession are undone together. */
  edit(change: (spec: ExperimentSpec) => ExperimentSpec, field: string | null = null): void {
    if (this.#draft.edit(change(this.spec), field)) this.#save();
  }
  undo(): void {
    if (this.#draft.isFresh) this.back();
    else if (this.#draft.undo()) this.#save();
  }
  redo(): void {
    if (this.#draft.redo()) this.#save();
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
    this.#draft.write(text);
    this.#save();
  }

  /** Begins a draft with this design; undo goes back to the one that was open. */
  open(spec: ExperimentSpec): void {
    this.#draft.begin(spec);
    this.#showWhatFits();
    this.#save();
  }
  /** Begins a draft with an experiment file. A valid text becomes the design; another waits in the JSON view, and false comes back. */
  take(text: string): boolean {
    this.#draft.begin(newExperiment());
    this.#draft.startWith(text);
    this.#showWhatFits();
    this.#save();
    return !this.#draft.text.isBroken;
  }
  /** Goes on with a copy under a name of its own; both are kept. */
  duplicate(): void {
    this.#draft.claim();
    this.#draft.begin(duplicated(this.spec));
    this.#draft.claim();
    this.#showWhatFits();
    this.#save();
  }
  /** Goes on with a draft. Throws what the lab says. */
  async reopen(id: string): Promise<void> {
    if (id === this.id) return;
    await this.flush();
    const kept = await this.#client.call('design.load', { id });
    if (kept === null) return;
    if (this.#draft.isEdited) this.#draft.leave();
    else this.#drop();
    this.#resume(kept);
  }
  /** Back to the draft that was open before; the one that was begun instead goes into the bin. */
  back(): void {
    if (!this.#draft.hasBefore) return;
    this.#drop();
    this.#draft.back();
    this.#showWhatFits();
    this.#save();
  }
  /** The draft that is open is in the bin: a new one takes its place. */
  discard(): void {
    this.#saving.forget(this.id);
    this.#draft.startOver();
    this.#showWhatFits();
    this.#estimate.soon();
  }

  /** Saves now what waits to be saved. */
  flush(): Promise<void> {
    return this.#saving.flush();
  }

  #resume(kept: KeptDesign): void {
    this.#draft.resume(kept);
    this.#showWhatFits();
    this.#saving.done(kept.changedAt);
    this.#estimate.soon();
  }
  /** A text that is no design can be seen in the JSON view only. */
  #showWhatFits(): void {
    this.#view = this.#draft.text.isBroken ? 'json' : 'form';
  }
  /** The draft that is open goes: nobody worked on it, or its beginning was undone. It may never have been saved. */
  #drop(): void {
    this.#saving.forget(this.id);
    this.#client.call('design.bin', { id: this.id }).catch((error: unknown) => console.warn('A draft was not deleted.', error));
  }
  #save(): void {
    const { id, spec } = this;
    this.#saving.soon({ id, name: spec.name.slice(0, MOST_NAME), spec: this.#draft.text.isBroken ? this.text : spec });
    this.#estimate.soon();
  }

  async #load(): Promise<void> {
    try {
      const kept = await this.#client.call('design.load', {});
      if (kept !== null && !this.#draft.isTouched) this.#resume(kept);
    } catch (error) {
      console.warn('The kept design could not be read.', error);
    }
    this.#estimate.soon();
  }
}

const MOST_NAME = 200;
