/** How the conditions of an experiment come from its design: at once, or, where it was made from a run, by the steps that made it. */
import { branchOf } from '#core/experiment/branch';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Store, StoredExperiment } from '#lab/ports/store';
import type { LineageStep } from '#lab/study-schema';

/** Empty for an experiment that was designed. */
export function lineageOf(store: Store, experiment: StoredExperiment): readonly LineageStep[] {
  const { origin, conditions } = experiment;
  if (origin === null) return [];
  if (origin.kind === 'import' || origin.lineage !== undefined) return origin.lineage ?? [];
  const parent = store.experiment(origin.experimentId);
  const before = parent === null ? [] : lineageOf(store, parent);
  if (origin.kind === 'branch') return [...before, { update: origin.update, change: origin.change }];
  const original = store.run(origin.runId);
  const isCut = original !== null && parent?.conditions.at(original.condition)?.length.seconds !== null;
  return isCut && conditions[0].length.seconds === null ? [...before, { exactly: conditions[0].length.updates }] : before;
}

/** Before an experiment is deleted for good, what was made from it is told how it came about. */
export function keepLineage(store: Store, deletedId: string): void {
  for (const { id, origin } of store.listExperiments()) {
    if (origin === null || origin.kind === 'import' || origin.experimentId !== deletedId || origin.lineage !== undefined) continue;
    const made = store.experiment(id);
    if (made !== null) store.setOrigin(id, { ...origin, lineage: lineageOf(store, made) });
  }
}

/** The conditions of a design after those steps. Without steps they are the design's own. */
export function withLineage(conditions: readonly Condition[], spec: ExperimentSpec, lineage: readonly LineageStep[]): readonly Condition[] {
  if (lineage.length === 0) return conditions;
  return [lineage.reduce((condition, step) => after(condition, spec, step), conditions[0])];
}

function after(condition: Condition, spec: ExperimentSpec, step: LineageStep): Condition {
  return 'exactly' in step ? exactly(condition, step.exactly) : branchOf(condition, spec, step.update, step.change).condition;
}

/** A run that was limited by time, with as many updates as it made then, however long they take now. */
export function exactly(condition: Condition, updates: number): Condition {
  const evaluateAt = [...condition.evaluateAt.filter((update) => update < updates), updates];
  return { ...condition, index: 0, factors: {}, length: { updates, seconds: null }, evaluateAt };
}
