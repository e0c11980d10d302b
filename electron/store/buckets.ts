/** A stretch of a series for a window: every value of a short one, minimum, mean and maximum in few buckets of a long one. Pure. */
import type { MetricName } from '#core/experiment/spec';
import type { SeriesWindow } from '#contract/runs';
import { CELL_UPDATES } from '#store/series-codec';
import type { Cells } from '#store/series-codec';

/** Every value of the updates [from, to) as it is; what was not written is NaN. The same as buckets of one update, without the work. */
export class Values {
  readonly #from: number;
  readonly #values: Float32Array;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#values = new Float32Array(to - from).fill(Number.NaN);
  }

  /** Adds the values of the updates from `firstUpdate` on; all of them lie in the window. */
  addValues(firstUpdate: number, values: Float32Array): void {
    // A stretch beside the window has no values in it, and no place.
    if (values.length > 0) this.#values.set(values, firstUpdate - this.#from);
  }

  window(metric: MetricName): SeriesWindow {
    const update = new Float64Array(this.#values.length);
    for (let index = 0; index < update.length; index++) update[index] = this.#from + index;
    // As in buckets a mean is a sum, which is never -0.
    return { metric, update, min: this.#values, mean: this.#values.map((value) => value + 0), max: this.#values.slice() };
  }
}

/**
 * Buckets of `width` updates, a power of two, that start at multiples of it: the same wherever the window lies, so a curve does
 * not shimmer while it grows or is moved. The first and the last are cut to the window. NaNs count for nothing; a bucket of
 * nothing but NaNs is NaN.
 */
export class Buckets {
  readonly width: number;
  readonly #from: number;
  readonly #first: number;
  readonly #sum: Float64Array;
  readonly #count: Float64Array;
  readonly #min: Float32Array;
  readonly #max: Float32Array;

  /** The narrowest buckets for the updates [from, to) of which there are at most `points`. */
  constructor(from: number, to: number, points: number) {
    let width = 1;
    while (Math.ceil(to / width) - Math.floor(from / width) > points) width *= 2;
    this.width = width;
    this.#from = from;
    this.#first = Math.floor(from / width);
    const length = Math.ceil(to / width) - this.#first;
    this.#sum = new Float64Array(length);
    this.#count = new Float64Array(length);
    this.#min = new Float32Array(length).fill(Infinity);
    this.#max = new Float32Array(length).fill(-Infinity);
  }

  /** Whether cells can be added: every cell lies in one bucket. */
  get takesCells(): boolean {
    return this.width >= CELL_UPDATES;
  }

  /** Adds the values of the updates from `firstUpdate` on; all of them lie in the window. */
  addValues(firstUpdate: number, values: Float32Array): void {
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      if (!Number.isNaN(value)) this.#add(Math.floor((firstUpdate + index) / this.width), value, value, value, 1);
    }
  }

  /** Adds the cells of a chunk that lies in the window as a whole. */
  addCells({ firstCell, sum, min, max, count }: Cells): void {
    const cellsInBucket = this.width / CELL_UPDATES;
    for (let cell = 0; cell < count.length; cell++) {
      if (count[cell] > 0) this.#add(Math.floor((firstCell + cell) / cellsInBucket), sum[cell], min[cell], max[cell], count[cell]);
    }
  }

  window(metric: MetricName): SeriesWindow {
    const bucketStart = (index: number): number => Math.max(this.#from, (this.#first + index) * this.width);
    const orNaN = (values: Float32Array): Float32Array => values.map((value, index) => (this.#count[index] > 0 ? value : Number.NaN));
    return {
      metric,
      update: Float64Array.from(this.#sum, (_, index) => bucketStart(index)),
      min: orNaN(this.#min),
      mean: Float32Array.from(this.#sum, (sum, index) => sum / this.#count[index]),
      max: orNaN(this.#max),
    };
  }

  #add(absoluteBucket: number, sum: number, min: number, max: number, count: number): void {
    const bucket = absoluteBucket - this.#first;
    this.#sum[bucket] += sum;
    this.#count[bucket] += count;
    if (min < this.#min[bucket]) this.#min[bucket] = min;
    if (max > this.#max[bucket]) this.#max[bucket] = max;
  }
}
