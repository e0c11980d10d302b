/** Conditions put together into groups of seeds: the rows of a comparison. */
import type { ComparedExperiment, ComparedRun } from '#core/compare/experiments';
import { conditionFields, differingFields, type Fields } from '#core/compare/fields';
import { type GroupMember, tellingWords } from '#core/compare/labels';
import { spokenNames } from '#core/experiment/condition-names';

/** `condition`: every condition of every experiment by itself; `allButSeed`: equal settings together; `fields`: by these alone. */
export type GroupBy =
  { readonly kind: 'condition' } | { readonly kind: 'allButSeed' } | { readonly kind: 'fields'; readonly fields: readonly string[] };

/** The runs of one seed in a group: one a setting. Several where the group holds several settings. */
export interface SeedRuns {
  /** Data, seed and replicate: groups share a seed where they share this. */
  readonly pairKey: string;
  readonly runs: readonly ComparedRun[];
}

export interface Group {
  readonly key: string;
  /** What tells it from the other groups: "batch size 32, rate 0.01". */
  readonly label: string;
  /** Settings that all of its members share. */
  readonly fields: Fields;
  /** null where its members differ. */
  readonly batchSize: number | null;
  readonly isFullBatch: boolean;
  readonly members: readonly GroupMember[];
  readonly seeds: readonly SeedRuns[];
}

interface Entry extends GroupMember {
  readonly fields: Fields;
  readonly settings: string;
}

/** Groups in the order of their first condition. */
export function groupConditions(experiments: readonly ComparedExperiment[], by: GroupBy): readonly Group[] {
  const entries = experiments.flatMap((experiment) =>
    experiment.conditions.map((condition): Entry => {
      const fields = conditionFields(experiment, condition);
      return { experiment, condition, fields, settings: JSON.stringify(Object.entries(fields).sort()) };
    }),
  );
  const parts = Map.groupBy(entries, (entry) => groupKey(entry, by));
  const groups = [...parts].map(([key, members]) => ({ key, members, fields: sharedFields(members) }));
  const differing = differingFields(groups.map(({ fields }) => fields));
  // Of one experiment they are called as everywhere; a word for each setting that differs tells those of several apart.
  const isPlain = by.kind === 'condition' && experiments.length === 1;
  const labels = isPlain ? spokenNames(experiments[0].conditions) : groups.map(({ fields, members }) => label(fields, differing, members));
  return groups.map(({ key, members, fields }, index): Group => {
    const sizes = new Set(members.map(({ condition }) => condition.batchSize));
    const isRepeated = labels.indexOf(labels[index]) !== labels.lastIndexOf(labels[index]);
    return {
      key,
      label: isRepeated ? `${labels[index]} (${members[0].experiment.name})` : labels[index],
      fields,
      batchSize: sizes.size === 1 ? members[0].condition.batchSize : null,
      isFullBatch: members.every(({ condition }) => condition.isFullBatch),
      members: members.map(({ experiment, condition }) => ({ experiment, condition })),
      seeds: seedsOf(members),
    };
  });
}

function groupKey({ experiment, condition, fields, settings }: Entry, by: GroupBy): string {
  if (by.kind === 'condition') return `${experiment.id}/${condition.index}`;
  return by.kind === 'allButSeed' ? settings : JSON.stringify(by.fields.map((path) => fields[path] ?? null));
}

function sharedFields(members: readonly Entry[]): Fields {
  const differing = new Set(differingFields(members.map(({ fields }) => fields)));
  return Object.fromEntries(Object.entries(members[0].fields).filter(([path]) => !differing.has(path)));
}

function label(fields: Fields, differing: readonly string[], members: readonly Entry[]): string {
  const words = tellingWords(fields, differing, members);
  return words.length === 0 ? members[0].experiment.name : words.join(', ');
}

/**
 * The runs of each seed. An exact repetition (same settings, data, seed and replicate) is no further evidence: of several the first finished
 * one stands.
 */
function seedsOf(members: readonly Entry[]): readonly SeedRuns[] {
  const bySeed = new Map<string, Map<string, ComparedRun>>();
  for (const { experiment, condition, settings } of members) {
    for (const run of experiment.runs) {
      if (run.condition !== condition.index) continue;
      const pairKey = `${experiment.dataHash}/${String(experiment.spec.seed)}/${String(run.replicate)}`;
      const runs = bySeed.get(pairKey) ?? new Map<string, ComparedRun>();
      bySeed.set(pairKey, runs);
      const known = runs.get(settings);
      if (known === undefined || (known.status !== 'finished' && run.status === 'finished')) runs.set(settings, run);
    }
  }
  return [...bySeed].map(([pairKey, runs]) => ({ pairKey, runs: [...runs.values()] }));
}
