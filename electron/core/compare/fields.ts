/** Every setting of a condition as one flat record: what conditions of different experiments have in common and what tells them apart. */
import type { ComparedExperiment } from '#core/compare/experiments';
import { fieldName } from '#core/experiment/describe';
import { fieldPaths, withField } from '#core/experiment/field-path';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';

export type FieldValue = number | string | boolean | null;
export type Fields = Readonly<Record<string, FieldValue>>;

/** Words about the experiment, and how it was repeated and recorded, are no settings of its training. */
const NOT_SETTINGS = /^(format|version|name|question|notes|factors|replicates|seed|target|record)(\.|$)/;
/** The content of the data, whatever it is called. */
export const DATA_FIELD = 'data.content';
export const BATCH_FIELD = 'batch.size';
export const RATE_FIELD = 'optimizer.learningRate';

/** All settings of a condition. The batch size is a number ("full" worked out), the learning rate that before its rule. */
export function conditionFields({ spec, dataHash }: Pick<ComparedExperiment, 'spec' | 'dataHash'>, condition: Condition): Fields {
  const resolved = Object.entries(condition.factors).reduce<ExperimentSpec>((whole, [path, value]) => withField(whole, path, value), spec);
  const fields: Record<string, FieldValue> = {};
  for (const path of fieldPaths(resolved)) if (!NOT_SETTINGS.test(path)) fields[path] = leaf(resolved, path);
  return { ...fields, [BATCH_FIELD]: condition.batchSize, [DATA_FIELD]: dataHash };
}

function leaf(whole: unknown, path: string): FieldValue {
  const value: unknown = path.split('.').reduce<unknown>((here, key) => Reflect.get(Object(here), key), whole);
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** Paths whose value is not the same everywhere, in the order of the design. A setting that one of them lacks counts as null. */
export function differingFields(all: readonly Fields[]): readonly string[] {
  const paths = new Set(all.flatMap((fields) => Object.keys(fields)));
  return [...paths].filter((path) => new Set(all.map((fields) => fields[path] ?? null)).size > 1);
}

/** "learning rate 0.01", "full batch", "batch size 32" */
export function fieldText(path: string, value: FieldValue): string {
  if (path === DATA_FIELD) return `data ${String(value).slice(0, 8)}`;
  return `${fieldName(path)} ${typeof value === 'number' ? value.toLocaleString('en-US', { maximumSignificantDigits: 6 }) : String(value)}`;
}
