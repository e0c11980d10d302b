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
    const { order, size, stream } = this;
    // The first steps of a Fisher-Yates shuffle; going on from the last order draws just as evenly.
    for (let place = 0; place < size; place++) {
      const other = place + stream.below(order.length - place);
      const kept = order[place];
      order[place] = order[other];
      order[other] = kept;
    }
    // Ascending, for whoever walks through memory with it.
    return order.subarray(0, size).sort();
  }
}
