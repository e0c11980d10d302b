/** The history on an open database: every method of the port, each in one transaction, each failure a LabError. */
import { basename } from 'node:path';
import { invariant, LabError } from '#core/failure';
import type { Store } from '#lab/ports/store';
import { hasEnded, seal, writeBatch } from '#store/batch';
import { backupBetweenWork, backupFile, backupsIn, rotateBackups } from '#store/backup';
import { binOf } from '#store/bin';
import { comparisonsOf } from '#store/comparisons';
import { datasetsOf } from '#store/datasets';
import { designsOf } from '#store/designs';
import { firstDifference } from '#store/difference';
import { type Durability, settledAtOnce } from '#store/durability';
import { evaluationsOf } from '#store/evaluations';
import { experimentListOf } from '#store/experiment-list';
import { experimentsOf } from '#store/experiments';
import { keptStatesOf } from '#store/kept-states';
import { marksOf } from '#store/marks';
import { probesOf } from '#store/probes';
import { recordHash } from '#store/record-hash';
import { checkBackup, plannedRestore, planRestore } from '#store/restore';
import { runListOf } from '#store/run-list';
import { runsOf } from '#store/runs';
import { seriesWriterOf } from '#store/series';
import { seriesReaderOf } from '#store/series-reader';
import { numberOf } from '#store/sqlite';
import type { Connection } from '#store/sqlite';
import { failureError, guard } from '#store/storage-failure';
import type { Place } from '#store/storage-failure';

/** The database has the newest layout. Closing the store closes it. */
export function storeOn(database: Connection, place: Place, now: () => number, durability: Durability = settledAtOnce): Store {
  const experiments = experimentsOf(database);
  const list = experimentListOf(database);
  const runs = runsOf(database);
  const evaluations = evaluationsOf(database);
  const seriesWriter = seriesWriterOf(database);
  const seriesReader = seriesReaderOf(database);
  const datasets = datasetsOf(database);
  const probes = probesOf(database);
  const marks = marksOf(database);
  const bin = binOf(database);
  const comparisons = comparisonsOf(database);
  const designs = designsOf(database);
  const runList = runListOf(database);
  const keptStates = keptStatesOf(database, seriesReader, seriesWriter);
  const { directory } = place;

  const reading =
    <Arguments extends unknown[], Result>(method: (...given: Arguments) => Result) =>
    (...given: Arguments): Result =>
      guard(place, () => database.transaction(() => method(...given)).deferred());
  const writing =
    <Arguments extends unknown[], Result>(method: (...given: Arguments) => Result) =>
    (...given: Arguments): Result =>
      guard(place, () => {
        if (database.readonly) throw new LabError({ kind: 'storageReadOnly', directory });
        return database.transaction(() => method(...given)).immediate();
      });
  /** Durable once it is settled. */
  const committing =
    <Arguments extends unknown[]>(method: (...given: Arguments) => void) =>
    (...given: Arguments): void =>
      durability.early(() => writing(method)(...given));
  const tables = { experiments, runs, evaluations, seriesWriter, seriesReader, probes };

  return {
    directory,
    isReadOnly: database.readonly,
    createExperiment: writing((experiment) => {
      experiments.create(experiment);
      for (const { id, from } of experiment.runs) if (from !== undefined) keptStates.begin(id, from);
    }),
    write: writing((batch) => writeBatch(tables, batch, false)),
    commit: committing((batch) => writeBatch(tables, batch, true)),
    settle: (done) => durability.settle((problem) => done(problem === null ? null : failureError(place, problem))),
    settleNow: () => guard(place, () => durability.settleNow()),
    importExperiment: writing((imported) => {
      experiments.create(imported.experiment);
      const { id } = imported.experiment;
      for (const condition of imported.skipped) marks.setSkipped(id, condition, true);
      marks.change([id], imported.marks);
    }),
    importPart: committing((part) => {
      for (const { runId, columns, from, to } of part.evaluations) evaluations.saveRows(runId, columns, from, to);
      writeBatch(tables, part.batch, false);
      for (const record of part.probes) probes.saveProbe(record);
    }),
    sealRun: committing((runId) => seal(tables, runId)),
    unsealedRuns: reading(runs.unsealed),
    experimentIds: reading(list.ids),
    listExperiments: reading(list.all),
    listEntries: reading(list.some),
    experiment: reading((id) => {
      const found = experiments.get(id);
      return found === null ? null : { ...found, skipped: marks.skipped(id) };
    }),
    runs: reading(runs.all),
    run: reading(runs.get),
    evaluations: reading(evaluations.columns),
    finalEvaluations: reading(evaluations.final),
    checkpoint: reading(runs.checkpoint),
    series: reading(seriesReader.window),
    events: reading(experiments.events),
    rename: writing(experiments.rename),
    markExperiments: writing(marks.change),
    setOrigin: writing(marks.setOrigin),
    setSkipped: writing(marks.setSkipped),
    addRuns: writing(experiments.addRuns),
    descendants: reading(marks.descendants),
    unjudgedRepeats: reading(marks.unjudgedRepeats),
    listedRuns: reading(runList.runs),
    listedConditions: reading(runList.conditions),
    keptStates: reading(keptStates.all),
    firstDifference: reading((runId, otherId) => firstDifference(seriesReader, evaluations, runId, otherId)),
    comparisons: reading(comparisons.all),
    saveComparison: writing(comparisons.save),
    deleteComparisons: writing(comparisons.delete),
    binned: reading(bin.binned),
    deleteSome: writing(bin.deleteSome),
    fileBytes: () => guard(place, bin.fileBytes),
    giveBack: (pages) => guard(place, () => bin.giveBack(pages)),
    compact: () => guard(place, bin.compact),
    designs: reading(designs.all),
    design: reading(designs.get),
    saveDesign: writing(designs.save),
    deleteDesigns: writing(designs.delete),
    markInterrupted: writing(() => experiments.markInterrupted(now())),
    verifyRun(runId) {
      try {
        return reading(() => {
          const run = runs.mustGet(runId);
          if (!hasEnded(run.status)) {
            throw new LabError({
              kind: 'conflict',
              problem: 'This run has not ended yet: there is no complete record to check.',
            });
          }
          return run.recordHash === recordHash(run, evaluations.columns(runId), seriesReader, 'recomputed');
        })();
      } catch (error) {
        if (error instanceof LabError && error.failure.kind === 'storageDamaged') return false;
        throw error;
      }
    },
    saveDataset: writing(datasets.save),
    dataset: reading(datasets.get),
    datasetWithHash: reading(datasets.withHash),
    changeDataset: writing(datasets.change),
    deleteDatasets: writing(datasets.delete),
    usesOfData: reading(datasets.usesOf),
    useCounts: reading(datasets.useCounts),
    listDatasets: reading(datasets.all),
    snapshotUpdates: reading(probes.snapshotUpdates),
    snapshot: reading(probes.snapshot),
    saveProbe: writing(probes.saveProbe),
    probe: reading(probes.probe),
    listProbes: reading(probes.listProbes),
    forgetProbe: writing(probes.forgetProbe),
    backups: () => guard(place, () => backupsIn(directory)),
    async makeBackup(isAutomatic) {
      if (database.readonly) throw new LabError({ kind: 'storageReadOnly', directory });
      const file = backupFile(directory, numberOf(database, 'user_version'), now(), isAutomatic);
      try {
        await backupBetweenWork(database, file);
      } catch (error) {
        throw failureError(place, error);
      }
      return guard(place, () => {
        rotateBackups(directory);
        const made = backupsIn(directory).find(({ name }) => name === basename(file));
        invariant(made !== undefined, 'a backup that was made just now is kept');
        return made;
      });
    },
    planRestore(name) {
      if (name !== null) checkBackup(place, name, numberOf(database, 'user_version'));
      guard(place, () => planRestore(place, name));
    },
    plannedRestore: () => guard(place, () => plannedRestore(directory)),
    setting: reading(datasets.setting),
    saveSetting: writing(datasets.saveSetting),
    close: () =>
      guard(place, () => {
        try {
          durability.close();
        } finally {
          database.close();
        }
      }),
  };
}
