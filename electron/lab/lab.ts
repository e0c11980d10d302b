/** The lab: every method of the contract over the ports. */
import type { DataShape } from '#core/data/table';
import type { Plan } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import type { Handlers, LabService } from '#contract/contract';
import type { DatasetSummary } from '#contract/datasets';
import type { EngineChoice } from '#contract/engines';
import type { ExperimentDetail } from '#contract/experiments';
import type { LabStatus } from '#contract/system';
import { Backups } from '#lab/backups';
import { Bin } from '#lab/bin';
import { savedComparisons } from '#lab/comparisons';
import { DataLibrary } from '#lab/data-library';
import { DesignCheck } from '#lab/design-check';
import { keptDesigns } from '#lab/designs';
import { Imports, type ImportWatch } from '#lab/imports';
import { madeExperiments } from '#lab/made-experiments';
import { marks } from '#lab/marks';
import type { DatasetFiles, ImportOptions } from '#lab/ports/dataset-files';
import type { Engines } from '#lab/ports/engines';
import type { Clock, Environment, Presets } from '#lab/ports/environment';
import type { NewRun, Store, StoredExperiment } from '#lab/ports/store';
import type { StudyFiles } from '#lab/ports/study-files';
import { PresetLibrary } from '#lab/preset-library';
import { repeatJudge } from '#lab/repeat-verdict';
import { moreReplicates } from '#lab/replicates';
import { runPages } from '#lab/run-pages';
import { Sealer } from '#lab/sealer';
import { studyHandlers } from '#lab/studies';
import { experimentSummary, progressOf, runSummary } from '#lab/summaries';
import { SystemMonitor } from '#lab/system-monitor';
import { Probes } from '#lab/probes';
import { TopicBoard } from '#lab/topics';
import { TrainingQueue } from '#lab/training-queue';

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
  const imports = new Imports((progress) => topics.publish('import', progress));
  const sealer = new Sealer(store, clock);
  const verify = (runId: string): boolean => sealer.verify(runId);
  const queue = new TrainingQueue({
    ...ports,
    data,
    sealer,
    publish: (topic, value) => {
      topics.publish(topic, value);
    },
    onStatus: () => {
      topics.publish('status', status());
    },
    onEnded: (id) => {
      repeats.judge(id);
      probes.askedByDesign(id);
      changed(id);
      if (queue.waiting.length === 0) bin.trainingEnded();
    },
  });
  const repeats = repeatJudge(store, verify, (id, message) => {
    queue.note(id, message);
  });
  const shapeOf = (spec: unknown): DataShape | null => data.shapeOfSpec(spec);
  const designCheck = new DesignCheck({ clock, shapeOf, pool: () => queue.pool });
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
  const monitor = new SystemMonitor(ports);
  if (!store.isReadOnly) {
    store.markInterrupted();
    sealer.takeUp();
    backups.start();
    bin.takeUp();
    repeats.judgeAll();
  }

  function status(): LabStatus {
    const { pool } = queue;
    const memory = environment.memory();
    return {
      engine: pool === null ? null : { id: pool.engine, device: pool.device, places: pool.places },
      engineProblem: queue.engineProblem,
      training: queue.active?.id ?? null,
      waiting: queue.waiting,
      remainingSeconds: queue.active?.remainingSeconds ?? null,
      memoryBytes: memory.usedBytes,
      totalMemoryBytes: memory.totalBytes,
      storageProblem: queue.storageProblem,
      dataDirectory: store.directory,
      version: environment.appVersion,
    };
  }

  function experiment(id: string): StoredExperiment {
    const stored = bin.isEmptying(id) ? null : store.experiment(id);
    if (stored === null) throw new LabError({ kind: 'notFound', what: 'experiment', id });
    return stored;
  }

  /** What is wrong with the design is said before an engine is opened; an engine that does not open leaves no experiment behind. */
  async function start(value: unknown): Promise<{ readonly id: string }> {
    const { spec, plan, issues } = await designCheck.check(value);
    if (spec === null || plan === null) throw new LabError({ kind: 'invalidSpec', issues });
    const pool = await queue.open();
    const { hashes, shape } = data.fingerprints(plan.conditions);
    const [dataHash] = hashes;
    const id = environment.newId();
    store.createExperiment({
      id,
      spec,
      conditions: plan.conditions,
      runs: newRuns(id, plan),
      dataHash,
      dataShape: shape,
      provenance: {
        app: environment.appVersion,
        engine: pool.engine,
        engineVersion: pool.version,
        device: pool.device,
        os: environment.os,
        node: environment.node,
        specHash: environment.hashText(JSON.stringify(spec)),
        dataHash,
        ...(hashes.every((hash) => hash === dataHash) ? {} : { conditionDataHashes: hashes }),
      },
      createdAt: clock.now(),
    });
    queue.add(id, 'Designed and queued.');
    return { id };
  }

  function detail(id: string): ExperimentDetail {
    const { spec, dataShape, conditions, skipped, provenance } = experiment(id);
    const entry = store.listEntry(id);
    if (entry === null) throw new LabError({ kind: 'notFound', what: 'experiment', id });
    const live = queue.active?.id === id ? queue.active : null;
    const runs = live?.runs ?? store.runs(id);
    const finals = store.finalEvaluations(id);
    return {
      summary: experimentSummary(entry),
      spec,
      dataShape,
      conditions,
      skipped,
      runs: runs.map((run) => runSummary(run, finals.get(run.id) ?? null)),
      events: store.events(id),
      provenance,
      progress: progressOf(runs, conditions, live ?? { elapsedSeconds: entry.seconds, remainingSeconds: null }, skipped),
    };
  }

  async function addReplicates(id: string, count: number): Promise<null> {
    experiment(id);
    const pool = await queue.open();
    const { message, ...more } = moreReplicates(experiment(id), count, { pool, environment, at: clock.now() });
    store.addRuns(more);
    queue.trainMore(
      experiment(id),
      more.runs.map((run) => run.id),
      message,
    );
    return changed(id);
  }

  function changed(id: string): null {
    topics.publish('experiment', { id, state: experiment(id).state });
    return null;
  }

  const handlers: Handlers = {
    'lab.status': status,
    'lab.system': () => monitor.report(queue.pool),
    'engines.report': ({ isAgain }) => engines.report(isAgain),
    'presets.list': () => presetLibrary.list(queue.pool),
    'presets.scorecard': ({ id }) => presetLibrary.scorecard(experiment(id)),
    'claims.list': () => presetLibrary.ledger(),

    'design.check': ({ spec }) => designCheck.report(spec),
    ...keptDesigns({ store, clock, shapeOf }),

    'experiments.list': () => store.listExperiments().map(experimentSummary),
    'experiments.get': ({ id }) => detail(id),
    'experiments.start': ({ spec }) => start(spec),
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
    'experiments.rename': ({ id, name }) => {
      experiment(id);
      store.rename(id, name);
      return changed(id);
    },
    'experiments.skip': ({ id, condition }) => {
      queue.setSkipped(experiment(id), condition, true);
      return changed(id);
    },
    'experiments.unskip': ({ id, condition }) => {
      queue.setSkipped(experiment(id), condition, false);
      return changed(id);
    },
    'experiments.addReplicates': ({ id, count }) => addReplicates(id, count),
    'queue.move': ({ id, position }) => {
      queue.move(experiment(id), position);
      return null;
    },
    ...marks({ store, isBusy: (id) => queue.isBusy(id), isEmptying: (id) => bin.isEmptying(id), onChanged: changed }),
    ...bin.handlers,
    ...runPages({ store, verify, runsNow: (id) => (queue.active?.id === id ? queue.active.runs : store.runs(id)) }),
    ...madeExperiments({
      ...ports,
      open: () => queue.open(),
      add: (id, message) => {
        queue.add(id, message);
      },
    }),
    ...savedComparisons(ports),
    ...backups.handlers(),
    ...studyHandlers({ ...ports, onImported: changed }),

    'runs.curves': ({ runIds }) =>
      runIds.map((runId) => {
        const run = store.run(runId);
        if (run === null) throw new LabError({ kind: 'notFound', what: 'run', id: runId });
        return { runId, experimentId: run.experimentId, evaluations: store.evaluations(runId) };
      }),
    'runs.series': ({ runId, metric, fromUpdate, toUpdate, points }) => {
      if (store.run(runId) === null) throw new LabError({ kind: 'notFound', what: 'run', id: runId });
      return store.series(runId, metric, fromUpdate, toUpdate, points);
    },

    ...probes.handlers,

    'datasets.list': ({ inBin }) => data.list(inBin ?? false),
    'datasets.get': ({ name }) => data.detail(name),
    'datasets.rename': ({ name, newName }) => {
      data.rename(name, newName);
      return null;
    },
    'datasets.note': ({ name, note }) => {
      data.note(name, note);
      return null;
    },
    'datasets.bin': ({ name }) => {
      data.setDeleted(name, true);
      return null;
    },
    'datasets.restore': ({ name }) => {
      data.setDeleted(name, false);
      return null;
    },
    'datasets.import': ({ fileName, bytes, ...request }) => data.import({ kind: 'files', files: [{ name: fileName, bytes }] }, request),
    'datasets.importFiles': ({ importId, files, ...request }) =>
      imports.run(importId, (watch) => data.import({ kind: 'files', files }, request, watch)),
    'datasets.inspect': ({ importId, files, ...options }) => imports.run(importId, (watch) => data.inspect(files, options, watch)),
    'datasets.cancelImport': ({ importId }) => {
      imports.cancel(importId);
      return null;
    },
    'datasets.preview': ({ source }) => data.preview(source),
    'datasets.shape': ({ source }) => data.sourceShape(source),
  };

  return {
    handlers,
    subscribe: (topic, listener) => topics.subscribe(topic, listener),
    warmUp: async () => {
      await queue.open();
      await engines.report();
      topics.publish('status', status());
    },
    importPaths: (paths, request, watch) => data.import({ kind: 'paths', paths }, request, watch),
    close: async () => {
      imports.cancelAll();
      await bin.close();
      await probes.close();
      await queue.close();
      sealer.close();
      await backups.close();
      await engines.close();
      store.close();
    },
  };
}

/** Run ids are experiment.condition.replicate, counted from 1. */
function newRuns(experimentId: string, plan: Plan): readonly NewRun[] {
  const replicates = Array.from({ length: plan.replicates }, (_, replicate) => replicate);
  return plan.conditions.flatMap(({ index }) =>
    replicates.map((replicate) => ({ id: `${experimentId}.${String(index + 1)}.${String(replicate + 1)}`, condition: index, replicate })),
  );
}
