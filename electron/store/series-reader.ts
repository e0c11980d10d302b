/** Reads per-update series back: a window of one for drawing, and digests of all of a run's for finding damage. */
import type { MetricName } from '#core/experiment/spec';
import type { SeriesWindow } from '#contract/runs';
import { Buckets, Values } from '#store/buckets';
import { CHUNK_UPDATES, DamagedRecordError, decodeCells, decodeChunk, digestOf, encodeCells, valuesOf } from '#store/series-codec';
import type { Connection } from '#store/sqlite';

export interface SeriesReader {
  readonly window: (runId: string, metric: MetricName, fromUpdate: number, toUpdate: number, points: number) => SeriesWindow;
  /** The metrics of a run that have values, in the order of their names. */
  readonly metrics: (runId: string) => readonly string[];
  /**
   * Digests of the series cut at every multiple of CHUNK_UPDATES, wherever it is stored. `stored` takes those that were made
   * when a chunk was packed; `recomputed` makes them again from the values, and throws DamagedRecordError where a chunk's parts
   * do not agree.
   */
  readonly blocks: (runId: string, metric: string, source: 'stored' | 'recomputed') => readonly Block[];
}

interface Block {
  readonly firstUpdate: number;
  readonly count: number;
  readonly digest: Uint8Array;
}

interface Span {
  readonly first_update: number;
  readonly count: number;
}
interface Stretch extends Span {
  readonly data: Uint8Array;
}

const ofSeries = 'WHERE run_id = ? AND metric = ?';
/** A chunk that reaches into a window starts less than CHUNK_UPDATES before it. */
export const CHUNKS_OF_WINDOW_SQL = `SELECT first_update, count FROM series_chunks ${ofSeries}
  AND first_update > ? - ${CHUNK_UPDATES} AND first_update < ? ORDER BY first_update`;
export const TAIL_SQL = `SELECT first_update, count, data FROM series_tail ${ofSeries} ORDER BY first_update`;

export function seriesReaderOf(database: Connection): SeriesReader {
  const column = <Result>(what: string, rest: string) => database.prepare<[string, string], Result>(`SELECT ${what} FROM ${rest}`).pluck();
  const firstOfChunks = column<number>('first_update', `series_chunks ${ofSeries} ORDER BY first_update LIMIT 1`);
  const endOfChunks = column<number>('first_update + count', `series_chunks ${ofSeries} ORDER BY first_update DESC LIMIT 1`);
  const firstOfTail = column<number>('first_update', `series_tail ${ofSeries} ORDER BY first_update LIMIT 1`);
  const endOfTail = column<number>('first_update + count', `series_tail ${ofSeries} ORDER BY first_update DESC LIMIT 1`);
  const chunksOfWindow = database.prepare<[string, string, number, number], Span>(CHUNKS_OF_WINDOW_SQL);
  const allChunks = database.prepare<[string, string], Span & { readonly sha256: Uint8Array }>(
    `SELECT first_update, count, sha256 FROM series_chunks ${ofSeries} ORDER BY first_update`,
  );
  const tail = database.prepare<[string, string], Stretch>(TAIL_SQL);
  const ofChunk = (what: 'data' | 'cells') =>
    database.prepare<[string, string, number], Uint8Array>(`SELECT ${what} FROM series_chunks ${ofSeries} AND first_update = ?`).pluck();
  const dataOfChunk = ofChunk('data');
  const cellsOfChunk = ofChunk('cells');
  const metrics = database
    .prepare<[string, string], string>(
      'SELECT metric FROM series_chunks WHERE run_id = ? UNION SELECT metric FROM series_tail WHERE run_id = ? ORDER BY metric',
    )
    .pluck();

  const chunkValues = (runId: string, metric: string, chunk: Span): Float32Array =>
    decodeChunk(dataOfChunk.get(runId, metric, chunk.first_update) ?? new Uint8Array(), chunk.count);
  const recomputedDigest = (runId: string, metric: string, chunk: Span & { readonly sha256: Uint8Array }): Uint8Array => {
    const values = chunkValues(runId, metric, chunk);
    const digest = digestOf(values);
    const cells = cellsOfChunk.get(runId, metric, chunk.first_update) ?? new Uint8Array();
    if (digest.equals(chunk.sha256) && encodeCells(chunk.first_update, values).equals(cells)) return digest;
    throw new DamagedRecordError('a chunk does not match its digest or its summary');
  };

  return {
    window(runId, metric, fromUpdate, toUpdate, points) {
      const start = firstOfChunks.get(runId, metric) ?? firstOfTail.get(runId, metric) ?? 0;
      const end = endOfTail.get(runId, metric) ?? endOfChunks.get(runId, metric) ?? 0;
      const from = Math.max(fromUpdate, start);
      const to = Math.max(from, Math.min(toUpdate, end));
      const buckets = to - from <= points ? new Values(from, to) : new Buckets(from, to, points);
      const addValues = (first: number, values: Float32Array): void => {
        const cut = Math.max(0, from - first);
        buckets.addValues(first + cut, values.subarray(cut, Math.max(cut, to - first)));
      };
      for (const chunk of chunksOfWindow.all(runId, metric, from, to)) {
        const first = chunk.first_update;
        const isInside = first >= from && first + chunk.count <= to;
        if (isInside && buckets instanceof Buckets && buckets.takesCells) {
          buckets.addCells(decodeCells(first, cellsOfChunk.get(runId, metric, first) ?? new Uint8Array()));
        } else addValues(first, chunkValues(runId, metric, chunk));
      }
      for (const stretch of tail.all(runId, metric)) addValues(stretch.first_update, valuesOf(stretch.data));
      return buckets.window(metric);
    },
    metrics: (runId) => metrics.all(runId, runId),
    blocks(runId, metric, source) {
      const chunks = allChunks.all(runId, metric).map((chunk) => ({
        firstUpdate: chunk.first_update,
        count: chunk.count,
        digest: source === 'stored' ? chunk.sha256 : recomputedDigest(runId, metric, chunk),
      }));
      const stretches = tail.all(runId, metric);
      const values = valuesOf(Buffer.concat(stretches.map((stretch) => stretch.data)));
      const blocks: Block[] = [...chunks];
      let first = stretches.at(0)?.first_update ?? 0;
      for (let start = 0; start < values.length;) {
        const count = Math.min(CHUNK_UPDATES - (first % CHUNK_UPDATES), values.length - start);
        blocks.push({ firstUpdate: first, count, digest: digestOf(values.subarray(start, start + count)) });
        first += count;
        start += count;
      }
      return blocks;
    },
  };
}
