/** Rows of the database and the values they stand for: the one place where snake_case meets the lab's own names. */
import type { Condition } from '#core/experiment/plan';
import type { EvaluationColumn } from '#core/series/evaluation';
import type { ExperimentState } from '#contract/experiments';
import type { Origin } from '#contract/provenance';
import type { RunStatus } from '#contract/runs';
import type { NewExperiment, StoredDataset, StoredExperiment, StoredRun } from '#lab/ports/store';

export interface ExperimentRow {
  readonly id: string;
  readonly name: string;
  readonly spec_json: string;
  readonly state: ExperimentState;
  readonly data_hash: string;
  readonly data_shape_json: string;
  readonly provenance_json: string;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly is_deleted: number;
  readonly is_starred: number;
  readonly tags_json: string;
  readonly notes: string | null;
  readonly origin_json: string | null;
}

export interface RunRow {
  readonly id: string;
  readonly experiment_id: string;
  readonly condition_idx: number;
  readonly replicate: number;
  readonly status: RunStatus;
  readonly update_count: number;
  readonly seconds: number;
  readonly weight_hash: string | null;
  readonly record_hash: string | null;
  readonly engine: string | null;
  readonly device: string | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

export interface DatasetRow {
  readonly name: string;
  readonly hash: string;
  readonly file: string;
  readonly shape_json: string;
  readonly feature_names_json: string;
  readonly target_name: string;
  readonly class_names_json: string | null;
  readonly imported_at: number;
  readonly files_json: string;
  readonly note: string;
  readonly summary_json: string | null;
  readonly is_deleted: number;
}

export type DatasetUseRow = Pick<ExperimentRow, 'id' | 'name' | 'state' | 'created_at' | 'is_deleted'>;

/** The column of the table `evaluations` for each column of the lab. */
export const EVALUATION_SQL: Readonly<Record<EvaluationColumn, string>> = {
  update: '"update"',
  samples: 'samples',
  epoch: 'epoch',
  seconds: 'seconds',
  trainLoss: 'train_loss',
  trainScore: 'train_score',
  validationLoss: 'validation_loss',
  validationScore: 'validation_score',
  testLoss: 'test_loss',
  testScore: 'test_score',
  recentLoss: 'recent_loss',
  recentAccuracy: 'recent_accuracy',
  recentGradientNorm: 'recent_gradient_norm',
  weightDistance: 'weight_distance',
  weightNorm: 'weight_norm',
  noisePairs: 'noise_pairs',
  noiseTrace: 'noise_trace',
  noiseSquaredNorm: 'noise_squared_norm',
  noiseTraceVariance: 'noise_trace_variance',
  noiseSquaredNormVariance: 'noise_squared_norm_variance',
  noiseCovariance: 'noise_covariance',
};

export function experimentRow(
  experiment: NewExperiment,
): Omit<ExperimentRow, 'state' | 'ended_at' | 'is_deleted' | 'is_starred' | 'tags_json' | 'notes'> {
  return {
    id: experiment.id,
    name: experiment.spec.name,
    spec_json: JSON.stringify(experiment.spec),
    data_hash: experiment.dataHash,
    data_shape_json: JSON.stringify(experiment.dataShape),
    provenance_json: JSON.stringify(experiment.provenance),
    created_at: experiment.createdAt,
    origin_json: originJson(experiment.origin ?? null),
  };
}

export function originJson(origin: Origin | null): string | null {
  return origin === null ? null : JSON.stringify(origin);
}

export function experimentOf(row: ExperimentRow): Omit<StoredExperiment, 'conditions' | 'skipped'> {
  // The columns were written by `experimentRow` from values of these very types.
  const spec = JSON.parse(row.spec_json) as StoredExperiment['spec'];
  return {
    id: row.id,
    // The column is the name: renaming leaves the design as it was written.
    spec: { ...spec, name: row.name },
    state: row.state,
    dataHash: row.data_hash,
    dataShape: JSON.parse(row.data_shape_json) as StoredExperiment['dataShape'],
    provenance: JSON.parse(row.provenance_json) as StoredExperiment['provenance'],
    createdAt: row.created_at,
    endedAt: row.ended_at,
    isDeleted: row.is_deleted !== 0,
    isStarred: row.is_starred !== 0,
    tags: JSON.parse(row.tags_json) as string[],
    notes: row.notes,
    origin: row.origin_json === null ? null : (JSON.parse(row.origin_json) as Origin),
  };
}

export function conditionOf(conditionJson: string): Condition {
  // Written by `createExperiment` from a Condition.
  return JSON.parse(conditionJson) as Condition;
}

export function runOf(row: RunRow): StoredRun {
  return {
    id: row.id,
    experimentId: row.experiment_id,
    condition: row.condition_idx,
    replicate: row.replicate,
    status: row.status,
    update: row.update_count,
    seconds: row.seconds,
    weightHash: row.weight_hash,
    recordHash: row.record_hash,
    engine: row.engine,
    device: row.device,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

export function runRow(run: StoredRun): RunRow {
  return {
    id: run.id,
    experiment_id: run.experimentId,
    condition_idx: run.condition,
    replicate: run.replicate,
    status: run.status,
    update_count: run.update,
    seconds: run.seconds,
    weight_hash: run.weightHash,
    record_hash: run.recordHash,
    engine: run.engine,
    device: run.device,
    started_at: run.startedAt,
    ended_at: run.endedAt,
  };
}

export function datasetRow(dataset: StoredDataset): DatasetRow {
  return {
    name: dataset.name,
    hash: dataset.hash,
    file: dataset.file,
    shape_json: JSON.stringify(dataset.shape),
    feature_names_json: JSON.stringify(dataset.featureNames),
    target_name: dataset.targetName,
    class_names_json: dataset.classNames === null ? null : JSON.stringify(dataset.classNames),
    imported_at: dataset.importedAt,
    files_json: JSON.stringify(dataset.files),
    note: dataset.note,
    summary_json: dataset.summary === null ? null : JSON.stringify(dataset.summary),
    is_deleted: dataset.isDeleted ? 1 : 0,
  };
}

export function datasetOf(row: DatasetRow): StoredDataset {
  // The columns were written by `datasetRow` from values of these very types.
  return {
    name: row.name,
    hash: row.hash,
    file: row.file,
    shape: JSON.parse(row.shape_json) as StoredDataset['shape'],
    featureNames: JSON.parse(row.feature_names_json) as string[],
    targetName: row.target_name,
    classNames: row.class_names_json === null ? null : (JSON.parse(row.class_names_json) as string[]),
    importedAt: row.imported_at,
    files: JSON.parse(row.files_json) as string[],
    note: row.note,
    summary: row.summary_json === null ? null : (JSON.parse(row.summary_json) as StoredDataset['summary']),
    isDeleted: row.is_deleted !== 0,
  };
}
