/** Comparisons that people keep under a name. */
import type { Handlers } from '#contract/contract';
import type { SavedComparison } from '#contract/comparisons';
import { LabError } from '#core/failure';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';

interface ComparisonPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
}

type ComparisonHandlers = Pick<Handlers, Extract<keyof Handlers, `comparisons.${string}`>>;

export function savedComparisons({ store, clock, environment }: ComparisonPorts): ComparisonHandlers {
  const mustGet = (id: string): SavedComparison => {
    const found = store.comparisons().find((one) => one.id === id);
    if (found === undefined) throw new LabError({ kind: 'notFound', what: 'comparison', id });
    return found;
  };
  const save = (comparison: SavedComparison): SavedComparison => {
    store.saveComparison(comparison);
    return comparison;
  };
  return {
    'comparisons.list': () => store.comparisons(),
    'comparisons.save': ({ id, name, content }) => {
      const at = clock.now();
      if (id !== undefined) return save({ ...mustGet(id), name, content, changedAt: at });
      return save({ id: environment.newId(), name, content, createdAt: at, changedAt: at, isDeleted: false });
    },
    'comparisons.rename': ({ id, name }) => {
      save({ ...mustGet(id), name, changedAt: clock.now() });
      return null;
    },
    'comparisons.bin': ({ id }) => {
      save({ ...mustGet(id), isDeleted: true });
      return null;
    },
    'comparisons.restore': ({ id }) => {
      save({ ...mustGet(id), isDeleted: false });
      return null;
    },
    'comparisons.empty': ({ ids }) => {
      store.deleteComparisons(ids);
      return null;
    },
  };
}
