/** Linear equations with a symmetric positive definite matrix. */

/** Solves A x = b; `matrix` [n, n] is overwritten. null where A is not positive definite to the precision of float64. */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length;
  const at = (row: number, column: number): number => row * n + column;
  let largest = 0;
  for (let index = 0; index < n; index++) largest = Math.max(largest, matrix[at(index, index)]);
  for (let column = 0; column < n; column++) {
    let pivot = matrix[at(column, column)];
    for (let inner = 0; inner < column; inner++) pivot -= matrix[at(column, inner)] ** 2;
    if (!(pivot > 1e-12 * largest)) return null;
    const root = Math.sqrt(pivot);
    matrix[at(column, column)] = root;
    for (let row = column + 1; row < n; row++) {
      let sum = matrix[at(row, column)];
      for (let inner = 0; inner < column; inner++) sum -= matrix[at(row, inner)] * matrix[at(column, inner)];
      matrix[at(row, column)] = sum / root;
    }
  }
  const x = right.slice();
  for (let row = 0; row < n; row++) {
    for (let inner = 0; inner < row; inner++) x[row] -= matrix[at(row, inner)] * x[inner];
    x[row] /= matrix[at(row, row)];
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let inner = row + 1; inner < n; inner++) x[row] -= matrix[at(inner, row)] * x[inner];
    x[row] /= matrix[at(row, row)];
  }
  return x;
}
