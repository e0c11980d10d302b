/** What is varied in a spec, read and changed as plain values: one value is a setting, several are a factor. */
import { factorLevels, factorPaths } from '#core/experiment/expand';
import { withField } from '#core/experiment/field-path';
import type { BatchSize, ExperimentSpec, Factor, FactorValue } from '#core/experiment/spec';

/** The position of the factor that varies a field, or -1. */
export function factorIndex(spec: ExperimentSpec, path: string): number {
  return spec.factors.findIndex((factor) => factorPaths(factor).includes(path));
}

/** A factor that varies this field together with others, or null. */
export function linkedFactor(spec: ExperimentSpec, path: string): Factor | null {
  const factor = spec.factors.at(factorIndex(spec, path));
  return factorIndex(spec, path) === -1 || factor === undefined || factorPaths(factor).length < 2 ? null : factor;
}

/** The values a field takes, without repetition, in their order; a field that is not varied has one. */
export function valuesOf(spec: ExperimentSpec, path: string): readonly FactorValue[] {
  const index = factorIndex(spec, path);
  if (index === -1) return [fieldOf(spec, path)];
  const factor = spec.factors[index];
  const column = factorPaths(factor).indexOf(path);
  return [...new Set(factorLevels(factor).map((level) => level[column]))];
}

export function batchSizes(spec: ExperimentSpec): readonly BatchSize[] {
  return valuesOf(spec, 'batch.size').filter((value): value is BatchSize => value === 'full' || typeof value === 'number');
}

/** Sets the values of a field: one becomes the field's own, several a factor (in place of the one there was). */
export function withValues(spec: ExperimentSpec, path: string, values: readonly FactorValue[]): ExperimentSpec {
  const unique = [...new Set(values)];
  const index = factorIndex(spec, path);
  if (unique.length === 0) return spec;
  if (unique.length === 1) {
    return withField({ ...spec, factors: spec.factors.filter((_, position) => position !== index) }, path, unique[0]);
  }
  const factor: Factor = { path, values: unique };
  return { ...spec, factors: index === -1 ? [...spec.factors, factor] : spec.factors.with(index, factor) };
}

/** Batch sizes ascending, "full" last. */
export function withBatchSizes(spec: ExperimentSpec, sizes: readonly BatchSize[]): ExperimentSpec {
  const order = (size: BatchSize): number => (size === 'full' ? Infinity : size);
  return withValues(
    spec,
    'batch.size',
    [...sizes].sort((a, b) => order(a) - order(b)),
  );
}

/** Replaces the levels of a linked factor; the last one left becomes the fields' own values. */
export function withLevels(spec: ExperimentSpec, factor: Factor, levels: readonly (readonly FactorValue[])[]): ExperimentSpec {
  const index = spec.factors.indexOf(factor);
  const paths = factorPaths(factor);
  if (levels.length === 0 || index === -1) return spec;
  if (levels.length > 1) {
    return { ...spec, factors: spec.factors.with(index, { paths: [...paths], values: levels.map((level) => [...level]) }) };
  }
  const rest: ExperimentSpec = { ...spec, factors: spec.factors.filter((one) => one !== factor) };
  return paths.reduce((changed, path, column) => withField(changed, path, levels[0][column]), rest);
}

/** Turns "these pairs" into "each with each". */
export function crossed(spec: ExperimentSpec, factor: Factor): ExperimentSpec {
  const columns = factorPaths(factor).map((path) => [path, valuesOf(spec, path)] as const);
  const rest: ExperimentSpec = { ...spec, factors: spec.factors.filter((one) => one !== factor) };
  return columns.reduce((changed, [path, values]) => withValues(changed, path, values), rest);
}

/** Takes a field out of what is varied; the other fields that were varied with it keep their levels. */
export function withoutFactor(spec: ExperimentSpec, path: string): ExperimentSpec {
  return { ...spec, factors: withPaths(spec.factors, (one) => (one === path ? null : one)) };
}

/** Keeps the layers at these former positions, in this order; factors of layers move along, those of dropped layers go. */
export function withLayerOrder(spec: ExperimentSpec, order: readonly number[]): ExperimentSpec {
  const moved = (path: string): string | null => {
    const match = /^model\.layers\.(\d+)(\..+)$/.exec(path);
    if (match === null) return path;
    const position = order.indexOf(Number(match[1]));
    return position === -1 ? null : `model.layers.${position}${match[2]}`;
  };
  const factors = withPaths(spec.factors, moved);
  return { ...spec, factors, model: { ...spec.model, layers: order.map((position) => spec.model.layers[position]) } };
}

/** Factors whose fields have other paths now; null takes a field out. */
function withPaths(factors: readonly Factor[], moved: (path: string) => string | null): Factor[] {
  return factors.flatMap((factor): Factor[] => {
    const columns = factorPaths(factor).map(moved);
    const kept = columns.flatMap((path, column) => (path === null ? [] : [{ path, column }]));
    const values = factorLevels(factor).map((level) => kept.map(({ column }) => level[column]));
    if (kept.length === 0) return [];
    if (kept.length === 1) return [{ path: kept[0].path, values: [...new Set(values.map(([value]) => value))] }];
    return [{ paths: kept.map(({ path }) => path), values }];
  });
}

function fieldOf(spec: ExperimentSpec, path: string): FactorValue {
  const value = path.split('.').reduce<unknown>((here, key) => Reflect.get(Object(here), key) as unknown, spec);
  // A field that can be varied holds a single value: the paths come from this form, the values from the checked spec.
  return value as FactorValue;
}
