/** Reads and replaces one field of a spec by its path, e.g. `optimizer.learningRate` or `model.layers.0.units`. */

/** The paths of every single value below an object, e.g. for suggestions. */
export function fieldPaths(value: unknown, prefix = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => fieldPaths(inner, prefix === '' ? key : `${prefix}.${key}`));
}

export function hasField(value: unknown, path: string): boolean {
  let here: unknown = value;
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return false;
    here = Reflect.get(here, key);
  }
  return true;
}

/** A copy with one field replaced; everything that did not change is shared. The field must exist. */
export function withField<Whole>(whole: Whole, path: string, field: unknown): Whole {
  const [key, ...rest] = path.split('.');
  const inner = rest.length === 0 ? field : withField(Reflect.get(Object(whole), key) as unknown, rest.join('.'), field);
  const copy: unknown = Array.isArray(whole) ? whole.with(Number(key), inner) : { ...whole, [key]: inner };
  // The copy has the shape of the whole but for the field, whose value the caller's schema checks.
  return copy as Whole;
}
