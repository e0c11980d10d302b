/** Where things stand in the queue after one of them was moved. */

/** The place that an item at `from` takes when it falls before the item that is at `before` now; null where it stays. */
export function placeAfterDrop(from: number, before: number): number | null {
  const place = before > from ? before - 1 : before;
  return place === from ? null : place;
}

/** The place that a key moves an item to; null for other keys and at the ends. */
export function placeAfterKey(key: string, from: number, count: number): number | null {
  const place = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: count - 1 }[key];
  return place === undefined || place === from || place < 0 || place >= count ? null : place;
}
