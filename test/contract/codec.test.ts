/** The codec: exact both ways, and closed to what it did not write. */
import fc from 'fast-check';
import { deepStrictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { base64Of, base64ToBytes } from '#contract/base64';
import { decode, decodeSteps, encode, encodeInParts } from '#contract/codec';
import { failureOf } from '#core/failure';

const there = (value: unknown): unknown => decode(encode(value));
const bits = (view: ArrayBufferView): readonly number[] => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];

const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 1e21, 5e-324));
const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('$', '__proto__', 'constructor', 'toJSON', 'length'));
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number,
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, true, false),
    fc.array(fc.oneof(tie('value'), fc.constant(undefined))),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    fc.float32Array(),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint8Array(),
  ),
})).value;

test('every value arrives as it was sent', () => {
  fc.assert(
    fc.property(anything, (value) => {
      // Node's: it knows -0 and own fields from inherited ones (a field called `constructor`).
      deepStrictEqual(there(value), value);
    }),
    { numRuns: 1000 },
  );
});

test.each([NaN, Infinity, -Infinity, -0, 0, Number.MIN_VALUE, Number.MAX_VALUE, undefined, null, '', '\ud800', {}, []])(
  '%s arrives as itself, alone and inside',
  (value) => {
    expect(there(value)).toStrictEqual(value);
    expect(there([value])).toStrictEqual([value]);
  },
);

test('a field that is undefined is dropped, a place in an array is kept', () => {
  expect(there({ a: undefined, b: [undefined, 1] })).toStrictEqual({ b: [undefined, 1] });
  // eslint-disable-next-line no-sparse-arrays -- the hole is the case
  expect(there([1, , 2])).toStrictEqual([1, undefined, 2]);
});

test('a typed array arrives bit for bit, whatever part of a buffer it showed', () => {
  const payloads = new Uint32Array([0x7fc00001, 0xffc12345, 0x80000000, 1]);
  const floats = new Float32Array(payloads.buffer, 4, 2);
  const arrived = there(floats);
  expect(arrived).toBeInstanceOf(Float32Array);
  expect(arrived instanceof Float32Array && bits(arrived)).toEqual(bits(floats));
  expect(there(Buffer.from('abc'))).toStrictEqual(new Uint8Array([97, 98, 99]));
  expect(there(new Float64Array())).toStrictEqual(new Float64Array());
});

test('objects that look like tags arrive as objects', () => {
  for (const value of [{ $: 'NaN' }, { $: ['number', 'NaN'] }, { $: undefined }, { $: 1, b: { $: ['u8', 'AA=='] } }])
    expect(there(value)).toEqual(value);
});

test('a field called __proto__ is a field and changes no prototype', () => {
  const text = '{"__proto__":{"isAdmin":true},"a":{"$":["object",{"__proto__":[1],"$":0}]}}';
  const arrived = Object(decode(text)) as object;
  expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
  expect(Object.keys(arrived)).toEqual(['__proto__', 'a']);
  expect('isAdmin' in arrived).toBe(false);
  expect('isAdmin' in {}).toBe(false);
  expect(encode(arrived)).toBe(text);
});

test.each([
  '',
  'NaN',
  '{',
  '{"$":1}',
  '{"$":["number","seven"]}',
  '{"$":["number","NaN"],"b":1}',
  '{"$":["f32","AAA="]}',
  '{"$":["f32","%%%%%%%%"]}',
  '{"$":["u8","AAA"]}',
  '{"$":["u8",[1]]}',
  '{"$":["constructor","AAAA"]}',
  '{"$":["__proto__",{}]}',
  '{"$":["object","no"]}',
  '{"$":["undefined",1]}',
  '['.repeat(1_000_000),
  '['.repeat(100_000) + ']'.repeat(100_000),
])('%.40s is refused with a reason', (text) => {
  expect(failureOf(catchError(() => decode(text))).kind).toBe('badRequest');
});

test('text that was damaged on its way is decoded or refused, never anything else', () => {
  fc.assert(
    fc.property(anything, fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (value, place, splinter) => {
      const text = encode(value);
      const at = place % (text.length + 1);
      const error = catchError(() => decode(text.slice(0, at) + splinter + text.slice(at + 1)));
      if (error !== null) expect(failureOf(error).kind).toBe('badRequest');
    }),
    { numRuns: 1000 },
  );
});

test('what is no data cannot be sent', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const value of [() => 1, Symbol('a'), 1n, new Map(), new Date(), cycle, new Uint16Array(1), [new Error('x')]])
    expect(() => encode(value)).toThrow(/^internal: /);
});

test('five million numbers arrive typed, half a million as a list', () => {
  const typed = Float64Array.from({ length: 5_000_000 }, (_, index) => index / 7);
  const arrivedTyped = there(typed);
  expect(arrivedTyped instanceof Float64Array && Buffer.from(arrivedTyped.buffer).equals(Buffer.from(typed.buffer))).toBe(true);
  const list = Array.from(typed.subarray(0, 500_000));
  const arrived = there(list);
  expect(Array.isArray(arrived) && arrived.length === list.length && list.every((value, index) => value === arrived[index])).toBe(true);
});

test('the three ways to write base64 agree, and refuse the same texts', () => {
  const { btoa, atob } = globalThis;
  const browser = base64Of({ Uint8Array, btoa, atob });
  const node = base64Of({ Uint8Array, Buffer });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60_000, size: 'max' }), (bytes) => {
      expect(browser.encode(bytes)).toBe(node.encode(bytes));
      expect(browser.decode(node.encode(bytes))).toStrictEqual(bytes);
      expect(node.decode(browser.encode(bytes))).toStrictEqual(bytes);
    }),
    { numRuns: 50 },
  );
  for (const text of ['A', 'AA', 'A===', 'AA A', 'AAAA=', '====']) expect(() => base64ToBytes(text)).toThrow();
});

test('the methods of Uint8Array that new browsers have are used where they are', () => {
  const script = `
    const { base64Of } = await import(${JSON.stringify(new URL('../../electron/contract/base64.ts', import.meta.url).href)});
    const base64 = base64Of({ Uint8Array });
    process.stdout.write(base64.encode(new Uint8Array([1, 2, 250])) + ' ' + base64.decode('AQL6').join());`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--js-base-64', '--input-type=module', '-e', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'AQL6 1,2,250', stderr: '' });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
    return null;
  } catch (error) {
    return error;
  }
}

test('the parts of a long text are the text, however deep it is cut', () => {
  fc.assert(
    fc.property(anything, fc.nat(6), (value, levels) => {
      expect([...encodeInParts(value, levels)].join('')).toBe(encode(value));
    }),
    { numRuns: 500 },
  );
  const long = { list: Array.from({ length: 5 }, () => new Uint8Array(100_000)), end: { a: undefined, b: 1 } };
  expect([...encodeInParts(long, 2)]).toHaveLength(6);
  expect([...encodeInParts(long, 2)].join('')).toBe(encode(long));
  expect([...encodeInParts(long, 1)]).toHaveLength(2);
});

const inSteps = (text: string, levels: number): { readonly value: unknown; readonly steps: number } => {
  const reading = decodeSteps(text, levels);
  for (let steps = 0; ; steps++) {
    const step = reading.next();
    if (step.done === true) return { value: step.value, steps };
  }
};
const orRefused = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return failureOf(error).kind;
  }
};

test('a text read in steps gives the same value, however deep it is cut, or is refused like it', () => {
  const pretty = (text: string, blank: string): string => text.replaceAll(/(?<=^[^"]*)[,:[\]{}](?=[^"]*$)/g, `${blank}$&${blank}`);
  fc.assert(
    fc.property(anything, fc.nat(6), fc.constantFrom('', ' ', '\n\t\r'), (value, levels, blank) => {
      deepStrictEqual(inSteps(pretty(encode(value), blank), levels).value, value);
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(
      anything,
      fc.nat(),
      fc.constantFrom('', '"', '\\', ',', ':', '[', ']', '{', '}', '0', ' ', 'e', '-', '\n'),
      fc.nat(2),
      fc.nat(6),
      (value, place, splinter, cut, levels) => {
        const text = encode(value);
        const at = place % (text.length + 1);
        const broken = text.slice(0, at) + splinter + text.slice(at + cut);
        deepStrictEqual(
          orRefused(() => inSteps(broken, levels).value),
          orRefused(() => decode(broken)),
        );
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  ['{"__proto__":{"a":1},"a":1,"a":2}', 3],
  ['[1,]', 2],
  ['[,1]', 2],
  ['{"a" 1}', 2],
  ['{a:1}', 2],
  ['{"a":1}}', 2],
  ['[1 2]', 2],
  ['[1] 2', 2],
  ['["a" "b"]', 2],
  ['["\\\\","\\"",""]', 2],
  ['\u00a0[]', 2],
  ['', 2],
  ['{"a":{"$":["undefined",null]},"$":1}', 3],
])('%s read in steps is what it is as a whole', (text, levels) => {
  deepStrictEqual(
    orRefused(() => inSteps(text, levels).value),
    orRefused(() => decode(text)),
  );
});

test('every item of a list is a step', () => {
  const lists = [[1, 2, 3], [4], []];
  expect(inSteps(encode(lists), 2)).toEqual({ value: lists, steps: 4 });
  expect(inSteps(encode(lists), 1)).toEqual({ value: lists, steps: 3 });
});
