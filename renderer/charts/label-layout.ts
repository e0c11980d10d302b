/** Places labels along a line so that none touch: moved apart where there is room, left out where there is none. */

export interface WantedLabel {
  /** Where its middle would like to be, in pixels. */
  readonly at: number;
  /** Room it takes along the line, in pixels. */
  readonly size: number;
  /** Labels with a higher rank stay when room is short. */
  readonly rank: number;
}

/**
 * Middles within [low, high], in the order of the labels, null for those that had to go: labels are moved apart by at most
 * `farthest` pixels, and where that is not enough the one with the lowest rank goes.
 */
export function spreadLabels(labels: readonly WantedLabel[], low: number, high: number, farthest = Infinity): readonly (number | null)[] {
  let kept = labels.map((_, index) => index).sort((a, b) => labels[a].at - labels[b].at || a - b);
  for (;;) {
    const placed = blocks(kept, labels, low, high);
    const crowded = placed.find(({ members, start, size }) => size > high - low || positions(members, start, labels).some(isTooFar));
    if (crowded === undefined) {
      const result: (number | null)[] = labels.map(() => null);
      for (const { members, start } of placed) for (const [index, middle] of positions(members, start, labels)) result[index] = middle;
      return result;
    }
    const weakest = crowded.members.reduce((worst, index) => (labels[index].rank < labels[worst].rank ? index : worst));
    kept = kept.filter((index) => index !== weakest);
  }
  function isTooFar([index, middle]: readonly [number, number]): boolean {
    return Math.abs(middle - labels[index].at) > farthest;
  }
}

/** Index and middle of each member of a block that starts at `start`. */
function positions(members: readonly number[], start: number, labels: readonly WantedLabel[]): (readonly [number, number])[] {
  let edge = start;
  return members.map((index) => {
    const middle = edge + labels[index].size / 2;
    edge += labels[index].size;
    return [index, middle] as const;
  });
}

interface Block {
  readonly members: readonly number[];
  readonly size: number;
  readonly start: number;
}

/** Neighbours that would overlap are merged into blocks, each centred on the mean of what its members want. */
function blocks(ordered: readonly number[], labels: readonly WantedLabel[], low: number, high: number): readonly Block[] {
  const result: Block[] = [];
  const place = (members: readonly number[]): Block => {
    const size = members.reduce((sum, index) => sum + labels[index].size, 0);
    let before = 0;
    let wanted = 0;
    for (const index of members) {
      wanted += labels[index].at - (before + labels[index].size / 2);
      before += labels[index].size;
    }
    return { members, size, start: Math.min(Math.max(wanted / members.length, low), high - size) };
  };
  for (const index of ordered) {
    let block = place([index]);
    for (let last = result.at(-1); last !== undefined && last.start + last.size > block.start + 1e-9; last = result.at(-1)) {
      result.pop();
      block = place([...last.members, ...block.members]);
    }
    result.push(block);
  }
  return result;
}

/** A label's box on the chart, in pixels. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rank: number;
}

/** Which labels may stay where they are: taken by rank, each only if it does not touch one already taken. Infinite rank always stays. */
export function keepApart(boxes: readonly LabelBox[]): readonly boolean[] {
  const byRank = boxes.map((_, index) => index).sort((a, b) => boxes[b].rank - boxes[a].rank || a - b);
  const taken: LabelBox[] = [];
  const result = boxes.map(() => false);
  for (const index of byRank) {
    if (boxes[index].rank < Infinity && taken.some((other) => overlap(other, boxes[index]))) continue;
    taken.push(boxes[index]);
    result[index] = true;
  }
  return result;
}

const overlap = (a: LabelBox, b: LabelBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
