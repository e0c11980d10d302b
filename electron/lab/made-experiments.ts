/** Experiments made from a run: the same once more from its seed, or on from one of its states with something changed. */
import type { Handlers } from '#contract/contract';
import type { Origin } from '#contract/provenance';
import { branchOf } from '#core/experiment/branch';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';
import type { ChosenPool } from '#lab/engine-desk';
import { createExperiment } from '#lab/new-experiment';
import type { Clock, Environment } from '#lab/ports/environment';
import type { NewRun, Store, StoredExperiment, StoredRun } from '#lab/ports/store';
import { fullRunName } from '#lab/run-names';
import { mustGetExperiment, mustGetRun } from '#lab/stored';
import { exactly } from '#lab/study-lineage';
import { conditionSpec } from '#lab/summaries';

interface MadeExperimentPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
  open(parent: StoredExperiment, run: StoredRun): Promise<ChosenPool>;
  /** Puts it into the queue. */
  add(id: string, message: string): void;
}

interface Made {
  readonly name: string;
  readonly spec: ExperimentSpec;
  readonly condition: Condition;
  readonly origin: Origin;
  readonly from?: NewRun['from'];
  readonly message: string;
}

export function madeExperiments(ports: MadeExperimentPorts): Pick<Handlers, 'runs.repeat' | 'runs.branch'> {
  const { store } = ports;

  async function make(run: StoredRun, parent: StoredExperiment, made: Made): Promise<{ readonly id: string }> {
    const chosen = await ports.open(parent, run);
    const id = createExperiment(ports, chosen, {
      spec: { ...made.spec, name: made.name, replicates: 1 },
      conditions: [made.condition],
      // The same replicate has the same seed: the run's own, whatever its number.
      runs: [{ condition: 0, replicate: run.replicate, ...(made.from === undefined ? {} : { from: made.from }) }],
      dataHashes: [parent.provenance.conditionDataHashes?.[run.condition] ?? parent.dataHash],
      dataShape: parent.dataShape,
      origin: made.origin,
    });
    ports.add(id, made.message);
    return { id };
  }

  return {
    'runs.repeat': ({ runId }) => {
      const run = mustGetRun(store, runId);
      const parent = mustGetExperiment(store, run.experimentId);
      if (run.status !== 'finished' && run.status !== 'diverged') {
        throw new LabError({
          kind: 'conflict',
          problem: 'Only a run that has ended can be repeated exactly: this one has no end to arrive at.',
        });
      }
      const what = fullRunName(parent, run);
      return make(run, parent, {
        name: shortened(`Repeat of ${what}`),
        spec: conditionSpec(parent, run.condition),
        condition: repeated(parent.conditions[run.condition], run),
        origin: { kind: 'repeat', experimentId: parent.id, runId, verdict: null },
        message: `Repeats ${what} (run ${runId}), to see whether it comes out the same.`,
      });
    },
    'runs.branch': ({ runId, update, change }) => {
      const run = mustGetRun(store, runId);
      const parent = mustGetExperiment(store, run.experimentId);
      if (!store.keptStates(runId).some((state) => state.update === update)) {
        const problem = `The state of this run at update ${update.toLocaleString('en-US')} was not kept, so it cannot be gone on from there.`;
        throw new LabError({ kind: 'conflict', problem });
      }
      const spec = conditionSpec(parent, run.condition);
      const { condition, updatesLeft } = branchOf(parent.conditions[run.condition], spec, update, change);
      if (updatesLeft <= 0) {
        const problem = `At update ${update.toLocaleString('en-US')} the budget of this run is used up: there is nothing left to train.`;
        throw new LabError({ kind: 'conflict', problem });
      }
      const words = [
        ...(change.batchSize === undefined ? [] : [`batch size ${String(change.batchSize)}`]),
        ...(change.learningRate === undefined ? [] : [`learning rate ${String(change.learningRate)}`]),
      ].join(', ');
      const what = fullRunName(parent, run);
      const where = `update ${update.toLocaleString('en-US')}`;
      return make(run, parent, {
        name: shortened(`${words} from ${where} of ${what}`),
        spec,
        condition,
        origin: { kind: 'branch', experimentId: parent.id, runId, update, change },
        from: { runId, update },
        message: `Goes on from ${where} of ${what} (run ${runId}) with ${words}. What came before is a copy of that run.`,
      });
    },
  };
}

function repeated(condition: Condition, run: StoredRun): Condition {
  return condition.length.seconds === null ? { ...condition, index: 0, factors: {} } : exactly(condition, run.update);
}

/** Names have 200 characters at most. */
function shortened(name: string): string {
  const letters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  return name.length <= 150 ? name : `${letters.slice(0, 100).join('').slice(0, 190)}…`;
}
