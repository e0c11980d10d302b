/** A new experiment in the history, with what it will train on written down: the same way for those designed and those made from a run. */
import type { Origin } from '#contract/provenance';
import type { DataShape } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { ChosenPool } from '#lab/engine-desk';
import type { Clock, Environment } from '#lab/ports/environment';
import type { NewRun, Store } from '#lab/ports/store';

interface NewExperiment {
  readonly spec: ExperimentSpec;
  readonly conditions: readonly Condition[];
  readonly runs: readonly Omit<NewRun, 'id'>[];
  /** Of the data of each condition, before it is prepared. */
  readonly dataHashes: readonly string[];
  readonly dataShape: DataShape;
  /** Left out for one that was designed. */
  readonly origin?: Origin;
}

/** Returns its id. */
export function createExperiment(
  { store, environment, clock }: { readonly store: Store; readonly environment: Environment; readonly clock: Clock },
  { pool, reason }: ChosenPool,
  { spec, conditions, runs, dataHashes, dataShape, origin }: NewExperiment,
): string {
  const id = environment.newId();
  const [dataHash] = dataHashes;
  store.createExperiment({
    id,
    spec,
    conditions,
    runs: runs.map((run) => ({ id: runIdOf(id, run), ...run })),
    dataHash,
    dataShape,
    provenance: {
      app: environment.appVersion,
      engine: pool.engine,
      engineVersion: pool.version,
      device: pool.device,
      ...(reason === null ? {} : { engineReason: reason }),
      os: environment.os,
      node: environment.node,
      specHash: environment.hashText(JSON.stringify(spec)),
      dataHash,
      ...(dataHashes.every((hash) => hash === dataHash) ? {} : { conditionDataHashes: dataHashes }),
    },
    createdAt: clock.now(),
    ...(origin === undefined ? {} : { origin }),
  });
  return id;
}

/** Run ids are experiment.condition.replicate, counted from 1. */
export function runIdOf(experimentId: string, { condition, replicate }: Pick<NewRun, 'condition' | 'replicate'>): string {
  return `${experimentId}.${String(condition + 1)}.${String(replicate + 1)}`;
}

/** The replicates named of every condition, condition by condition. */
export function runsOf(conditions: readonly Condition[], replicates: readonly number[]): readonly Omit<NewRun, 'id'>[] {
  return conditions.flatMap(({ index }) => replicates.map((replicate) => ({ condition: index, replicate })));
}
