/** Suggests the known word closest to a mistyped one. */

/** The candidate within about a third of the word's length in edits (insert, delete, replace, swap), or null. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.ceil(word.length / 3)) + 0.5;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** " Did you mean "x"?" or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const known = didYouMean(word, candidates);
  return known === null ? '' : ` Did you mean "${known}"?`;
}

/** Optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = rows[row - 1][column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      let distance = Math.min(rows[row - 1][column] + 1, current[column - 1] + 1, replaced);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) distance = Math.min(distance, rows[row - 2][column - 2] + 1);
      current.push(distance);
    }
    rows.push(current);
  }
  return rows[a.length][b.length];
}
