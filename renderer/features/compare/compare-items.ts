/** What a comparison is made of, as its address writes it: whole experiments, or single conditions as "experiment:index". */

export interface ComparedItems {
  /** Experiments in their order, each once. */
  readonly experimentIds: readonly string[];
  /** Conditions that are chosen of an experiment; one that is missing here is taken whole. */
  readonly conditions: ReadonlyMap<string, readonly number[]>;
}

export function parseItems(ids: readonly string[]): ComparedItems {
  const experimentIds: string[] = [];
  const conditions = new Map<string, number[]>();
  const whole = new Set<string>();
  for (const item of ids) {
    const found = /^(.+):(\d+)$/.exec(item);
    const id = found?.[1] ?? item;
    if (!experimentIds.includes(id)) experimentIds.push(id);
    if (found === null) whole.add(id);
    else conditions.set(id, [...(conditions.get(id) ?? []), Number(found[2])]);
  }
  for (const id of whole) conditions.delete(id);
  return { experimentIds, conditions };
}
