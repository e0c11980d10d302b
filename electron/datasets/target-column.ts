/** The target while its rows are read: values to predict, or names that become numbered classes. */
import type { Target } from '#core/data/table';
import { badTable, quoted } from '#datasets/bad-table';

export interface TargetColumn {
  add(row: number, value: number | string): void;
  /** Throws LabError `badTable` where there is nothing to learn. */
  finish(): Target;
}

/** Classes in the order of their names; in the order of their values where all are numbers. */
export function classColumn(file: string, name: string, rows: number): TargetColumn {
  const found = new Map<number | string, number>();
  const indices = new Int32Array(rows);
  return {
    add(row, value) {
      let index = found.get(value);
      if (index === undefined) {
        index = found.size;
        found.set(value, index);
      }
      indices[row] = index;
    },
    finish() {
      const values = [...found.keys()];
      if (values.length === 1) throw constant(file, name, values[0]);
      if (values.length === rows) {
        throw badTable(file, 'Every row has a value of its own, so they are not classes. Choose another target.', { column: name });
      }
      const order = values.map((_, index) => index).sort((a, b) => compare(values[a], values[b]));
      const labelOf = new Int32Array(order.length);
      for (const [label, index] of order.entries()) labelOf[index] = label;
      return {
        kind: 'class',
        name,
        labels: indices.map((index) => labelOf[index]),
        classNames: order.map((index) => String(values[index])),
      };
    },
  };
}

export function valueColumn(file: string, name: string, rows: number): TargetColumn {
  const values = new Float32Array(rows);
  return {
    add(row, value) {
      values[row] = Number(value);
    },
    finish() {
      if (values.every((value) => value === values[0])) throw constant(file, name, values[0]);
      return { kind: 'value', name, values };
    },
  };
}

function constant(file: string, column: string, value: number | string) {
  return badTable(file, `Every row has the same value ${quoted(String(value))}, so there is nothing to learn.`, { column });
}

function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
