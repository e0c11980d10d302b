/** Per-update series: appended in small stretches, packed into chunks now and then, cut off where a run is trained again. */
import { invariant } from '#core/failure';
import { bytesOf, CHUNK_UPDATES, decodeChunk, digestOf, encodeCells, encodeChunk, valuesOf } from '#store/series-codec';
import type { Connection } from '#store/sqlite';

export interface SeriesWriter {
  /** Appends values; those of the same and of later updates go first. True where something was cut off. */
  readonly append: (runId: string, metric: string, fromUpdate: number, values: Float32Array) => boolean;
  /** Called once a transaction, with the values that it will append. */
  readonly allowPacking: (appendedValues: number) => void;
}

/** A stretch of the tail that is still shorter than this grows; then the next one begins. Keeps a small append to a page or two. */
const GROWING_UPDATES = 1024;
/** Packing a chunk takes about 1 ms. All runs of a stack are due at once, so they take turns: so many a transaction. */
const CHUNKS_PER_TRANSACTION = 3;

interface Piece {
  readonly first_update: number;
  readonly count: number;
  readonly data: Uint8Array;
}

export function seriesWriterOf(database: Connection): SeriesWriter {
  const ofSeries = 'WHERE run_id = ? AND metric = ?';
  // As arrays: building row objects would take longer than the query.
  const lastStretch = database
    .prepare<[string, string], [firstUpdate: number, count: number, data: Uint8Array]>(
      `SELECT first_update, count, data FROM series_tail ${ofSeries} ORDER BY first_update DESC LIMIT 1`,
    )
    .raw();
  const tailStart = database
    .prepare<[string, string], number>(`SELECT first_update FROM series_tail ${ofSeries} ORDER BY first_update LIMIT 1`)
    .pluck();
  const tail = database.prepare<[string, string], Piece>(
    `SELECT first_update, count, data FROM series_tail ${ofSeries} ORDER BY first_update`,
  );
  const lastChunk = database.prepare<[string, string], Piece>(
    `SELECT first_update, count, data FROM series_chunks ${ofSeries} ORDER BY first_update DESC LIMIT 1`,
  );
  const chunkEnd = database
    .prepare<[string, string], number>(`SELECT first_update + count FROM series_chunks ${ofSeries} ORDER BY first_update DESC LIMIT 1`)
    .pluck();
  const insertStretch = database.prepare<[string, string, number, number, Buffer]>(
    'INSERT INTO series_tail (run_id, metric, first_update, count, data) VALUES (?, ?, ?, ?, ?)',
  );
  const growStretch = database.prepare<[number, Buffer, string, string, number]>(
    `UPDATE series_tail SET count = ?, data = ? ${ofSeries} AND first_update = ?`,
  );
  const deleteTail = database.prepare<[string, string, number]>(`DELETE FROM series_tail ${ofSeries} AND first_update >= ?`);
  const insertChunk = database.prepare<[string, string, number, number, Buffer, Buffer, Buffer]>(
    'INSERT INTO series_chunks (run_id, metric, first_update, count, sha256, cells, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const deleteChunks = database.prepare<[string, string, number]>(`DELETE FROM series_chunks ${ofSeries} AND first_update >= ?`);

  let chunksAllowed = 0;

  const addStretch = (runId: string, metric: string, firstUpdate: number, values: Float32Array): void => {
    if (values.length > 0) insertStretch.run(runId, metric, firstUpdate, values.length, bytesOf(values));
  };

  /** Cuts the series off so that it ends before `update`. */
  const cutOff = (runId: string, metric: string, update: number): void => {
    deleteTail.run(runId, metric, update);
    deleteChunks.run(runId, metric, update);
    const chunk = lastChunk.get(runId, metric);
    if (chunk !== undefined && chunk.first_update + chunk.count > update) {
      // Every stretch of the tail comes after this chunk, so none is left.
      deleteChunks.run(runId, metric, chunk.first_update);
      const values = decodeChunk(chunk.data, chunk.count);
      addStretch(runId, metric, chunk.first_update, values.subarray(0, update - chunk.first_update));
      return;
    }
    const [first, count, data] = lastStretch.get(runId, metric) ?? [0, 0, new Uint8Array()];
    if (first + count > update) {
      deleteTail.run(runId, metric, first);
      addStretch(runId, metric, first, valuesOf(data).subarray(0, update - first));
    }
  };

  const packTail = (runId: string, metric: string): void => {
    const stretches = tail.all(runId, metric);
    const values = valuesOf(Buffer.concat(stretches.map((stretch) => stretch.data)));
    let first = stretches[0].first_update;
    deleteTail.run(runId, metric, first);
    let start = 0;
    while (chunksAllowed > 0) {
      const count = CHUNK_UPDATES - (first % CHUNK_UPDATES);
      if (values.length - start < count) break;
      const chunk = values.subarray(start, start + count);
      insertChunk.run(runId, metric, first, count, digestOf(chunk), encodeCells(first, chunk), encodeChunk(chunk));
      chunksAllowed--;
      first += count;
      start += count;
    }
    addStretch(runId, metric, first, values.subarray(start));
  };

  return {
    allowPacking(appendedValues) {
      // Twice what comes in, so that what waits for its turn always grows less.
      chunksAllowed = CHUNKS_PER_TRANSACTION + Math.ceil((2 * appendedValues) / CHUNK_UPDATES);
    },
    append(runId, metric, fromUpdate, values) {
      if (values.length === 0) return false;
      let last = lastStretch.get(runId, metric);
      const end = last === undefined ? chunkEnd.get(runId, metric) : last[0] + last[1];
      const isCutOff = end !== undefined && fromUpdate < end;
      if (isCutOff) {
        cutOff(runId, metric, fromUpdate);
        last = lastStretch.get(runId, metric);
      } else {
        invariant(end === undefined || fromUpdate === end, `${metric} of run ${runId} would have a gap before update ${fromUpdate}`);
      }
      const [first, count, data] = last ?? [fromUpdate, GROWING_UPDATES, new Uint8Array()];
      if (count < GROWING_UPDATES) {
        growStretch.run(count + values.length, Buffer.concat([data, bytesOf(values)]), runId, metric, first);
      } else {
        addStretch(runId, metric, fromUpdate, values);
      }
      const start = tailStart.get(runId, metric) ?? fromUpdate;
      const isDue = fromUpdate + values.length >= start - (start % CHUNK_UPDATES) + CHUNK_UPDATES;
      if (isDue && chunksAllowed > 0) packTail(runId, metric);
      return isCutOff;
    },
  };
}
