/** What runs are called in sentences: by condition and seed, as every screen shows them. */
import { spokenNames } from '#core/experiment/condition-names';
import type { StoredExperiment, StoredRun } from '#lab/ports/store';

/** "batch size 1, rate 0.01, seed 3" */
export function runName({ conditions }: Pick<StoredExperiment, 'conditions'>, run: Pick<StoredRun, 'condition' | 'replicate'>): string {
  return `${spokenNames(conditions)[run.condition]}, ${seedName(run)}`;
}

/** Where more than one experiment is spoken of: `"Modes", batch size 1, rate 0.01, seed 3`. */
export function fullRunName(experiment: Pick<StoredExperiment, 'spec' | 'conditions'>, run: Parameters<typeof runName>[1]): string {
  return `"${experiment.spec.name}", ${runName(experiment, run)}`;
}

/** Where its condition is in sight. */
export function seedName({ replicate }: Pick<StoredRun, 'replicate'>): string {
  return `seed ${String(replicate + 1)}`;
}
