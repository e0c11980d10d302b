/** A circle of radius 1 around a smaller one of radius `factor`. */
import { planarTable, type PlanarSource } from '#core/data/planar';
import type { Table } from '#core/data/table';

export function circles(source: PlanarSource & { readonly factor: number }): Table {
  return planarTable(
    source,
    [1, source.factor].map((radius) => (index, count) => {
      const angle = (2 * Math.PI * index) / count;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
  );
}
