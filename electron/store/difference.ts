/** Where the records of two runs part: block by block over their digests, value by value only in the first block that differs. */
import type { MetricName } from '#core/experiment/spec';
import { EVALUATION_COLUMNS } from '#core/series/evaluation';
import type { EvaluationColumns } from '#core/series/evaluation';
import type { Difference } from '#lab/ports/store';
import type { Evaluations } from '#store/evaluations';
import type { SeriesReader } from '#store/series-reader';

/** Training times are never the same twice; everything else is. */
const COMPARED = EVALUATION_COLUMNS.filter((column) => column !== 'seconds');

export function firstDifference(reader: SeriesReader, evaluations: Evaluations, runId: string, otherId: string): Difference | null {
  const metrics = [...new Set([...reader.metrics(runId), ...reader.metrics(otherId)])].sort();
  const found = [
    ...metrics.map((metric) => differenceOfSeries(reader, metric, runId, otherId)),
    differenceOfEvaluations(evaluations.columns(runId), evaluations.columns(otherId)),
  ].filter((one) => one !== null);
  return found.reduce<Difference | null>((first, one) => (first === null || one.update < first.update ? one : first), null);
}

function differenceOfSeries(reader: SeriesReader, metric: string, runId: string, otherId: string): Difference | null {
  const own = reader.blocks(runId, metric, 'stored');
  const other = reader.blocks(otherId, metric, 'stored');
  for (let index = 0; index < Math.max(own.length, other.length); index++) {
    const [one, two] = [own.at(index), other.at(index)];
    if (one === undefined || two === undefined) return { metric, update: (one ?? two)?.firstUpdate ?? 0 };
    if (one.firstUpdate !== two.firstUpdate) return { metric, update: Math.min(one.firstUpdate, two.firstUpdate) };
    if (one.count === two.count && Buffer.compare(one.digest, two.digest) === 0) continue;
    const count = Math.max(one.count, two.count);
    const values = (id: string): Float32Array =>
      // The names were written by this lab's engines: they are metrics.
      reader.window(id, metric as MetricName, one.firstUpdate, one.firstUpdate + count, count).min;
    const [left, right] = [values(runId), values(otherId)];
    for (let at = 0; at < count; at++) {
      if (at >= left.length || at >= right.length || !Object.is(left[at], right[at])) return { metric, update: one.firstUpdate + at };
    }
  }
  return null;
}

function differenceOfEvaluations(own: EvaluationColumns, other: EvaluationColumns): Difference | null {
  const rows = Math.max(own.update.length, other.update.length);
  for (let row = 0; row < rows; row++) {
    const column = COMPARED.find((name) => !Object.is(own[name].at(row), other[name].at(row)));
    if (column === undefined) continue;
    const update = Math.min(own.update.at(row) ?? Infinity, other.update.at(row) ?? Infinity);
    return { metric: column, update };
  }
  return null;
}
