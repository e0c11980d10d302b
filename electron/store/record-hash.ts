/**
 * The digest of everything that a run measured; a changed bit in it is found even where the database sees nothing wrong.
 *
 * SHA-256 over, in this order: the run's id, status, updates, seconds and weight hash as a JSON array (UTF-8); its evaluations
 * by update, each as float64 in the order of COMMON_COLUMNS; where any of them measured the noise of the gradient, all of them once more
 * in the order of NOISE_COLUMNS; and for each metric by name: the name (UTF-8) and the blocks of its series, each as first update and count (float64) and the SHA-256 of its float32 values. Blocks end at multiples of
 * 16,384 updates. Numbers are little-endian; NaN is 7ff8000000000000.
 */
import { createHash } from 'node:crypto';
import { COMMON_COLUMNS, NOISE_COLUMNS } from '#core/series/evaluation';
import type { EvaluationColumn, EvaluationColumns } from '#core/series/evaluation';
import type { StoredRun } from '#lab/ports/store';
import type { SeriesReader } from '#store/series-reader';

const CANONICAL_NAN = 0x7ff8000000000000n;

export function recordHash(run: StoredRun, evaluations: EvaluationColumns, series: SeriesReader, source: 'stored' | 'recomputed'): string {
  const digest = createHash('sha256');
  digest.update(JSON.stringify([run.id, run.status, run.update, run.seconds, run.weightHash]));
  digest.update(evaluationBytes(evaluations, COMMON_COLUMNS));
  if (NOISE_COLUMNS.some((column) => !evaluations[column].every(Number.isNaN))) digest.update(evaluationBytes(evaluations, NOISE_COLUMNS));
  for (const metric of series.metrics(run.id)) {
    digest.update(metric);
    for (const block of series.blocks(run.id, metric, source)) {
      digest.update(numberBytes([block.firstUpdate, block.count])).update(block.digest);
    }
  }
  return digest.digest('hex');
}

function evaluationBytes(evaluations: EvaluationColumns, columns: readonly EvaluationColumn[]): Uint8Array {
  const rows = Array.from(evaluations.update, (_, row) => columns.map((column) => evaluations[column][row]));
  return numberBytes(rows.flat());
}

function numberBytes(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((value, index) => {
    if (Number.isNaN(value)) view.setBigUint64(8 * index, CANONICAL_NAN, true);
    else view.setFloat64(8 * index, value, true);
  });
  return new Uint8Array(view.buffer);
}
