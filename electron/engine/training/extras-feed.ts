/** Writes down dropout masks and row groups of a block of updates, as `batch-extras` describes them. */
import { dropoutMasks } from '#core/dropout-mask';
import type { TrainingJob } from '#lab/ports/engines';
import { dropoutPlaces, ghostSizes } from '#engine/model/batch-extras';
import { floats, type Feeds, type Value } from '#engine/onnx/session';

/** Batches of one size, of which some may be smaller and filled up. */
export interface Batches {
  readonly batch: number;
  readonly isPadded: boolean;
  /** Size of the batch of an update without its filling. */
  readonly batchSizeAt: (update: number) => number;
}

export interface ExtrasFeed {
  /** The same in every block. */
  readonly fixed: Feeds;
  block(fromUpdate: number, updates: number): Feeds;
}

export function extrasFeed(
  job: Pick<TrainingJob, 'model' | 'seed'>,
  runs: readonly { readonly replicate: number }[],
  { batch, isPadded, batchSizeAt }: Batches,
): ExtrasFeed {
  const places = dropoutPlaces(job.model).map((place) => ({
    ...place,
    fill: runs.map(({ replicate }) => dropoutMasks(job.seed, replicate, place.ordinal, place.rate)),
  }));
  const ghosts = [...new Set(ghostSizes(job.model))];
  const masks = (fromUpdate: number, updates: number): Feeds =>
    Object.fromEntries(
      places.map(({ units, image, fill }, index) => {
        const values = new Float32Array(updates * runs.length * batch * units);
        const place = { rows: batch, units, isUnitMajor: image !== null };
        for (let cell = 0; cell < updates * runs.length; cell++) {
          fill[cell % runs.length](fromUpdate + Math.floor(cell / runs.length), place, values, cell * batch * units);
        }
        const shape = image === null ? [batch, units] : [...image, batch];
        return [`mask${String(index)}`, floats(values, [updates, runs.length, ...shape])];
      }),
    );
  const groups = (sizes: readonly number[], leading: readonly number[]): Feeds =>
    Object.fromEntries(
      ghosts.flatMap((ghost, index) => {
        const count = groupCount(batch, ghost);
        const averaging = new Float32Array(sizes.length * batch * count);
        const membership = new Float32Array(sizes.length * batch * count);
        const shares = new Float32Array(sizes.length * count);
        for (const [update, size] of sizes.entries()) {
          const bounds = groupBounds(size, ghost);
          for (let row = 0; row < batch; row++) {
            // Rows that only fill up a batch repeat its last row, and are normalised with it.
            const group = bounds.findIndex((end) => Math.min(row, size - 1) < end);
            const length = bounds[group] - (bounds[group - 1] ?? 0);
            if (row < size) averaging[(update * batch + row) * count + group] = 1 / length;
            membership[(update * count + group) * batch + row] = 1;
            shares[update * count + group] = length / size;
          }
        }
        const forRuns = (name: string, values: Float32Array, shape: readonly number[]): readonly [string, Value] => [
          `${name}${String(index)}`,
          floats(repeated(values, sizes.length, runs.length), [...leading, runs.length, ...shape]),
        ];
        return [
          forRuns('averaging', averaging, [batch, count]),
          forRuns('membership', membership, [count, batch]),
          forRuns('shares', shares, [count, 1]),
          forRuns('groups', new Float32Array(sizes.length * count).fill(1), [count, 1]),
        ];
      }),
    );
  const sizesFrom = (fromUpdate: number, updates: number): readonly number[] =>
    Array.from({ length: updates }, (_, index) => batchSizeAt(fromUpdate + index));
  return {
    fixed: isPadded ? {} : groups([batch], []),
    block: (fromUpdate, updates) => ({
      ...masks(fromUpdate, updates),
      ...(isPadded ? groups(sizesFrom(fromUpdate, updates), [updates]) : {}),
    }),
  };
}

/** Every one of `parts` equal stretches `times` times. */
function repeated(values: Float32Array, parts: number, times: number): Float32Array {
  const all = new Float32Array(values.length * times);
  const length = values.length / parts;
  for (let copy = 0; copy < parts * times; copy++) {
    const part = Math.floor(copy / times);
    all.set(values.subarray(part * length, (part + 1) * length), copy * length);
  }
  return all;
}

/** As many groups as there are whole ones, but one at least. */
function groupCount(size: number, ghost: number | null): number {
  return ghost === null ? 1 : Math.max(1, Math.floor(size / ghost));
}

/** Row after the last of every group: rows that fill no group of their own join the last one. */
export function groupBounds(size: number, ghost: number | null): readonly number[] {
  const count = groupCount(size, ghost);
  return Array.from({ length: count }, (_, group) => (group === count - 1 ? size : (group + 1) * (ghost ?? size)));
}
