/** Groups that differ in batch size and nothing else (but budget): what a sentence about batch size may be read from. */
import { BATCH_FIELD, differingFields, fieldText } from '#core/compare/fields';
import type { Group } from '#core/compare/groups';

export interface Ladder {
  readonly key: string;
  /** By batch size, ascending; at least two. */
  readonly groups: readonly Group[];
  /** What its groups share that others do not: ", at learning rate 0.01"; empty where there is one ladder only. */
  readonly where: string;
}

/** How long was trained is what the lens makes equal, and no reason to keep groups apart. */
const NOT_TOLD_APART = /^(batch\.size|budget\..*|stopping(\..*)?)$/;

/** All ladders. Where every batch size comes with settings of its own there is one ladder of all of them. */
export function ladders(groups: readonly Group[]): readonly Ladder[] {
  const sized = groups.filter(({ batchSize }) => batchSize !== null);
  const telling = differingFields(sized.map(({ fields }) => fields)).filter((path) => !NOT_TOLD_APART.test(path));
  const parts = [...Map.groupBy(sized, ({ fields }) => JSON.stringify(telling.map((path) => fields[path] ?? null)))];
  const found = parts.flatMap(([key, members]): Ladder[] => {
    const steps = oneEachSize(members);
    const words = telling.filter((path) => path in members[0].fields).map((path) => fieldText(path, members[0].fields[path]));
    return steps.length < 2 ? [] : [{ key, groups: steps, where: words.length === 0 ? '' : `, at ${words.join(', ')}` }];
  });
  if (found.length > 0) return found;
  const steps = oneEachSize(sized);
  return steps.length < 2 || steps.length < sized.length
    ? []
    : [{ key: BATCH_FIELD, groups: steps, where: ', each with settings of its own' }];
}

function oneEachSize(groups: readonly Group[]): readonly Group[] {
  const bySize = new Map<number | null, Group>();
  for (const group of groups) if (!bySize.has(group.batchSize)) bySize.set(group.batchSize, group);
  return [...bySize.values()].sort((a, b) => (a.batchSize ?? 0) - (b.batchSize ?? 0));
}

/** "batch size 32", "the full batch" */
export const sizeText = ({ isFullBatch, batchSize }: Group): string =>
  isFullBatch ? 'the full batch' : `batch size ${(batchSize ?? 0).toLocaleString('en-US')}`;
