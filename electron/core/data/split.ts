/** Cuts the rows of a table into training, validation and test rows. */
import type { Split, Table } from '#core/data/table';
import type { SplitSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';
import { permutation, randomStream } from '#core/random';
import { FRACTION_TOLERANCE, splitCounts } from '#core/schedule/split-counts';

/** The group of every row, 0 .. count - 1: its class where the split is stratified, else one group for all. */
interface Groups {
  readonly count: number;
  readonly ofRow: Int32Array;
}

/**
 * Sizes are exact: each part ends at floor(rows * cumulative fraction). With `stratify` the sizes are the same, and every class is
 * spread by its share, within one row in each part. Throws LabError `invalidSpec`.
 */
export function split(table: Table, spec: SplitSpec, seed: number): Split {
  const groups = spec.stratify ? classGroups(table) : { count: 1, ofRow: new Int32Array(table.rows) };
  const sizes = partSizes(table.rows, spec);
  const shares = groupShares(groups, spec, sizes);
  const order =
    spec.order === 'asGiven'
      ? Int32Array.from({ length: table.rows }, (_, row) => row)
      : permutation(table.rows, randomStream(seed, 'split'));

  const parts = sizes.map((size) => new Int32Array(size));
  const filled = sizes.map(() => 0);
  for (const row of order) {
    const left = shares[groups.ofRow[row]];
    const part = left.findIndex((count) => count > 0);
    if (part === -1) continue;
    left[part]--;
    parts[part][filled[part]++] = row;
  }
  const [train, validation, test] = parts;
  return { train, validation, test };
}

/** Rows for training, validation and test; what is missing to all rows is left out. */
function partSizes(rows: number, spec: SplitSpec): number[] {
  const sum = spec.train + spec.validation + spec.test;
  if (sum > 1 + FRACTION_TOLERANCE) throw invalid('data.split', `The parts of the split add up to ${sum}; together they may be 1 at most.`);
  const { train, validation, test } = splitCounts(rows, spec);
  return [train, validation, test];
}

function classGroups({ target }: Table): Groups {
  if (target.kind === 'class') return { count: target.classNames.length, ofRow: target.labels };
  throw invalid('data.split.stratify', 'Only data with classes can be split class by class. Switch "stratify" off.');
}

/**
 * Rows of each group for each part, [groups][parts]. Every group gives the whole rows of its share; of its other rows it gives one
 * each to the parts that lack most, which fills every part exactly (Gale 1957, "A theorem on flows in networks").
 */
function groupShares(groups: Groups, spec: SplitSpec, sizes: readonly number[]): number[][] {
  const rowsOf = new Array<number>(groups.count).fill(0);
  for (const group of groups.ofRow) rowsOf[group]++;
  const fractions = [spec.train, spec.validation, spec.test];
  const shares = rowsOf.map((rows) => fractions.map((fraction) => Math.floor(rows * (fraction + FRACTION_TOLERANCE))));
  const lacking = sizes.map((size, part) => shares.reduce((left, share) => left - share[part], size));
  for (const [group, share] of shares.entries()) {
    const others = share.reduce((left, count) => left - count, rowsOf[group]);
    const neediest = [0, 1, 2].filter((part) => lacking[part] > 0).sort((a, b) => lacking[b] - lacking[a]);
    for (const part of neediest.slice(0, others)) {
      share[part]++;
      lacking[part]--;
    }
  }
  return shares;
}

function invalid(path: string, message: string): LabError {
  return new LabError({ kind: 'invalidSpec', issues: [{ path, message, severity: 'error' }] });
}
