/** Whether something rises or falls with an ordered setting within every seed: a permutation form of Page's trend test. */
import { permutation, randomStream } from '#core/random';

/** What is known of a quantity: it lies in (low, high]; high is infinite for a run that had not arrived when it ended. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface TrendResult {
  /** Seeds. */
  readonly n: number;
  /** -1 to 1: +1 where every certain order within every seed rises with the setting. 0 where nothing is certain. */
  readonly tau: number;
  /** Two-sided. */
  readonly p: number;
}

const DRAWS = 10_000;
/** So many shuffles as strong as what was seen are enough to know a p-value that is not small. */
const ENOUGH = 200;

/**
 * `blocks[seed][level]`, levels in the order of the setting, each as bounds. Only orders that the bounds make certain count (Gehan 1965),
 * so that coarse evaluations and runs that never arrived decide nothing they do not know. p is the share of 10,000 seeded shuffles within
 * seeds whose trend is at least as strong, with (b + 1) / (draws + 1); it is known well enough after 200 of them (Besag and Clifford 1991).
 */
export function trend(blocks: readonly (readonly Bounds[])[], seed = 1): TrendResult {
  const n = blocks.length;
  const levels = blocks.at(0)?.length ?? 0;
  if (n === 0 || levels < 2) return { n, tau: NaN, p: NaN };
  const orders = Int8Array.from(blocks.flatMap((block) => block.flatMap((one) => block.map((other) => certainOrder(one, other)))));
  const strength = (block: number, places: ArrayLike<number>): number => {
    let sum = 0;
    for (let high = 1; high < levels; high++) {
      const row = (block * levels + places[high]) * levels;
      for (let low = 0; low < high; low++) sum += orders[row + places[low]];
    }
    return sum;
  };
  const overBlocks = (places: () => ArrayLike<number>): number => {
    let sum = 0;
    for (let block = 0; block < n; block++) sum += strength(block, places());
    return sum;
  };
  const asGiven = Array.from({ length: levels }, (_, level) => level);
  const observed = overBlocks(() => asGiven);
  const certain = orders.reduce((sum, order) => sum + Math.max(0, order), 0);
  const tau = certain === 0 ? 0 : observed / certain;
  const stream = randomStream(seed, 'bootstrap', n, levels, 2);
  let extreme = 0;
  for (let draw = 1; draw <= DRAWS; draw++) {
    if (Math.abs(overBlocks(() => permutation(levels, stream))) >= Math.abs(observed)) extreme++;
    if (extreme === ENOUGH) return { n, tau, p: extreme / draw };
  }
  return { n, tau, p: (extreme + 1) / (DRAWS + 1) };
}

/** 1 where the first is certainly larger, -1 where it is certainly smaller, else 0. */
function certainOrder(one: Bounds, other: Bounds): number {
  if (one.low === other.low && one.high === other.high) return 0;
  if (one.low >= other.high) return 1;
  return other.low >= one.high ? -1 : 0;
}
