/** Spiral arms that turn outwards from the origin to radius 1, one a class, evenly rotated (Archimedean: the radius grows with the angle). */
import { planarTable, type PlanarSource } from '#core/data/planar';
import type { Table } from '#core/data/table';

/** `turns`: how often each arm goes round. */
export function spirals(source: PlanarSource & { readonly classes: number; readonly turns: number }): Table {
  return planarTable(
    source,
    Array.from({ length: source.classes }, (_, arm) => (index, count) => {
      // Starts one step off the origin, where all arms would meet.
      const radius = (index + 1) / count;
      const angle = 2 * Math.PI * (source.turns * radius + arm / source.classes);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
  );
}
