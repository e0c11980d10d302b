/** Where an experiment came from and what was made from it, as a tree of rows from the root down. Pure. */
import type { ExperimentSummary } from '#contract/experiments';
import type { Origin } from '#contract/provenance';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface LineageRow {
  readonly id: string;
  /** null where the experiment is in the bin or was never here. */
  readonly name: string | null;
  readonly depth: number;
  readonly words: string;
  readonly isSelf: boolean;
}

/** "repeats run 1.2, identical", "branches at update 200: batch size 8" */
export function originWords(origin: Origin | null): string {
  if (origin === null) return 'designed here';
  switch (origin.kind) {
    case 'repeat':
      return `repeats a run: ${origin.verdict === null ? 'no verdict yet' : origin.verdict.sentence}`;
    case 'branch': {
      const { batchSize, learningRate } = origin.change;
      const changes = [
        ...(batchSize === undefined ? [] : [`batch size ${typeof batchSize === 'number' ? formatCount(batchSize) : batchSize}`]),
        ...(learningRate === undefined ? [] : [`learning rate ${formatNumber(learningRate)}`]),
      ];
      return `branches at update ${formatCount(origin.update)}: ${changes.join(', ')}`;
    }
    case 'import':
      return `imported from ${origin.file}`;
    default:
      return origin satisfies never;
  }
}

/** The family of an experiment; it alone where it has no parent and no child. */
export function lineageOf(self: ExperimentSummary, all: readonly ExperimentSummary[]): readonly LineageRow[] {
  const of = new Map(all.map((one) => [one.id, one]));
  of.set(self.id, self);
  const parentOf = (one: ExperimentSummary): string | null =>
    one.origin === null || one.origin.kind === 'import' ? null : one.origin.experimentId;
  const path: ExperimentSummary[] = [self];
  let missing: string | null = null;
  for (;;) {
    const parent = parentOf(path[0]);
    if (parent === null) break;
    const found = of.get(parent);
    // An origin can only name what was there before it, but a file may say anything.
    if (found === undefined || path.includes(found)) {
      missing = parent;
      break;
    }
    path.unshift(found);
  }
  const rows: LineageRow[] = missing === null ? [] : [{ id: missing, name: null, depth: 0, words: 'not in the history', isSelf: false }];
  const seen = new Set<string>();
  const walk = (one: ExperimentSummary, depth: number): void => {
    if (seen.has(one.id)) return;
    seen.add(one.id);
    rows.push({ id: one.id, name: one.name, depth, words: originWords(one.origin), isSelf: one.id === self.id });
    const children = [...of.values()].filter((other) => parentOf(other) === one.id).sort((a, b) => a.createdAt - b.createdAt);
    for (const child of children) walk(child, depth + 1);
  };
  walk(path[0], rows.length);
  return rows;
}
