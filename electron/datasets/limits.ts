/** How large imported data may be, and the sentences for data that is larger or too small. */
import { badTable, counted } from '#datasets/bad-table';

/** Of everything that is unpacked from one archive. */
export const MOST_UNPACKED_BYTES = 4 * 1024 ** 3;
/** Up to here anything may unpack; beyond, honest data does not shrink to less than a hundredth. */
const FREE_BYTES = 10 * 1024 ** 2;
const MOST_RATIO = 100;
/** 800 MB as float32. */
const MOST_VALUES = 200_000_000;
const FEWEST_ROWS = 4;

/** The most bytes that so many packed bytes may become. */
export function mostUnpacked(packedBytes: number): number {
  return Math.min(MOST_UNPACKED_BYTES, Math.max(FREE_BYTES, MOST_RATIO * packedBytes));
}

export function tooLarge(file: string, what: string, unpackedBytes: number | null): Error {
  const size = unpackedBytes === null ? '' : ` (${Math.round(unpackedBytes / 1024 ** 2).toLocaleString('en-US')} MB)`;
  return badTable(file, `${what} unpacks to more than 4 GB, or to more than 100 times its size${size}. It is not unpacked.`);
}

/** Throws LabError `badTable` for too few rows, no features, and more values than fit in memory. */
export function checkTableSize(file: string, rows: number, features: number): void {
  if (rows < FEWEST_ROWS) throw badTable(file, `The data has ${counted(rows, 'row')}; at least ${FEWEST_ROWS} are needed.`);
  if (features < 1) throw badTable(file, 'The data has no features.');
  if (rows * features <= MOST_VALUES) return;
  const values = `${rows.toLocaleString('en-US')} x ${features.toLocaleString('en-US')} values`;
  throw badTable(file, `The data has ${values}; at most ${MOST_VALUES.toLocaleString('en-US')} fit in memory.`);
}
