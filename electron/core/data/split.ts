/** Cuts the rows of a table into training, validation and test rows. */
import type { GivenSplit, Split, Table, Target } from '#core/data/table';
import type { SplitSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';
import { permutation, randomStream } from '#core/random';
import { FRACTION_TOLERANCE, type SplitCounts, splitCounts } from '#core/schedule/split-counts';

export const NO_GIVEN_SPLIT = 'The data has no training and test part of its own. Use fractions of all rows.';

/** The group of every row, 0 .. count - 1: its class where the split is stratified, else one group for all. */
interface Groups {
  readonly count: number;
  readonly ofRow: Int32Array;
}

/**
 * Sizes are exact: each part ends at floor(rows * cumulative fraction). With `stratify` the sizes are the same, and every class is
 * spread by its share, within one row in each part. With `use: 'file'` this holds in each part of the data's own division. Throws LabError `invalidSpec`.
 */
export function split(table: Table, spec: SplitSpec, seed: number): Split {
  const sum = spec.use === 'file' ? spec.train + spec.validation : spec.train + spec.validation + spec.test;
  if (sum > 1 + FRACTION_TOLERANCE) throw invalid('data.split', `The parts of the split add up to ${sum}; together they may be 1 at most.`);
  const groups = spec.stratify ? classGroups(table.target) : oneGroup(table.rows);
  const order =
    spec.order === 'asGiven'
      ? Int32Array.from({ length: table.rows }, (_, row) => row)
      : permutation(table.rows, randomStream(seed, 'split'));
  const sizes = splitCounts(table.rows, spec, table.givenSplit);
  if (spec.use === 'file') return fileSplit(order, groups, spec, sizes, table.givenSplit);
  const [train, validation, test] = dealt(
    order,
    groups,
    [spec.train, spec.validation, spec.test],
    [sizes.train, sizes.validation, sizes.test],
  );
  return { train, validation, test };
}

/** Training and validation from the first rows, test from the others. */
function fileSplit(order: Int32Array, groups: Groups, spec: SplitSpec, sizes: SplitCounts, given: GivenSplit | undefined): Split {
  if (given === undefined) throw invalid('data.split.use', NO_GIVEN_SPLIT);
  const ofFile = order.filter((row) => row < given.trainRows);
  const [train, validation] = dealt(ofFile, groups, [spec.train, spec.validation], [sizes.train, sizes.validation]);
  const [test] = dealt(
    order.filter((row) => row >= given.trainRows),
    groups,
    [spec.test],
    [sizes.test],
  );
  return { train, validation, test };
}

/**
 * So many of the rows, at random, in the order they have. With `stratify` every class keeps its share within one row. Without, a larger
 * number of the same seed has all rows of a smaller one. Throws LabError `invalidSpec`.
 */
export function subsample(target: Target, rows: Int32Array, count: number, stratify: boolean, seed: number): Int32Array {
  if (count > rows.length)
    throw invalid('data.trainingRows', `${count} rows are asked for, but the split leaves ${rows.length} to train on.`);
  const groups = stratify ? groupsAt(classGroups(target), rows) : oneGroup(rows.length);
  const [places] = dealt(permutation(rows.length, randomStream(seed, 'subsample')), groups, [count / rows.length], [count]);
  return places.sort().map((place) => rows[place]);
}

/** Gives the rows out in their order, to each part its size and the share of every group in it. */
function dealt(order: Int32Array, groups: Groups, fractions: readonly number[], sizes: readonly number[]): Int32Array[] {
  const shares = groupShares(groupsAt(groups, order), fractions, sizes);
  const parts = sizes.map((size) => new Int32Array(size));
  const filled = sizes.map(() => 0);
  for (const row of order) {
    const left = shares[groups.ofRow[row]];
    const part = left.findIndex((count) => count > 0);
    if (part === -1) continue;
    left[part]--;
    parts[part][filled[part]++] = row;
  }
  return parts;
}

function oneGroup(rows: number): Groups {
  return { count: 1, ofRow: new Int32Array(rows) };
}

function classGroups(target: Target): Groups {
  if (target.kind === 'class') return { count: target.classNames.length, ofRow: target.labels };
  throw invalid('data.split.stratify', 'Only data with classes can be split class by class. Switch "stratify" off.');
}

function groupsAt({ count, ofRow }: Groups, rows: Int32Array): Groups {
  return { count, ofRow: rows.map((row) => ofRow[row]) };
}

/**
 * Rows of each group for each part, [groups][parts]. Every group gives the whole rows of its share; of its other rows it gives one
 * each to the parts that lack most, which fills every part exactly (Gale 1957, "A theorem on flows in networks").
 */
function groupShares(groups: Groups, fractions: readonly number[], sizes: readonly number[]): number[][] {
  const rowsOf = new Array<number>(groups.count).fill(0);
  for (const group of groups.ofRow) rowsOf[group]++;
  const shares = rowsOf.map((rows) => fractions.map((fraction) => Math.floor(rows * (fraction + FRACTION_TOLERANCE))));
  const lacking = sizes.map((size, part) => shares.reduce((left, share) => left - share[part], size));
  for (const [group, share] of shares.entries()) {
    const others = share.reduce((left, count) => left - count, rowsOf[group]);
    const neediest = [...sizes.keys()].filter((part) => lacking[part] > 0).sort((a, b) => lacking[b] - lacking[a]);
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
