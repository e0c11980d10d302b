/** Random batches for probes: seeded, without replacement inside a batch, each independent of the others. */
import { randomStream, type RandomStream } from '#core/random';

export class BatchDraws {
  private readonly stream: RandomStream;
  private readonly order: Int32Array;
  private readonly size: number;

  /** Batches of `size` of the positions 0 .. rows - 1. The same arguments draw the same batches. */
  constructor(seed: number, size: number, rows: number) {
    this.stream = randomStream(seed, 'probe', size);
    this.order = Int32Array.from({ length: rows }, (_, index) => index);
    this.size = size;
  }

  /** The next batch, ascending; it is overwritten by the one after it. */
  next(): Int32Array {
    drawFirst(this.order, this.size, this.stream);
    // Ascending, for whoever walks through memory with it.
    return this.order.subarray(0, this.size).sort();
  }
}

/** `count` batches of `size` of the rows, one after the other, each in the order in which it was drawn: any part of it is a batch too. */
export function drawnBatches(stream: RandomStream, rows: Int32Array, size: number, count: number): Int32Array {
  const order = rows.slice();
  const drawn = new Int32Array(size * count);
  for (let batch = 0; batch < count; batch++) {
    drawFirst(order, size, stream);
    drawn.set(order.subarray(0, size), batch * size);
  }
  return drawn;
}

/** The first steps of a Fisher-Yates shuffle; going on from the last order draws just as evenly. */
function drawFirst(order: Int32Array, size: number, stream: RandomStream): void {
  for (let place = 0; place < size; place++) {
    const other = place + stream.below(order.length - place);
    const kept = order[place];
    order[place] = order[other];
    order[other] = kept;
  }
}
