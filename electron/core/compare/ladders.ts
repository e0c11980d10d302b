/** Groups that differ in batch size and nothing else (but budget): what a sentence about batch size may be read from. */
import { BATCH_FIELD, differingFields } from '#core/compare/fields';
import type { Group } from '#core/compare/groups';
import { tellingWords } from '#core/compare/labels';

export interface Ladder {
  readonly key: string;
  /** By batch size, ascending; at least two. */
  readonly groups: readonly Group[];
  /** What its groups share that others do not: ", at learning rate 0.01"; empty where there is one ladder only. */
  readonly where: string;
}

/** How long was trained is what the lens makes equal, and no reason to keep groups apart. */
const NOT_TOLD_APART = /^(batch\.size|budget\..*|stopping(\..*)?)$/;

/**
 * All ladders. Where several experiments have the same settings each has a ladder of its own; where every batch size comes with settings of
 * its own there is one ladder of all of them.
 */
export function ladders(groups: readonly Group[]): readonly Ladder[] {
  const sized = groups.filter(({ batchSize }) => batchSize !== null);
  const telling = differingFields(sized.map(({ fields }) => fields)).filter((path) => !NOT_TOLD_APART.test(path));
  const settings = ({ fields }: Group): string => JSON.stringify(telling.map((path) => fields[path] ?? null));
  const words = ({ fields, members }: Group): readonly string[] => tellingWords(fields, telling, members);
  const found = [...Map.groupBy(sized, settings)].flatMap(([key, members]): Ladder[] => {
    if (isOneEachSize(members)) return ladder(key, members, words(members[0]));
    const parts = [...Map.groupBy(members, (group) => group.members[0].experiment)];
    return parts.flatMap(([{ id, name }, own]) => ladder(`${key}/${id}`, own, [...words(own[0]), `in "${name}"`]));
  });
  if (found.length > 0 || !isOneEachSize(sized)) return found;
  return ladder(BATCH_FIELD, sized, []).map((one) => ({ ...one, where: ', each with settings of its own' }));
}

/** A ladder of groups of different sizes; none of fewer than two, or where a size comes twice. */
function ladder(key: string, groups: readonly Group[], words: readonly string[]): Ladder[] {
  if (groups.length < 2 || !isOneEachSize(groups)) return [];
  const preposition = (word: string): string => (word.startsWith('in ') ? '' : word.startsWith('learning rate') ? 'at ' : 'with ');
  const where = words.map((word) => `, ${preposition(word)}${word}`).join('');
  return [{ key, groups: groups.toSorted((a, b) => (a.batchSize ?? 0) - (b.batchSize ?? 0)), where }];
}

const isOneEachSize = (groups: readonly Group[]): boolean => new Set(groups.map(({ batchSize }) => batchSize)).size === groups.length;

/** "batch size 32", "the full batch" */
export const sizeText = ({ isFullBatch, batchSize }: Group): string =>
  isFullBatch ? 'the full batch' : `batch size ${(batchSize ?? 0).toLocaleString('en-US')}`;
