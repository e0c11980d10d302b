/** Reads an experiment file: its shape only. Every problem becomes an issue with the field's path and a sentence to act on. */
import type { z } from 'zod';
import { suggestion } from '#core/experiment/did-you-mean';
import { type ExperimentSpec, FORMAT, specSchema } from '#core/experiment/spec';
import type { Issue } from '#core/failure';

export type Parsed =
  { readonly spec: ExperimentSpec; readonly issues: readonly Issue[] } | { readonly spec: null; readonly issues: readonly Issue[] };

/** Fields of files from before the first release, and what stands for them now. */
const RETIRED: Readonly<Record<string, string | undefined>> = {
  'data.standardize': 'is now "scaling": write "scaling": "standardizePerFeature" for true, and leave it out for false.',
};

/** Fields that some would look for, and why there are none. */
const OUTPUTS = 'is not a known field. The output layer follows from the data and the loss: one output for each class, or a single one.';
const NEEDLESS: Readonly<Record<string, string | undefined>> = {
  'model.outputs': OUTPUTS,
  'model.classes': OUTPUTS,
  'model.head': OUTPUTS,
  'model.output': OUTPUTS,
};

export function parseSpec(value: unknown): Parsed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { spec: null, issues: [error('', 'An experiment file holds one JSON object.')] };
  }
  if ('format' in value && value.format !== FORMAT) {
    return { spec: null, issues: [error('format', `must be "${FORMAT}": this is another kind of file.`)] };
  }
  if ('version' in value && typeof value.version === 'number' && value.version > 1) {
    return {
      spec: null,
      issues: [
        error('version', `is ${value.version}, written by a newer Batch Size Lab; this one reads version 1. Please update the app.`),
      ],
    };
  }
  const result = specSchema.safeParse(value, { reportInput: true });
  if (result.success) return { spec: result.data, issues: [] };
  const issues = result.error.issues.flatMap((issue) => sentences(issue, [], value));
  // One sentence a field: of several bounds that are broken, the last is the narrowest.
  return { spec: null, issues: [...new Map(issues.map((issue) => [issue.path, issue])).values()] };
}

export function error(path: string, message: string): Issue {
  return { path, message, severity: 'error' };
}

export function warning(path: string, message: string): Issue {
  return { path, message, severity: 'warning' };
}

function sentences(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], root: unknown): Issue[] {
  const path = [...prefix, ...issue.path];
  const at = path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        error(
          join(at, key),
          RETIRED[join(at, key)] ?? NEEDLESS[join(at, key)] ?? `is not a known field.${suggestion(key, knownKeys(path, root))}`,
        ),
      );
    case 'invalid_type':
      if (issue.input === undefined) return [error(at, 'is missing.')];
      if (issue.expected === 'int') return [error(at, `must be a whole number, but is ${show(issue.input)}.`)];
      return [error(at, `must be ${noun(issue.expected)}, but is ${show(issue.input)}.`)];
    case 'too_small':
      if (issue.origin === 'string') return [error(at, 'must not be empty.')];
      if (issue.origin === 'array')
        return [error(at, `needs at least ${String(issue.minimum)} ${Number(issue.minimum) === 1 ? 'entry' : 'entries'}.`)];
      return [
        error(
          at,
          `must be ${issue.inclusive === true ? 'at least' : 'greater than'} ${String(issue.minimum)}, but is ${show(issue.input)}.`,
        ),
      ];
    case 'too_big':
      if (issue.origin === 'string') return [error(at, `is too long: at most ${String(issue.maximum)} characters.`)];
      if (issue.origin === 'array') return [error(at, `has too many entries: at most ${String(issue.maximum)}.`)];
      return [
        error(at, `must be ${issue.inclusive === true ? 'at most' : 'less than'} ${String(issue.maximum)}, but is ${show(issue.input)}.`),
      ];
    case 'invalid_value':
      if (issue.input === undefined) return [error(at, 'is missing.')];
      return [error(at, `must be ${oneOf(issue.values)}, but is ${show(issue.input)}.${suggestFor(issue.input, issue.values)}`)];
    case 'invalid_union': {
      const options = discriminators(issue);
      if (issue.errors.length === 0) {
        if (issue.input === undefined) return [error(at, 'is missing.')];
        return [
          error(
            at,
            options.length > 0
              ? `must be ${oneOf(options)}, but is ${show(issue.input)}.${suggestFor(kindOf(issue.input), options)}`
              : `${show(issue.input)} is not possible here.`,
          ),
        ];
      }
      const alternatives = issue.errors.map(alternative);
      if (alternatives.every((words) => words !== null))
        return [error(at, `must be ${alternatives.join(' or ')}, but is ${show(issue.input)}.`)];
      return closestBranch(issue.errors).flatMap((inner) => sentences(inner, path, root));
    }
    default:
      return [error(at, issue.message)];
  }
}

/** What a branch of a union wants, where the value is of the wrong type altogether; null where the branch fails further in. */
function alternative(issues: readonly z.core.$ZodIssue[]): string | null {
  const first = issues[0];
  if (first.path.length > 0) return null;
  if (first.code === 'invalid_type' && first.expected !== 'int') return noun(first.expected);
  return first.code === 'invalid_value' ? oneOf(first.values) : null;
}

/** The branch of a union that the input most likely meant: the one that fails deepest, then the one with the fewest problems. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const misfit = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce(
      (sum, issue) => sum + (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value') ? 10 : 1),
      0,
    );
  return [...branches].sort((a, b) => misfit(a) - misfit(b))[0];
}

function discriminators(issue: z.core.$ZodIssue): readonly string[] {
  const options: unknown = 'options' in issue ? issue.options : undefined;
  return Array.isArray(options) ? options.map(String) : [];
}

/** The fields that may stand where an unknown one was found, for the suggestion. */
function knownKeys(path: readonly PropertyKey[], root: unknown): readonly string[] {
  let schema: unknown = specSchema;
  let value: unknown = root;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    schema = step(unwrap(schema, value), key);
  }
  let here = value;
  if (path.length === 0) here = root;
  const object = unwrap(schema, here);
  return isSchema(object) && object.def.shape !== undefined ? Object.keys(object.def.shape) : [];
}

interface SchemaLike {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly innerType?: unknown;
    readonly options?: readonly unknown[];
    readonly element?: unknown;
  };
}

function isSchema(value: unknown): value is SchemaLike {
  return typeof value === 'object' && value !== null && 'def' in value;
}

/** Through defaults, nullables and unions down to an object or array schema that fits the value best. */
function unwrap(schema: unknown, value: unknown): unknown {
  if (!isSchema(schema)) return schema;
  if (schema.def.innerType !== undefined) return unwrap(schema.def.innerType, value);
  if (schema.def.options !== undefined) {
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const fit = (option: unknown): number => {
      const inner = unwrap(option, value);
      if (!isSchema(inner) || inner.def.shape === undefined) return -1;
      const shape = inner.def.shape;
      const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
      const isKind =
        isSchema(shape.kind) && 'values' in shape.kind.def && Array.isArray(shape.kind.def.values) && shape.kind.def.values.includes(kind);
      return keys.filter((key) => key in shape).length + (isKind ? 100 : 0);
    };
    const best = [...schema.def.options].sort((a, b) => fit(b) - fit(a)).at(0);
    return unwrap(best, value);
  }
  return schema;
}

function step(schema: unknown, key: PropertyKey): unknown {
  if (!isSchema(schema)) return undefined;
  if (schema.def.shape !== undefined) return schema.def.shape[String(key)];
  return schema.def.element;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function noun(expected: string): string {
  const nouns: Readonly<Record<string, string>> = {
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'null (it is reserved for a later version)',
    never: 'left out (it is reserved for a later version)',
  };
  return nouns[expected] ?? expected;
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map(show);
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1) ?? ''}`;
}

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : input;
}

function suggestFor(input: unknown, values: readonly unknown[]): string {
  return typeof input === 'string' ? suggestion(input, values.map(String)) : '';
}

/** A value as a person would write it, cut short. */
function show(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string') return `"${value.kind}"`;
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) as string | undefined);
  if (text === undefined) return 'missing';
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
