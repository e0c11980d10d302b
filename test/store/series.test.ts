/** Series in any stretches, cut off and trained again, read in any window: compared with a plain array. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SeriesWindow } from '#contract/runs';
import type { Store } from '#lab/ports/store';
import { openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let store: Store;
let remove: () => void;
beforeAll(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openStore(temporary.folder, { mode: 'write' });
});
afterAll(() => {
  store.close();
  remove();
});

let made = 0;
function newRun(): string {
  const id = `series${made++}`;
  store.createExperiment(sampleExperiment(id));
  return `${id}-0-0`;
}
const append = (runId: string, fromUpdate: number, values: Float32Array): void =>
  store.write({ ...EMPTY_BATCH, progress: [{ runId, fromUpdate, metrics: { loss: values }, evaluations: [] }] });

/** What the window should be, from the values themselves. `start` is the update of the first. */
function naiveWindow(start: number, values: readonly number[], fromUpdate: number, toUpdate: number, points: number): SeriesWindow {
  const from = Math.max(start, fromUpdate);
  const to = Math.min(start + values.length, toUpdate);
  const updates = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const group = (width: number): Map<number, number[]> => Map.groupBy(updates, (update) => Math.floor(update / width) * width);
  let width = 1;
  while (updates.length > points * width || group(width).size > points) width *= 2;
  const buckets = [...group(width)].map(([bucket, own]) => {
    const numbers = own.map((update) => values[update - start]).filter((value) => !Number.isNaN(value));
    const mean = numbers.length === 0 ? Number.NaN : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const extreme = (pick: (a: number, b: number) => number): number => (numbers.length === 0 ? Number.NaN : numbers.reduce(pick));
    return { update: Math.max(from, bucket), mean, min: extreme((a, b) => Math.min(a, b)), max: extreme((a, b) => Math.max(a, b)) };
  });
  return {
    metric: 'loss',
    update: Float64Array.from(buckets, (bucket) => bucket.update),
    min: Float32Array.from(buckets, (bucket) => bucket.min),
    mean: Float32Array.from(buckets, (bucket) => bucket.mean),
    max: Float32Array.from(buckets, (bucket) => bucket.max),
  };
}

function expectSame(found: SeriesWindow, wanted: SeriesWindow): void {
  expect({ ...found, mean: null }).toEqual({ ...wanted, mean: null });
  expect(found.mean).toHaveLength(wanted.mean.length);
  const isClose = (mean: number, index: number): boolean => {
    const other = wanted.mean[index];
    return Object.is(mean, other) || Math.abs(mean - other) <= 1e-6 * Math.max(1, Math.abs(other));
  };
  expect(found.mean.findIndex((mean, index) => !isClose(mean, index))).toBe(-1);
}

/** Values that are never -0 (which a sum turns into 0) with a few that are not finite. */
function someValues(seed: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    const value = Math.abs(Math.sin(seed * 12.9898 + index * 78.233)) * 1000 + 1e-6;
    if (index % 977 === seed % 977) return Number.NaN;
    if (index % 9973 === 5) return Infinity;
    return seed % 3 === 0 && index % 500 < 200 ? Number.NaN : value;
  });
}

it('gives back exactly what was appended, or its buckets, whatever the stretches, cuts and windows', () => {
  const stretch = fc.record({
    length: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 10_000, max: 40_000 })),
    /** How much of what is there to train again, as a fraction; mostly nothing. */
    again: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }),
  });
  const window = fc.record({
    from: fc.double({ min: -0.1, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1.2, noNaN: true }),
    points: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })),
  });
  const scenario = fc.record({
    start: fc.oneof(fc.constantFrom(0, 1, 16_383, 16_384), fc.integer({ min: 0, max: 40_000 })),
    stretches: fc.array(stretch, { minLength: 1, maxLength: 10 }),
    windows: fc.array(window, { minLength: 3, maxLength: 3 }),
  });
  fc.assert(
    fc.property(scenario, ({ start, stretches, windows }) => {
      const runId = newRun();
      let values: number[] = [];
      for (const [index, { length, again }] of stretches.entries()) {
        const kept = values.length - Math.floor(values.length * again);
        const added = someValues(made + index, length);
        append(runId, start + kept, added);
        if (length > 0) values = [...values.slice(0, kept), ...added];
      }
      for (const { from, to, points } of windows) {
        const fromUpdate = Math.floor(start + from * values.length);
        const toUpdate = Math.floor(start + to * values.length);
        expectSame(store.series(runId, 'loss', fromUpdate, toUpdate, points), naiveWindow(start, values, fromUpdate, toUpdate, points));
      }
    }),
    { numRuns: 30 },
  );
});

it('draws a long series in at most the points asked for, from the cells of its chunks', () => {
  const runId = newRun();
  const values = someValues(1, 200_000);
  append(runId, 0, values);
  for (const [from, to, points] of [
    [0, 200_000, 1000],
    [63, 199_999, 700],
    [16_384, 98_304, 20],
    [100, 200_000, 1],
    [50_000, 50_010, 10],
  ]) {
    const window = store.series(runId, 'loss', from, to, points);
    expect(window.update.length).toBeLessThanOrEqual(points);
    expect(window.update.length).toBeGreaterThan(points / 2 - 1);
    expectSame(window, naiveWindow(0, [...values], from, to, points));
  }
});

it('packs all runs of a stack in turns, and loses nothing while some wait', () => {
  const id = `series${made++}`;
  store.createExperiment(sampleExperiment(id, { size: [1, 40] }));
  const runIds = store.runs(id).map((run) => run.id);
  const values = someValues(5, 17_000);
  const write = (from: number, to: number): void =>
    store.write({
      ...EMPTY_BATCH,
      progress: runIds.map((runId) => ({ runId, fromUpdate: from, metrics: { loss: values.subarray(from, to) }, evaluations: [] })),
    });
  write(0, 16_380);
  for (let update = 16_380; update < 16_400; update++) write(update, update + 1);
  write(16_400, 17_000);
  const isComplete = (runId: string): boolean =>
    store.series(runId, 'loss', 0, 17_000, 17_000).mean.every((mean, index) => Object.is(mean, values[index]));
  expect(runIds.filter((runId) => !isComplete(runId))).toEqual([]);
});

it('refuses a stretch that would leave a gap', () => {
  const runId = newRun();
  append(runId, 0, Float32Array.of(1, 2, 3));
  expect(() => append(runId, 5, Float32Array.of(1))).toThrow('gap before update 5');
  expect(store.series(runId, 'loss', 0, 10, 10).mean).toEqual(Float32Array.of(1, 2, 3));
});

it('is empty outside of what is there, and for a metric that was not recorded', () => {
  const runId = newRun();
  append(runId, 3, Float32Array.of(1, 2, 3));
  expect(store.series(runId, 'loss', 0, 3, 10).update).toEqual(new Float64Array());
  expect(store.series(runId, 'loss', 6, 9, 10).update).toEqual(new Float64Array());
  expect(store.series(runId, 'loss', 5, 4, 10).update).toEqual(new Float64Array());
  expect(store.series(runId, 'accuracy', 0, 100, 10).update).toEqual(new Float64Array());
});
