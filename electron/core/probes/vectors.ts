/** Weights as lists of tensors: lengths, distances and sums, in float64. */

export type Tensors = readonly ArrayLike<number>[];

/** Inner product of two lists of the same shapes. */
export function dot(a: Tensors, b: Tensors): number {
  return a.reduce((sum, one, index) => sum + dotOf(one, b[index]), 0);
}

export function norm(a: Tensors): number {
  return Math.sqrt(dot(a, a));
}

function dotOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index] * b[index];
  return sum;
}

/** a + scale b. Plain loops here and below: a function called for every weight takes longer than a network needs for its rows. */
export function plus(a: Tensors, b: Tensors, scale = 1): readonly Float64Array[] {
  return a.map((one, tensor) => {
    const other = b[tensor];
    const sum = new Float64Array(one.length);
    for (let index = 0; index < sum.length; index++) sum[index] = one[index] + scale * other[index];
    return sum;
  });
}

export function times(a: Tensors, scale: number): readonly Float64Array[] {
  return a.map((one) => {
    const product = new Float64Array(one.length);
    for (let index = 0; index < product.length; index++) product[index] = one[index] * scale;
    return product;
  });
}

/** To the precision of weights. */
export function rounded(a: Tensors): readonly Float32Array[] {
  return a.map((one) => new Float32Array(one));
}

/** Euclidean distance of each tensor, and of all together. */
export function distances(a: Tensors, b: Tensors): { readonly total: number; readonly each: readonly number[] } {
  const squares = a.map((one, tensor) => {
    let sum = 0;
    for (let index = 0; index < one.length; index++) sum += (one[index] - b[tensor][index]) ** 2;
    return sum;
  });
  return { total: Math.sqrt(squares.reduce((sum, value) => sum + value, 0)), each: squares.map(Math.sqrt) };
}
