/** The identity of a table: equal for equal content, whether imported or made. */
import type { Table } from '#core/data/table';
import { sha256, tableBytes } from '#datasets/table-bytes';

/** SHA-256 in hex over names, shape, features and target. */
export function tableHash(table: Table): string {
  return sha256(tableBytes(table));
}
