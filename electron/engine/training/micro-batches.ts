/** Batches too large for memory are worked through in parts whose gradients are added up: how many, and the numbers laid out in parts. */
import type { EngineNotice, TrainingJob } from '#lab/ports/engines';
import { dropoutPlaces, ghostSizes } from '#engine/model/batch-extras';
import type { GraphModel } from '#engine/model/network';
import { numbersPerRow } from '#engine/model/working-set';

/** Activations and their gradients of one run that may be in memory at once. */
export const MOST_ACTIVATION_BYTES = 256 * 1024 * 1024;

export interface Parts {
  readonly count: number;
  /** Rows of each; the last is filled up. */
  readonly rows: number;
}

/**
 * The parts of a batch; one part where it fits. It depends on one run's share of memory, never on the stack, so that a run is the same
 * alone. Models with batch normalisation or dropout are not divided: statistics and masks are those of the whole batch.
 */
export function partsOf(model: GraphModel, batch: number, mostBytes = MOST_ACTIVATION_BYTES): Parts {
  const bytesPerRow = activationBytes(model);
  if (batch * bytesPerRow <= mostBytes || dropoutPlaces(model).length > 0 || ghostSizes(model).length > 0) return { count: 1, rows: batch };
  const count = Math.ceil(batch / Math.max(1, Math.floor(mostBytes / bytesPerRow)));
  return { count, rows: Math.ceil(batch / count) };
}

/** Numbers of a row and their gradients, 4 bytes each. */
function activationBytes(model: GraphModel): number {
  return 4 * 2 * numbersPerRow(model);
}

/** What is to be told about the batches of a job: one notice a size that is worked through in parts. */
export function partsNotices(
  { model, batchSize, laterBatches }: Pick<TrainingJob, 'model' | 'batchSize' | 'laterBatches'>,
  trainingRows: number,
  mostBytes = MOST_ACTIVATION_BYTES,
): readonly EngineNotice[] {
  const sizes = [...new Set([batchSize, ...laterBatches.map(({ size }) => size)].map((size) => Math.min(size, trainingRows)))];
  return sizes.flatMap((size): EngineNotice[] => {
    const { count, rows } = partsOf(model, size, mostBytes);
    return count === 1
      ? []
      : [{ kind: 'parts', batchSize: size, parts: count, rows, needsBytes: size * activationBytes(model), mostBytes }];
  });
}

type Numbers = Int32Array | Float32Array;

/** [K, R, B, C] as [K, M, R, b, C]; rows beyond the batch are `filling`, or repeat its last row. */
export function intoParts<Array extends Numbers>(
  values: Array,
  made: Array,
  sizes: { readonly runs: number; readonly batch: number; readonly columns: number },
  parts: Parts,
  filling: number | null,
): Array {
  eachRow(made.length / sizes.columns, sizes, parts, (divided, whole, isFilling) => {
    const source = values.subarray(whole * sizes.columns, (whole + 1) * sizes.columns);
    if (isFilling && filling !== null) made.fill(filling, divided * sizes.columns, (divided + 1) * sizes.columns);
    else made.set(source, divided * sizes.columns);
  });
  return made;
}

/** [K, M, R, b, C] as [K, R, B, C], without the filling. */
export function fromParts(
  values: Float32Array,
  sizes: { readonly runs: number; readonly batch: number; readonly columns: number },
  parts: Parts,
): Float32Array {
  const { columns } = sizes;
  const made = new Float32Array((values.length / (parts.count * parts.rows)) * sizes.batch);
  eachRow(values.length / columns, sizes, parts, (divided, whole, isFilling) => {
    if (!isFilling) made.set(values.subarray(divided * columns, (divided + 1) * columns), whole * columns);
  });
  return made;
}

/** Calls back with the position of every row in parts, and of its row in the whole (the last one for the filling). */
function eachRow(
  rows: number,
  { runs, batch }: { readonly runs: number; readonly batch: number },
  parts: Parts,
  visit: (divided: number, whole: number, isFilling: boolean) => void,
): void {
  const perUpdate = parts.count * runs * parts.rows;
  for (let divided = 0; divided < rows; divided++) {
    const update = Math.floor(divided / perUpdate);
    const inUpdate = divided - update * perUpdate;
    const part = Math.floor(inUpdate / (runs * parts.rows));
    const run = Math.floor(inUpdate / parts.rows) % runs;
    const row = part * parts.rows + (inUpdate % parts.rows);
    visit(divided, (update * runs + run) * batch + Math.min(row, batch - 1), row >= batch);
  }
}
