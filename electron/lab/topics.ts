/** Announcements inside the lab: who listens to which topic. */
import type { Topics } from '#contract/contract';

type Listener<Topic extends keyof Topics> = (value: Topics[Topic]) => void;

export class TopicBoard {
  readonly #listeners: { readonly [Topic in keyof Topics]: Set<Listener<Topic>> } = {
    status: new Set(),
    experiment: new Set(),
    import: new Set(),
    probe: new Set(),
    progress: new Set(),
  };

  subscribe<Topic extends keyof Topics>(topic: Topic, listener: Listener<Topic>): () => void {
    const listeners: Set<Listener<Topic>> = this.#listeners[topic];
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  publish<Topic extends keyof Topics>(topic: Topic, value: Topics[Topic]): void {
    for (const listener of this.#listeners[topic]) listener(value);
  }
}
