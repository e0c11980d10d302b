/** Experiments with their conditions and events: created, listed, renamed, binned, and found interrupted. */
import type { Condition } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import type { ExperimentState } from '#contract/experiments';
import type { MoreRuns, NewExperiment, StoredExperiment } from '#lab/ports/store';
import { conditionOf, experimentOf, experimentRow } from '#store/rows';
import type { ExperimentRow } from '#store/rows';
import type { Connection } from '#store/sqlite';

export interface Experiments {
  readonly create: (experiment: NewExperiment) => void;
  readonly get: (id: string) => Omit<StoredExperiment, 'skipped'> | null;
  readonly setState: (id: string, state: ExperimentState, endedAt: number | null) => void;
  readonly rename: (id: string, name: string) => void;
  readonly addRuns: (more: MoreRuns) => void;
  readonly markInterrupted: (at: number) => readonly string[];
  readonly addEvent: (experimentId: string, at: number, message: string) => void;
  readonly events: (experimentId: string) => readonly { readonly at: number; readonly message: string }[];
}

const INTERRUPTED = 'Interrupted: the program ended before this experiment did. Resume it to go on from the last checkpoints.';

export function experimentsOf(database: Connection): Experiments {
  const find = database.prepare<[string], ExperimentRow>('SELECT * FROM experiments WHERE id = ?');
  const findConditions = database
    .prepare<[string], string>('SELECT condition_json FROM conditions WHERE experiment_id = ? ORDER BY idx')
    .pluck();
  const insert = database.prepare<[ReturnType<typeof experimentRow>]>(`
    INSERT INTO experiments (id, name, spec_json, state, data_hash, data_shape_json, provenance_json, created_at, origin_json)
    VALUES (@id, @name, @spec_json, 'waiting', @data_hash, @data_shape_json, @provenance_json, @created_at, @origin_json)`);
  const insertCondition = database.prepare<[string, number, string, string]>(
    'INSERT INTO conditions (experiment_id, idx, factors_json, condition_json) VALUES (?, ?, ?, ?)',
  );
  const insertRun = database.prepare<[string, string, number, number]>(
    `INSERT INTO runs (id, experiment_id, condition_idx, replicate, status) VALUES (?, ?, ?, ?, 'waiting')`,
  );
  const updateState = database.prepare<[ExperimentState, number | null, string]>(
    'UPDATE experiments SET state = ?, ended_at = ? WHERE id = ?',
  );
  const updateDesign = database.prepare<[string, string, string]>('UPDATE experiments SET spec_json = ?, provenance_json = ? WHERE id = ?');
  const updateName = database.prepare<[string, string]>('UPDATE experiments SET name = ? WHERE id = ?');
  const findActive = database
    .prepare<[], string>(`SELECT id FROM experiments WHERE state IN ('waiting', 'training', 'paused', 'stopping') ORDER BY created_at, id`)
    .pluck();
  const interruptRuns = database.prepare<[string]>(
    `UPDATE runs SET status = 'interrupted' WHERE experiment_id = ? AND status = 'training'`,
  );
  const insertEvent = database.prepare<[string, number, string]>('INSERT INTO events (experiment_id, at, message) VALUES (?, ?, ?)');
  const findEvents = database.prepare<[string], { at: number; message: string }>(
    'SELECT at, message FROM events WHERE experiment_id = ? ORDER BY id',
  );

  const mustExist = (id: string, changes: number): void => {
    if (changes === 0) throw new LabError({ kind: 'notFound', what: 'experiment', id });
  };
  const setState = (id: string, state: ExperimentState, endedAt: number | null): void =>
    mustExist(id, updateState.run(state, endedAt, id).changes);
  const addEvent = (experimentId: string, at: number, message: string): void => {
    mustExist(experimentId, find.get(experimentId) === undefined ? 0 : 1);
    insertEvent.run(experimentId, at, message);
  };

  return {
    create(experiment) {
      const { id } = experiment;
      if (find.get(id) !== undefined) throw new LabError({ kind: 'conflict', problem: `There is an experiment "${id}" already.` });
      insert.run(experimentRow(experiment));
      for (const condition of experiment.conditions) {
        insertCondition.run(id, condition.index, JSON.stringify(condition.factors), JSON.stringify(condition));
      }
      for (const run of experiment.runs) insertRun.run(run.id, id, run.condition, run.replicate);
    },
    get(id) {
      const row = find.get(id);
      if (row === undefined) return null;
      const conditions: readonly Condition[] = findConditions.all(id).map(conditionOf);
      return { ...experimentOf(row), conditions };
    },
    setState,
    rename: (id, name) => mustExist(id, updateName.run(name, id).changes),
    addRuns({ experimentId, runs, spec, provenance }) {
      mustExist(experimentId, updateDesign.run(JSON.stringify(spec), JSON.stringify(provenance), experimentId).changes);
      for (const run of runs) insertRun.run(run.id, experimentId, run.condition, run.replicate);
    },
    markInterrupted(at) {
      const ids = findActive.all();
      for (const id of ids) {
        setState(id, 'interrupted', null);
        interruptRuns.run(id);
        addEvent(id, at, INTERRUPTED);
      }
      return ids;
    },
    addEvent,
    events: (experimentId) => findEvents.all(experimentId),
  };
}
