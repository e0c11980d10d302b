/** What the lab needs of the history: what is kept of experiments, runs and data sets, and how it is asked for. */
import type { SavedComparison } from '#contract/comparisons';
import type { DatasetSummary, DatasetUse } from '#contract/datasets';
import type { DesignSummary, KeptDesign } from '#contract/designs';
import type { ExperimentState } from '#contract/experiments';
import type { Origin, Provenance } from '#contract/provenance';
import type { KeptState } from '#contract/run-detail';
import type { RunStatus, SeriesWindow } from '#contract/runs';
import type { BackupSummary } from '#contract/saved-files';
import type { TableSummary } from '#core/data/summary';
import type { DataShape } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec, MetricName } from '#core/experiment/spec';
import type { Evaluation, EvaluationColumns } from '#core/series/evaluation';
import type { RunCheckpoint, RunProgress } from '#lab/ports/engines';
import type { BinStore } from '#lab/ports/bin-store';
import type { ProbeRecord } from '#contract/probes';
import type { ProbeStore } from '#lab/ports/probe-store';

export interface NewExperiment {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly conditions: readonly Condition[];
  readonly runs: readonly NewRun[];
  readonly dataHash: string;
  readonly dataShape: DataShape;
  readonly provenance: Provenance;
  readonly createdAt: number;
  /** Left out for one that was designed. */
  readonly origin?: Origin | null;
}

export interface NewRun {
  readonly id: string;
  readonly condition: number;
  readonly replicate: number;
  /** Begins as a copy of that run up to an update at which its state is kept. */
  readonly from?: { readonly runId: string; readonly update: number };
}

/** More runs of an experiment, with what its design and its provenance say from then on. */
export interface MoreRuns {
  readonly experimentId: string;
  readonly runs: readonly NewRun[];
  readonly spec: ExperimentSpec;
  readonly provenance: Provenance;
}

/** An experiment from another lab, before anything that its runs measured. */
export interface ImportedExperiment {
  readonly experiment: NewExperiment;
  readonly marks: ExperimentMarks;
  readonly skipped: readonly number[];
}

/** A part of what an imported experiment brings: of the evaluations of a run the rows [from, to), answers, and what engines would have told. */
export interface ImportedPart {
  readonly evaluations: readonly {
    readonly runId: string;
    readonly columns: EvaluationColumns;
    readonly from: number;
    readonly to: number;
  }[];
  readonly probes: readonly ProbeRecord[];
  readonly batch: StoreBatch;
}

export interface StoredRun extends NewRun {
  readonly experimentId: string;
  readonly status: RunStatus;
  readonly update: number;
  readonly seconds: number;
  readonly weightHash: string | null;
  /** SHA-256 over every stored series and evaluation of the finished run; lets damage be found. */
  readonly recordHash: string | null;
  readonly engine: string | null;
  readonly device: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface StoredExperiment {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly conditions: readonly Condition[];
  readonly state: ExperimentState;
  readonly dataHash: string;
  readonly dataShape: DataShape;
  readonly provenance: Provenance;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly isDeleted: boolean;
  readonly isStarred: boolean;
  readonly tags: readonly string[];
  /** null where nobody changed what the design says. */
  readonly notes: string | null;
  readonly origin: Origin | null;
  /** Indices of skipped conditions, ascending. */
  readonly skipped: readonly number[];
}

/** What may change of an experiment at any time; what is left out stays. */
export interface ExperimentMarks {
  readonly isDeleted?: boolean;
  readonly isStarred?: boolean;
  readonly tags?: readonly string[];
  readonly notes?: string | null;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/** A condition, as far as lists show it. */
export interface ListedCondition extends Pick<Condition, 'factors' | 'batchSize'> {
  readonly learningRate: number;
}

/** The last evaluation of a run, as far as lists show it. */
export interface ListedRun extends StoredRun {
  /** On the split that speaks for its experiment; NaN where there is none. */
  readonly finalLoss: number;
  readonly finalScore: number;
}

/** Where two records of the same training part. */
export interface Difference {
  readonly update: number;
  readonly metric: string;
}

/** Everything that one batch of engine events changes; written in one transaction, all or nothing. */
export interface StoreBatch {
  readonly progress: readonly RunProgress[];
  readonly checkpoints: readonly RunCheckpoint[];
  /** States that stay; left out for none. */
  readonly snapshots?: readonly RunCheckpoint[];
  readonly runs: readonly RunChange[];
  readonly experiments: readonly { readonly id: string; readonly state: ExperimentState; readonly endedAt: number | null }[];
  readonly events: readonly { readonly experimentId: string; readonly at: number; readonly message: string }[];
}

export type RunChange = { readonly runId: string } & Partial<
  Pick<StoredRun, 'status' | 'update' | 'seconds' | 'weightHash' | 'engine' | 'device' | 'startedAt' | 'endedAt'>
>;

export interface ExperimentListEntry extends Omit<StoredExperiment, 'conditions' | 'skipped'> {
  readonly conditionCount: number;
  readonly runCounts: Readonly<Record<RunStatus, number>>;
  /** Final test (else validation, else train) score of every finished or stopped run that has one, with its condition. */
  readonly finalScores: readonly { readonly condition: number; readonly score: number }[];
  /** Training seconds summed over runs. */
  readonly seconds: number;
}

/** The history. Calls are synchronous and short; a write is durable when the call returns, where nothing else is said. Throws LabError. */
export interface Store extends ProbeStore, BinStore {
  readonly directory: string;
  readonly isReadOnly: boolean;
  createExperiment(experiment: NewExperiment): void;
  /** All of it or nothing. What its runs measured follows in parts. */
  importExperiment(imported: ImportedExperiment): void;
  /** All of a part or nothing; durable with the next write. Runs that ended are sealed. */
  importPart(part: ImportedPart): void;
  /** Adding an evaluation or a stretch of a series that is already there (after a resume) replaces it. */
  write(batch: StoreBatch): void;
  /** As `write`, but it is durable once it is settled, and runs that ended are sealed later. */
  commit(batch: StoreBatch): void;
  /** Calls `done` once all that was committed is durable, with null, or with what prevents it: then it can be asked again. One at a time. */
  settle(done: (problem: Error | null) => void): void;
  /** The same before it returns. */
  settleNow(): void;
  /** Gives an ended run the hash of its record; nothing where it has not ended. Durable once it is settled; until then it is unsealed. */
  sealRun(runId: string): void;
  /** Ended runs whose record has no hash yet. */
  unsealedRuns(): readonly string[];
  /** Of all, newest first, with the bin. */
  experimentIds(): readonly { readonly id: string; readonly isDeleted: boolean }[];
  listExperiments(): readonly ExperimentListEntry[];
  /** The list's entries of these, newest first; ids that are not known are left out. */
  listEntries(ids: readonly string[]): readonly ExperimentListEntry[];
  experiment(id: string): StoredExperiment | null;
  runs(experimentId: string): readonly StoredRun[];
  run(id: string): StoredRun | null;
  evaluations(runId: string): EvaluationColumns;
  /** Last evaluation of every run of an experiment that has one, by run. */
  finalEvaluations(experimentId: string): ReadonlyMap<string, Evaluation>;
  /** Last checkpoint of a run, or null. */
  checkpoint(runId: string): RunCheckpoint | null;
  /** Points [fromUpdate, toUpdate) of a metric in at most `points` buckets of min, mean and max; exact where they fit. */
  series(runId: string, metric: MetricName, fromUpdate: number, toUpdate: number, points: number): SeriesWindow;
  events(experimentId: string): readonly { readonly at: number; readonly message: string }[];
  rename(experimentId: string, name: string): void;
  /** All of them or none; throws `notFound` for one that is not there. */
  markExperiments(ids: readonly string[], marks: ExperimentMarks): void;
  setOrigin(experimentId: string, origin: Origin): void;
  /** A mark alone: what becomes of the runs is written in a batch. */
  setSkipped(experimentId: string, condition: number, isSkipped: boolean): void;
  addRuns(more: MoreRuns): void;
  /** Experiments made from a run, oldest first. */
  descendants(runId: string): readonly Omit<StoredExperiment, 'conditions' | 'skipped'>[];
  /** Experiments that were made to repeat a run, ended, and have no verdict yet. */
  unjudgedRepeats(): readonly string[];
  /** At most so many runs of an experiment, by condition and replicate, behind that of `after`; none of one that is not there. */
  listedRuns(
    experimentId: string,
    after: { readonly condition: number; readonly replicate: number } | null,
    most: number,
  ): readonly ListedRun[];
  /** At most so many of its conditions, from an index on. */
  listedConditions(experimentId: string, from: number, most: number): readonly ListedCondition[];
  /** States of a run that it can be gone on from, ascending. */
  keptStates(runId: string): readonly KeptState[];
  /** First update at which two runs differ in a per-update metric or an evaluation (its time aside); null where they agree. */
  firstDifference(runId: string, otherRunId: string): Difference | null;
  /** Marks as interrupted all that was running or waiting when the last process ended; returns the experiments. */
  markInterrupted(): readonly string[];
  /** Recomputes the record hash of a finished run and compares: false means that the stored data was damaged. */
  verifyRun(runId: string): boolean;
  saveDataset(dataset: StoredDataset): void;
  /** Also one in the bin. */
  dataset(name: string): StoredDataset | null;
  /** Data of this content under whatever name, from the bin only where it is nowhere else. */
  datasetWithHash(hash: string): StoredDataset | null;
  /** In the order of their names, with the bin. */
  listDatasets(): readonly StoredDataset[];
  changeDataset(name: string, change: DatasetChange): void;
  /** The entries of data in the bin, not the files. All or none: throws `conflict` where one is not in the bin. */
  deleteDatasets(names: readonly string[]): void;
  /** Experiments on data of this content, newest first, with those in the bin. */
  usesOfData(hash: string): readonly DatasetUse[];
  /** How many experiments there are on each content. */
  useCounts(): ReadonlyMap<string, number>;
  /** Newest first, with the bin. */
  comparisons(): readonly SavedComparison[];
  /** Replaces the one of the same id. */
  saveComparison(comparison: SavedComparison): void;
  /** All or none: throws `conflict` where one is not in the bin. */
  deleteComparisons(ids: readonly string[]): void;
  /** Drafts and templates, the latest change first, with the bin. */
  designs(): readonly DesignSummary[];
  design(id: string): KeptDesign | null;
  /** Replaces the one of the same id. */
  saveDesign(design: KeptDesign): void;
  /** All or none: throws `conflict` where one is not in the bin. */
  deleteDesigns(ids: readonly string[]): void;
  /** Newest first. */
  backups(): readonly BackupSummary[];
  /** Copies the history between other work, and deletes automatic backups that have had their day. */
  makeBackup(isAutomatic: boolean): Promise<BackupSummary>;
  /** Puts a backup in the place of the history at the next opening; null takes it back. Throws LabError where it is not whole. */
  planRestore(name: string | null): void;
  plannedRestore(): string | null;
  setting(key: string): string | null;
  saveSetting(key: string, value: string): void;
  close(): void;
}

export interface StoredDataset extends Omit<DatasetSummary, 'usedBy'> {
  /** Path below the data directory. */
  readonly file: string;
  /** null where an older version imported it and nobody has looked since. */
  readonly summary: TableSummary | null;
}

/** What may change of a data set once it is here: never its content. */
export type DatasetChange = Partial<Pick<StoredDataset, 'name' | 'note' | 'summary' | 'isDeleted'>>;
