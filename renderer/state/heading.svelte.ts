/** What the title bar shows of the open screen: its name, a note ("Saved 14:02"), undo and redo. */

export interface Heading {
  readonly name: string;
  readonly note: string | null;
  /** null where the screen has nothing to undo. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
}

export class HeadingState {
  #current = $state.raw<Heading | null>(null);

  get current(): Heading | null {
    return this.#current;
  }

  /** Call inside an `$effect` and return what it returns: the heading goes when the screen goes. */
  show(heading: Partial<Heading> & { readonly name: string }): () => void {
    const shown: Heading = { note: null, undo: null, redo: null, ...heading };
    this.#current = shown;
    return () => {
      if (this.#current === shown) this.#current = null;
    };
  }
}
