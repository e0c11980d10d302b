/** What a person says of experiments: name, star, tags, notes, bin; one or many at a time. */
import type { Handlers } from '#contract/contract';
import { LabError } from '#core/failure';
import type { ExperimentMarks, Store, StoredExperiment } from '#lab/ports/store';
import { mustGetExperiment } from '#lab/stored';

interface MarkPorts {
  readonly store: Store;
  /** Throws LabError where there is none of that id. */
  readonly experiment: (id: string) => StoredExperiment;
  /** Whether an experiment trains or waits to. */
  readonly isBusy: (id: string) => boolean;
  /** Whether it is being deleted for good. */
  readonly isEmptying: (id: string) => boolean;
  /** Something about an experiment changed. */
  readonly onChanged: (id: string) => void;
}

type MarkHandlers = Pick<
  Handlers,
  | 'experiments.rename'
  | 'experiments.bin'
  | 'experiments.restore'
  | 'experiments.binMany'
  | 'experiments.restoreMany'
  | 'experiments.mark'
  | 'experiments.markMany'
>;

export function marks({ store, experiment, isBusy, isEmptying, onChanged }: MarkPorts): MarkHandlers {
  const change = (ids: readonly string[], marked: ExperimentMarks): null => {
    store.markExperiments(ids, marked);
    for (const id of ids) onChanged(id);
    return null;
  };
  const bin = (ids: readonly string[]): null => {
    const busy = ids.find((id) => isBusy(id));
    if (busy !== undefined) {
      const { spec } = mustGetExperiment(store, busy);
      throw new LabError({ kind: 'conflict', problem: `"${spec.name}" is in training. Stop it before you delete it.` });
    }
    return change(ids, { isDeleted: true });
  };
  const restore = (ids: readonly string[]): null => {
    const late = ids.find((id) => isEmptying(id));
    if (late !== undefined) {
      const { spec } = mustGetExperiment(store, late);
      throw new LabError({ kind: 'conflict', problem: `"${spec.name}" is being deleted for good, so it cannot be restored.` });
    }
    return change(ids, { isDeleted: false });
  };
  return {
    'experiments.rename': ({ id, name }) => {
      experiment(id);
      store.rename(id, name);
      onChanged(id);
      return null;
    },
    'experiments.bin': ({ id }) => bin([id]),
    'experiments.restore': ({ id }) => restore([id]),
    'experiments.binMany': ({ ids }) => bin(ids),
    'experiments.restoreMany': ({ ids }) => restore(ids),
    'experiments.mark': ({ id, ...marked }) => change([id], marked),
    'experiments.markMany': ({ ids, ...marked }) => change(ids, marked),
  };
}
