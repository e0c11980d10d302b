/** The lab: every method of the contract over the ports. */
import type { DataShape } from '#core/data/table';
import { LabError } from '#core/failure';
import type { Handlers, LabService } from '#contract/contract';
import type { DatasetSummary } from '#contract/datasets';
import type { EngineChoice } from '#contract/engines';
import type { LabStatus } from '#contract/system';
import { Backups } from '#lab/backups';
import { Bin } from '#lab/bin';
import { savedComparisons } from '#lab/comparisons';
import { curves } from '#lab/curves';
import { DataLibrary } from '#lab/data-library';
import { DatasetBin } from '#lab/dataset-bin';
import { datasets } from '#lab/datasets';
import { DesignCheck } from '#lab/design-check';
import { designedExperiments } from '#lab/designed-experiments';
import { EngineDesk } from '#lab/engine-desk';
import { keptDesigns } from '#lab/designs';
import { experimentPages } from '#lab/experiment-pages';
import { Imports, type ImportWatch } from '#lab/imports';
import { labStatus } from '#lab/lab-status';
import { madeExperiments } from '#lab/made-experiments';
import { marks } from '#lab/marks';
import type { DatasetFiles, ImportOptions } from '#lab/ports/dataset-files';
import type { Engines } from '#lab/ports/engines';
import type { Clock, Environment, Presets } from '#lab/ports/environment';
import type { Store, StoredExperiment } from '#lab/ports/store';
import type { StudyFiles } from '#lab/ports/study-files';
import { PresetLibrary } from '#lab/preset-library';
import { Probes } from '#lab/probes';
import { repeatJudge } from '#lab/repeat-verdict';
import { RunNetworks } from '#lab/run-networks';
import { runPages } from '#lab/run-pages';
import { Sealer } from '#lab/sealer';
import { mustGetExperiment } from '#lab/stored';
import { studyHandlers } from '#lab/studies';
import { SystemMonitor } from '#lab/system-monitor';
import { TopicBoard } from '#lab/topics';
import type { Training } from '#lab/training';
import { trainingControl } from '#lab/training-control';
import { TrainingQueue } from '#lab/training-queue';
import { turnsOn } from '#lab/turns';

export interface LabPorts {
  readonly store: Store;
  readonly engines: Engines;
  readonly files: DatasetFiles;
  readonly presets: Presets;
  readonly studies: StudyFiles;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly engineChoice: EngineChoice;
  /** Engine processes, or null for what suits the machine. */
  readonly workers: number | null;
}

export interface Lab extends LabService {
  /** Opens the engine and measures it ahead of the first experiment, so that times can be told. A failure shows in the status. */
  warmUp(): Promise<void>;
  /**
   * Imports files and folders of this computer. No method of the contract: only a program that holds the lab itself may name paths.
   * Throws LabError.
   */
  readonly importPaths: (
    paths: readonly string[],
    request: ImportOptions & { readonly name: string },
    watch: ImportWatch,
  ) => Promise<DatasetSummary>;
  /** Stops training (every run saves its state) and gives everything back. */
  close(): Promise<void>;
}

export function createLab(ports: LabPorts): Lab {
  const { store, engines, environment, clock } = ports;
  const topics = new TopicBoard();
  const inTurns = turnsOn(clock);
  const data = new DataLibrary(ports);
  const presetLibrary = new PresetLibrary({ ...ports, data });
  const probes = new Probes({
    ...ports,
    data,
    inspector: () => engines.inspector(),
    publish: (topic, value) => {
      topics.publish(topic, value);
    },
  });
  const networks = new RunNetworks({ ...ports, data, inspector: () => engines.inspector() });
  const imports = new Imports((progress) => topics.publish('import', progress));
  const sealer = new Sealer(store, clock);
  const verify = (runId: string): boolean => sealer.verify(runId);
  const onStatus = (): void => topics.publish('status', status());
  const engine = new EngineDesk({ ...ports, onStatus });
  const queue = new TrainingQueue({
    ...ports,
    data,
    sealer,
    engine,
    publish: (topic, value) => {
      topics.publish(topic, value);
    },
    onStatus,
    onEnded: (id) => {
      repeats.judge(id);
      probes.askedByDesign(id);
      changed(id);
      if (queue.waiting.length === 0) bin.trainingEnded();
    },
  });
  const status = (): LabStatus => labStatus({ store, environment, engine, queue });
  const training = (id: string): Training | null => (queue.active?.id === id ? queue.active : null);
  const repeats = repeatJudge(store, verify, (id, message) => {
    queue.note(id, message);
  });
  const shapeOf = (spec: unknown): DataShape | null => data.shapeOfSpec(spec);
  const designCheck = new DesignCheck({ clock, shapeOf, costsOf: (plan) => engine.costsOf(plan) });
  const backups = new Backups(store, clock);
  const bin = new Bin({
    ...ports,
    hindrance: (id) => {
      if (queue.isBusy(id)) return 'One of these experiments is in training.';
      return probes.isAsking(id) ? 'A probe is looking at one of these experiments. Wait until it is done, or cancel it.' : null;
    },
    isTraining: () => queue.active !== null,
    onDeleted: (id, state) => {
      topics.publish('experiment', { id, state });
    },
  });
  const datasetBin = new DatasetBin(ports);
  const monitor = new SystemMonitor(ports);
  if (!store.isReadOnly) {
    store.markInterrupted();
    sealer.takeUp();
    probes.takeUp();
    backups.start();
    bin.takeUp();
    datasetBin.takeUp();
    repeats.judgeAll();
  }

  /** One that is being deleted for good is gone already. */
  function experiment(id: string): StoredExperiment {
    if (bin.isEmptying(id)) throw new LabError({ kind: 'notFound', what: 'experiment', id });
    return mustGetExperiment(store, id);
  }

  function changed(id: string): null {
    topics.publish('experiment', { id, state: experiment(id).state });
    return null;
  }

  const handlers: Handlers = {
    'lab.status': status,
    'lab.system': () => monitor.report(engine.pool),
    'engines.report': ({ isAgain }) => engine.report(isAgain ?? false),
    'presets.list': () => inTurns(presetLibrary.list((plan) => engine.costsOf(plan))),
    'presets.scorecard': ({ id }) => inTurns(presetLibrary.scorecard(experiment(id))),
    'claims.list': () => inTurns(presetLibrary.ledger()),
    ...designedExperiments({ ...ports, data, check: designCheck, engine, queue }),
    ...keptDesigns({ store, clock, shapeOf }),
    ...experimentPages({ store, inTurns, topics, experiment, training }),
    ...trainingControl({ ...ports, experiment, engine, queue, onChanged: changed }),
    ...marks({ store, experiment, isBusy: (id) => queue.isBusy(id), isEmptying: (id) => bin.isEmptying(id), onChanged: changed }),
    ...bin.handlers,
    ...runPages({ store, inTurns, verify, runsNow: (id) => training(id)?.runs ?? store.runs(id) }),
    ...curves(store, inTurns),
    ...madeExperiments({
      ...ports,
      open: (parent, run) => engine.openAgain(parent, run.engine),
      add: (id, message) => {
        queue.add(id, message);
      },
    }),
    ...networks.handlers,
    ...probes.handlers,
    ...savedComparisons(ports),
    ...studyHandlers({ ...ports, inTurns, bin, onImported: changed }),
    ...backups.handlers(),
    ...datasets(data, imports, datasetBin),
  };

  return {
    handlers,
    subscribe: (topic, listener) => topics.subscribe(topic, listener),
    warmUp: async () => {
      // They are read once; now nothing trains yet.
      ports.presets.list();
      networks.warmUp();
      await engine.warmUp();
    },
    importPaths: (paths, request, watch) => data.import({ kind: 'paths', paths }, request, watch),
    close: async () => {
      imports.cancelAll();
      await bin.close();
      await Promise.all([probes.close(), networks.close()]);
      await queue.close();
      sealer.close();
      await backups.close();
      await engines.close();
      store.close();
    },
  };
}
