/** What a person does to training: pause, go on, stop, skip, add seeds, put first. */
import type { Handlers } from '#contract/contract';
import type { EngineDesk } from '#lab/engine-desk';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store, StoredExperiment } from '#lab/ports/store';
import { moreReplicates } from '#lab/replicates';
import type { TrainingQueue } from '#lab/training-queue';

interface TrainingControlPorts {
  readonly store: Store;
  /** Throws LabError where there is none of that id. */
  readonly experiment: (id: string) => StoredExperiment;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly engine: EngineDesk;
  readonly queue: TrainingQueue;
  /** Something about an experiment changed. */
  readonly onChanged: (id: string) => void;
}

type ControlHandlers = Pick<
  Handlers,
  | 'experiments.pause'
  | 'experiments.resume'
  | 'experiments.stop'
  | 'experiments.skip'
  | 'experiments.unskip'
  | 'experiments.addReplicates'
  | 'queue.move'
>;

export function trainingControl(ports: TrainingControlPorts): ControlHandlers {
  const { store, experiment, clock, environment, engine, queue, onChanged } = ports;
  const setSkipped = (id: string, condition: number, isSkipped: boolean): null => {
    queue.setSkipped(experiment(id), condition, isSkipped);
    onChanged(id);
    return null;
  };
  return {
    'experiments.pause': ({ id }) => {
      queue.pause(experiment(id));
      return null;
    },
    'experiments.resume': ({ id }) => {
      queue.resume(experiment(id));
      return null;
    },
    'experiments.stop': ({ id }) => {
      queue.stop(experiment(id));
      return null;
    },
    'experiments.skip': ({ id, condition }) => setSkipped(id, condition, true),
    'experiments.unskip': ({ id, condition }) => setSkipped(id, condition, false),
    'experiments.addReplicates': async ({ id, count }) => {
      experiment(id);
      const { pool } = await engine.openAgain(experiment(id));
      const { message, ...more } = moreReplicates(experiment(id), count, { pool, environment, at: clock.now() });
      store.addRuns(more);
      queue.trainMore(
        experiment(id),
        more.runs.map((run) => run.id),
        message,
      );
      onChanged(id);
      return null;
    },
    'queue.move': ({ id, position }) => {
      queue.move(experiment(id), position);
      return null;
    },
  };
}
