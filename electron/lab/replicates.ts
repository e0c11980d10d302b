/** More seeds for an experiment that has started: new runs for every condition, and a design and provenance that say so. */
import { checkSpec } from '#core/experiment/validate';
import { LabError } from '#core/failure';
import { runIdOf, runsOf } from '#lab/new-experiment';
import type { EnginePool } from '#lab/ports/engines';
import type { Environment } from '#lab/ports/environment';
import type { MoreRuns, StoredExperiment } from '#lab/ports/store';

/** Throws LabError where the design does not allow it. */
export function moreReplicates(
  experiment: StoredExperiment,
  count: number,
  context: { readonly pool: EnginePool; readonly environment: Environment; readonly at: number },
): MoreRuns & { readonly message: string } {
  const { id, spec, conditions, provenance, dataShape, origin } = experiment;
  if (origin !== null && origin.kind !== 'import') {
    const problem = `"${spec.name}" was made from one run of another experiment. Add seeds there, or use its settings as a template.`;
    throw new LabError({ kind: 'conflict', problem });
  }
  const checked = checkSpec({ ...spec, replicates: spec.replicates + count }, dataShape);
  if (checked.spec === null || checked.plan === null) throw new LabError({ kind: 'invalidSpec', issues: checked.issues });
  const replicates = Array.from({ length: count }, (_, index) => spec.replicates + index);
  const { pool, environment, at } = context;
  const numbers = count === 1 ? `seed ${spec.replicates + 1}` : `seeds ${spec.replicates + 1} to ${spec.replicates + count}`;
  const what = `${count === 1 ? 'A seed was' : `${count} seeds were`} added to every condition (${numbers}).`;
  return {
    experimentId: id,
    // Skipped conditions get theirs too, so that they can be taken up again and stay paired.
    runs: runsOf(conditions, replicates).map((run) => ({ id: runIdOf(id, run), ...run })),
    spec: checked.spec,
    provenance: {
      ...provenance,
      specHash: environment.hashText(JSON.stringify(checked.spec)),
      amendments: [
        ...(provenance.amendments ?? []),
        { at, what, app: environment.appVersion, engine: pool.engine, engineVersion: pool.version, specHashBefore: provenance.specHash },
      ],
    },
    message: what,
  };
}
