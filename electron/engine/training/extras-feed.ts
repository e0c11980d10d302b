/** Writes down dropout masks and row groups of a block of updates, as `batch-extras` describes them. */
import { dropoutMasks } from '#core/dropout-mask';
import type { TrainingJob } from '#lab/ports';
import { dropoutPlaces, ghostSizes } from '#engine/model/batch-extras';
import { floats, type Feeds } from '#engine/onnx/session';
import type { BatchFeed } from '#engine/training/batch-feed';

export interface ExtrasFeed {
  /** The same in every block. */
  readonly fixed: Feeds;
  block(fromUpdate: number, updates: number): Feeds;
}

export function extrasFeed(
  job: Pick<TrainingJob, 'model' | 'seed'>,
  runs: readonly { readonly replicate: number }[],
  feed: Pick<BatchFeed, 'plan' | 'isPadded' | 'batchSizeAt'>,
): ExtrasFeed {
  const batch = feed.plan.batchSize;
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
  const groups = (fromUpdate: number, updates: number, leading: readonly number[]): Feeds =>
    Object.fromEntries(
      ghosts.flatMap((ghost, index) => {
        const count = groupCount(batch, ghost);
        const averaging = new Float32Array(updates * batch * count);
        const membership = new Float32Array(updates * batch * count);
        const shares = new Float32Array(updates * count);
        for (let update = 0; update < updates; update++) {
          const size = feed.batchSizeAt(fromUpdate + update);
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
        return [
          [`averaging${String(index)}`, floats(averaging, [...leading, 1, batch, count])],
          [`membership${String(index)}`, floats(membership, [...leading, 1, count, batch])],
          [`shares${String(index)}`, floats(shares, [...leading, 1, count, 1])],
        ];
      }),
    );
  return {
    fixed: feed.isPadded ? {} : groups(0, 1, []),
    block: (fromUpdate, updates) => ({
      ...masks(fromUpdate, updates),
      ...(feed.isPadded ? groups(fromUpdate, updates, [updates]) : {}),
    }),
  };
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
