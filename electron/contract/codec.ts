/**
 * Values to text and back, exactly: JSON, with `{"$": [kind, content]}` for what JSON lacks: NaN, infinities, -0, undefined and typed arrays.
 * Left out: an undefined field of an object is dropped, and class instances, functions and cycles are programmer errors.
 */
import { base64ToBytes, bytesToBase64 } from '#contract/base64';
import { readInSteps } from '#contract/json-steps';
import { invariant, LabError } from '#core/failure';

const tag = '$';
/** Deeper values are refused both ways: no contract value comes near, and recursion stays safe. */
const deepest = 100;

const numbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);
/** Bytes of typed arrays are little-endian, as on every machine that Node, Electron and the browsers run on. */
const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const;

const tagged = (kind: string, content: string): string => `{"${tag}":["${kind}",${content}]}`;

/** Throws an internal Error where the value is not data. */
export function encode(value: unknown): string {
  return textOf(value, 0);
}

/** A part is written as soon as it has so many letters. */
const PART_LENGTH = 64 * 1024;

/**
 * The same text in parts, for whoever pauses between them. Values nested less than `levels` deep are cut into their items and fields,
 * deeper ones are written as a whole.
 */
export function* encodeInParts(value: unknown, levels: number): Generator<string, undefined> {
  let part = '';
  for (const piece of pieces(value, 0, levels)) {
    part += piece;
    if (part.length < PART_LENGTH) continue;
    yield part;
    part = '';
  }
  yield part;
}

function* pieces(value: unknown, depth: number, levels: number): Generator<string, undefined> {
  if (depth >= levels || typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.hasOwn(value, tag)) {
    yield textOf(value, depth);
  } else if (Array.isArray(value)) {
    yield '[';
    for (let index = 0; index < value.length; index++) {
      if (index > 0) yield ',';
      yield* pieces(value[index], depth + 1, levels);
    }
    yield ']';
  } else {
    let separator = '{';
    checkPlain(value);
    for (const [key, content] of Object.entries(value)) {
      if (content === undefined) continue;
      yield `${separator}${keyText(key)}:`;
      yield* pieces(content, depth + 1, levels);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  }
}

function textOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (Number.isFinite(value)) return Object.is(value, -0) ? tagged('number', '"-0"') : String(value);
      return tagged('number', `"${String(value)}"`);
    case 'undefined':
      return tagged('undefined', 'null');
    case 'object':
      return value === null ? 'null' : objectText(value, depth);
    default:
      throw new Error(`internal: a ${typeof value} cannot be sent`);
  }
}

function objectText(value: object, depth: number): string {
  invariant(depth < deepest, 'a value with a cycle, or nested too deeply, cannot be sent');
  if (ArrayBuffer.isView(value)) return viewText(value);
  let text = '';
  if (Array.isArray(value)) {
    // Not `map`: it would skip the holes of a sparse array.
    for (let index = 0; index < value.length; index++) text += `${index === 0 ? '' : ','}${textOf(value[index], depth + 1)}`;
    return `[${text}]`;
  }
  checkPlain(value);
  // Every value that is no array and no instance of a class is a record.
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record)) {
    const content = record[key];
    if (content !== undefined) text += `${text === '' ? '' : ','}${keyText(key)}:${textOf(content, depth + 1)}`;
  }
  return Object.hasOwn(value, tag) ? tagged('object', `{${text}}`) : `{${text}}`;
}

function checkPlain(value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  invariant(prototype === null || Object.getPrototypeOf(prototype) === null, 'an instance of a class cannot be sent');
}

/** Most keys are the names of fields, which need no escapes. */
function keyText(key: string): string {
  return /^\w+$/.test(key) ? `"${key}"` : JSON.stringify(key);
}

function viewText(view: ArrayBufferView): string {
  const kind = Object.entries(arrays).find(([, constructor]) => view instanceof constructor)?.[0];
  invariant(kind !== undefined, 'this kind of typed array cannot be sent');
  return tagged(kind, `"${bytesToBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))}"`);
}

/** Throws LabError `badRequest` where the text was not written by `encode`. */
export function decode(text: string): unknown {
  try {
    return restored(JSON.parse(text), 0);
  } catch (error) {
    throw new LabError({ kind: 'badRequest', method: 'message', problem: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * The same value in steps, for whoever pauses between them: of values nested less than `levels` deep, every item and field is read by
 * itself. Throws LabError `badRequest` where `decode` would.
 */
export function* decodeSteps(text: string, levels: number): Generator<undefined, unknown, undefined> {
  try {
    const read = yield* readInSteps(text, levels, restored);
    return read;
  } catch (error) {
    throw new LabError({ kind: 'badRequest', method: 'message', problem: error instanceof Error ? error.message : String(error) });
  }
}

/** Works in place: the value comes fresh from JSON.parse, whose objects have `__proto__` as a field like any other. */
function restored(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 2 * deepest) throw new Error('nested too deeply');
  return Object.hasOwn(value, tag) ? untagged(Object.entries(value), depth) : restoreFields(value, depth);
}

function restoreFields(value: object, depth: number): unknown {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = restored(value[index], depth + 1);
    return value;
  }
  // Every object that JSON.parse makes is a plain record.
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) record[key] = restored(record[key], depth + 1);
  return record;
}

function untagged(fields: readonly (readonly [string, unknown])[], depth: number): unknown {
  const pair = fields[0]?.[1];
  if (fields.length !== 1 || !Array.isArray(pair) || pair.length !== 2) throw new Error('a malformed tag');
  const [kind, content] = pair as unknown[]; // JSON: anything.
  const number = kind === 'number' ? numbers.get(content) : undefined;
  if (number !== undefined) return number;
  if (kind === 'undefined' && content === null) return undefined;
  if (kind === 'object' && typeof content === 'object' && content !== null) return restoreFields(content, depth + 1);
  if (typeof kind === 'string' && Object.hasOwn(arrays, kind) && typeof content === 'string') {
    // `hasOwn` has just found the key.
    const constructor = arrays[kind as keyof typeof arrays];
    return new constructor(base64ToBytes(content).buffer);
  }
  throw new Error('an unknown tag');
}
