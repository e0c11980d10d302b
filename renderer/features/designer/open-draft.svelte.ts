/** The draft that is open, with its undo history and JSON text, and those left beside it in this window. It keeps nothing beyond the window. */
import type { KeptDesign } from '#contract/designs';
import type { ExperimentSpec } from '#core/experiment/spec';
import { DesignText, written } from '#renderer/features/designer/design-text.svelte.ts';
import { type EditHistory, edited, redone, startHistory, undone } from '#renderer/features/designer/edit-history.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { unwatchedMap } from '#renderer/state/unwatched.ts';

/** A draft as it was left, in this window. */
interface LeftDraft {
  readonly id: string;
  readonly history: EditHistory<ExperimentSpec>;
  readonly text: string | null;
}

export class OpenDraft {
  readonly text = new DesignText();
  #id = $state.raw(newId());
  #history = $state.raw<EditHistory<ExperimentSpec>>(startHistory(newExperiment()));
  /** Somebody worked on it; else what is opened next takes its place. */
  #isEdited = $state(false);
  /** The draft that undo goes back to, as long as nobody worked on this one. */
  #before = $state.raw<LeftDraft | null>(null);
  #isTouched = false;
  readonly #left = unwatchedMap<string, LeftDraft>();

  get id(): string {
    return this.#id;
  }
  get spec(): ExperimentSpec {
    return this.#history.present;
  }
  get isEdited(): boolean {
    return this.#isEdited;
  }
  /** A person began something in this window. */
  get isTouched(): boolean {
    return this.#isTouched;
  }
  /** Begun just now: undo goes back to the draft before. */
  get isFresh(): boolean {
    return !this.#isEdited && this.#before !== null;
  }
  get hasBefore(): boolean {
    return this.#before !== null;
  }
  get canUndo(): boolean {
    return this.#history.past.length > 0 || this.text.value !== null || this.isFresh;
  }
  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }

  /** Edits of the same `field` in quick succession are one step. Says whether anything changed, as `undo` and `redo` do. */
  edit(spec: ExperimentSpec, field: string | null): boolean {
    return this.#move(edited(this.#history, spec, field, Date.now()));
  }
  undo(): boolean {
    if (!this.text.isBroken) return this.#move(undone(this.#history));
    this.text.clear();
    return true;
  }
  redo(): boolean {
    return this.#move(redone(this.#history));
  }
  /** A valid text becomes the design, anything else is kept as text. */
  write(text: string): void {
    const spec = this.text.set(text);
    if (spec !== null) this.#history = edited(this.#history, spec, 'json', Date.now());
    this.#isEdited = true;
    this.#isTouched = true;
  }

  /** Opens a design as a draft of its own; one that somebody worked on is left beside it. */
  begin(spec: ExperimentSpec): void {
    if (this.#isEdited) {
      this.#before = this.leave();
      this.#id = newId();
    }
    this.#isEdited = false;
    this.#isTouched = true;
    this.#history = startHistory(spec);
    this.text.clear();
  }
  /** Starts the history with a text, or leaves it to the JSON view where it is no design. */
  startWith(text: string): void {
    const spec = this.text.set(text);
    if (spec === null) return;
    this.text.clear();
    this.#history = startHistory(spec);
  }
  /** It counts as worked on although nothing was changed yet. */
  claim(): void {
    this.#isEdited = true;
  }

  /** Remembers how the draft that is open was left; its undo history lasts as long as the window. */
  leave(): LeftDraft {
    const left: LeftDraft = { id: this.#id, history: this.#history, text: this.text.value };
    this.#left.set(left.id, left);
    return left;
  }
  /** Takes up a draft as the lab has it, with its undo history where nothing else changed it. */
  resume(kept: KeptDesign): void {
    this.#before = null;
    this.#id = kept.id;
    this.#isEdited = true;
    const text = typeof kept.spec === 'string' ? kept.spec : written(kept.spec);
    const left = this.#left.get(kept.id);
    if (left !== undefined && text === (left.text ?? written(left.history.present))) this.#restore(left);
    else {
      this.#history = startHistory(newExperiment());
      this.startWith(text);
    }
  }
  /** Back to the draft that was open before. */
  back(): void {
    const before = this.#before;
    if (before === null) return;
    this.#before = null;
    this.#isEdited = true;
    this.#id = before.id;
    this.#restore(before);
  }
  /** A new draft in place of this one, with no way back. */
  startOver(): void {
    this.#isEdited = false;
    this.begin(newExperiment());
    this.#before = null;
    this.#id = newId();
  }

  #move(history: EditHistory<ExperimentSpec>): boolean {
    if (history === this.#history) return false;
    this.#history = history;
    this.#isEdited = true;
    this.#isTouched = true;
    this.text.clear();
    return true;
  }
  #restore({ history, text }: LeftDraft): void {
    this.#history = history;
    if (text === null) this.text.clear();
    else this.text.set(text);
  }
}

const newId = (): string => crypto.randomUUID();
