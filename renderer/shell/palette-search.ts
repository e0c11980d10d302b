/** Finds commands by what is typed: every word must occur, and labels that begin with it come first. Pure. */

/** Lower is better; null where the label does not match. */
export function matchRank(label: string, query: string): number | null {
  const text = label.toLowerCase();
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  let rank = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at === -1) return null;
    rank += at === 0 ? 0 : / \W?$/.test(text.slice(0, at)) ? 1 : 2;
  }
  return rank;
}

/** The matching items, best first; items that match equally keep their order. */
export function search<Item extends { readonly label: string }>(items: readonly Item[], query: string): readonly Item[] {
  return items
    .flatMap((item) => {
      const rank = matchRank(item.label, query);
      return rank === null ? [] : [{ item, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
