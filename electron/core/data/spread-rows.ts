/** Some rows of a table, to stand for all. */

/** At most `limit` rows, evenly spaced over the table: files are often sorted by class. */
export function spreadRows(rows: number, limit: number): Int32Array {
  const count = Math.min(limit, rows);
  return Int32Array.from({ length: count }, (_, index) => Math.floor((index * rows) / count));
}
