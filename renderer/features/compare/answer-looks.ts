/** Which condition a probed run belongs to, and so which colour and name its answer has. */
import type { ProbedMoment, ProbeResult } from '#core/probes/results';
import type { ProbeRecord } from '#contract/probes';
import type { CompareView } from '#renderer/features/compare/compare-view.ts';
import type { Looked } from '#renderer/features/compare/figures/probe-figures.ts';
import type { RunLook } from '#renderer/features/compare/figures/landscape-figures.ts';

interface Owner {
  readonly label: string;
  readonly css: string;
  readonly dash: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Runs that are shown, by id. */
export function ownersOf({ groups }: Pick<CompareView, 'groups'>): ReadonlyMap<string, Owner> {
  return new Map(
    groups.flatMap(({ group, short, css, dash }) =>
      group.seeds.flatMap(({ runs }) =>
        runs.map(({ id, replicate }) => [id, { label: short, css, dash, batchSize: group.batchSize ?? NaN, seed: replicate + 1 }] as const),
      ),
    ),
  );
}

/** Answers of one kind about runs that are shown, each run and moment once: the newest. */
export function answersOf<Kind extends 'gradient' | 'noiseScale' | 'sharpness' | 'slices'>(
  records: readonly ProbeRecord[],
  kind: Kind,
  owners: ReturnType<typeof ownersOf>,
): readonly (Looked<Extract<ProbeResult, { readonly kind: Kind }>> & { readonly batchSize: number; readonly seed: number })[] {
  type Result = Extract<ProbeResult, { readonly kind: Kind }>;
  const isKind = (result: ProbeResult): result is Result & ProbedMoment => result.kind === kind;
  const seen = new Set<string>();
  return records.flatMap(({ result }) => {
    if (!isKind(result)) return [];
    const owner = owners.get(result.runId);
    const key = `${result.runId} ${result.update}`;
    if (owner === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ result, label: owner.label, css: owner.css, dash: owner.dash, batchSize: owner.batchSize, seed: owner.seed }];
  });
}

/** The newest answer of a kind that is about shown runs only. */
export function newestOf<Kind extends ProbeResult['kind']>(
  records: readonly ProbeRecord[],
  kind: Kind,
  owners: ReturnType<typeof ownersOf>,
): Extract<ProbeResult, { readonly kind: Kind }> | null {
  type Result = Extract<ProbeResult, { readonly kind: Kind }>;
  const isKind = (result: ProbeResult): result is Result => result.kind === kind;
  for (const { result, runIds } of records) if (isKind(result) && runIds.every((id) => owners.has(id))) return result;
  return null;
}

/**
 * What answers about whole runs say of those that are shown, each run once: the newest. A design asks of 50 runs at a time. `runsOf` is
 * empty for answers of other kinds.
 */
export function newestRuns<Run extends { readonly runId: string }>(
  records: readonly ProbeRecord[],
  runsOf: (result: ProbeResult) => readonly Run[],
  owners: ReturnType<typeof ownersOf>,
): readonly Run[] {
  const seen = new Set<string>();
  return records
    .flatMap(({ result }) => runsOf(result))
    .filter(({ runId }) => {
      const isNew = owners.has(runId) && !seen.has(runId);
      seen.add(runId);
      return isNew;
    });
}

/** "32, seed 2" */
export function runLook(owners: ReturnType<typeof ownersOf>): RunLook {
  return (runId) => {
    const owner = owners.get(runId);
    if (owner === undefined) return { label: 'another run', css: 'var(--series-8)', dash: 1 };
    return { label: `${owner.label}, seed ${owner.seed}`, css: owner.css, dash: owner.dash };
  };
}
