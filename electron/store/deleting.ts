/** Deleting small things of the bin for good: comparisons, designs, entries of data sets. Experiments go in steps; see `bin`. */
import { LabError } from '#core/failure';

/** `remove` deletes one where it is in the bin. To be called inside a transaction: what is thrown takes everything back. */
export function deletingFromBin(
  what: 'comparison' | 'dataset' | 'design',
  remove: (id: string) => { readonly changes: number },
): (ids: readonly string[]) => void {
  return (ids) => {
    for (const id of new Set(ids)) {
      if (remove(id).changes === 0)
        throw new LabError({ kind: 'conflict', problem: `${nameOf(what, id)} is not in the bin. Nothing was deleted.` });
    }
  };
}

/** A data set is known by its name; what the others are known by is never shown. */
function nameOf(what: 'comparison' | 'dataset' | 'design', id: string): string {
  return what === 'dataset' ? `The dataset "${id}"` : `One of these ${what}s`;
}
