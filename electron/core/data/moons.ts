/** Two half circles that reach into each other, placed as scikit-learn's `make_moons` places them. */
import { planarTable, type PlanarSource } from '#core/data/planar';
import type { Table } from '#core/data/table';

export function moons(source: PlanarSource): Table {
  return planarTable(source, [
    (index, count) => {
      const angle = halfTurn(index, count);
      return [Math.cos(angle), Math.sin(angle)];
    },
    (index, count) => {
      const angle = halfTurn(index, count);
      return [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    },
  ]);
}

/** From 0 to pi, both ends included. */
function halfTurn(index: number, count: number): number {
  return (Math.PI * index) / Math.max(1, count - 1);
}
