/** Moving layers by hand: which one is dragged, and where it would fall. Moving by keys and buttons goes through the same orders. */

const TYPE = 'application/x-batchlab-layer';

/** The former positions in their new order, when the layer at `from` goes to stand before the one that is at `before` now. */
export function movedOrder(count: number, from: number, before: number): readonly number[] {
  const others = Array.from({ length: count }, (_, index) => index).filter((index) => index !== from);
  const at = before > from ? before - 1 : before;
  return [...others.slice(0, at), from, ...others.slice(at)];
}

export class LayerDrag {
  #from = $state<number | null>(null);
  #before = $state<number | null>(null);
  readonly #move: (from: number, before: number) => void;

  constructor(move: (from: number, before: number) => void) {
    this.#move = move;
  }

  get from(): number | null {
    return this.#from;
  }
  /** The position before which the layer would fall; null where it would stay. */
  get before(): number | null {
    const stays = this.#from === null || this.#before === this.#from || this.#before === this.#from + 1;
    return stays ? null : this.#before;
  }

  start(event: DragEvent, index: number): void {
    this.#from = index;
    event.dataTransfer?.setData(TYPE, String(index));
    if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move';
  }
  /** Over the upper half of a row it falls before it, over the lower half behind it. */
  over(event: DragEvent & { readonly currentTarget: HTMLElement }, index: number): void {
    if (this.#from === null) return;
    event.preventDefault();
    const { top, height } = event.currentTarget.getBoundingClientRect();
    this.#before = event.clientY < top + height / 2 ? index : index + 1;
  }
  drop(event: DragEvent): void {
    event.preventDefault();
    if (this.#from !== null && this.before !== null) this.#move(this.#from, this.before);
    this.end();
  }
  end(): void {
    this.#from = null;
    this.#before = null;
  }
}
