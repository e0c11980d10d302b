/** The little of the protocol-buffers wire format that an ONNX file needs. Writes only. */

/** A message as nested fields, in the order in which they are written. */
export type Field =
  | { readonly number: number; readonly integer: number }
  | { readonly number: number; readonly float: number }
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly bytes: Uint8Array }
  | { readonly number: number; readonly message: readonly Field[] };

const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;
const WIRE_FIXED32 = 5;

/** The bytes of a message. */
export function encodeMessage(fields: readonly Field[]): Uint8Array {
  return join(fields.flatMap(encodeField));
}

function encodeField(field: Field): Uint8Array[] {
  if ('integer' in field) return [varint(field.number * 8 + WIRE_VARINT), varint(field.integer)];
  if ('float' in field) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, field.float, true);
    return [varint(field.number * 8 + WIRE_FIXED32), bytes];
  }
  const content = 'text' in field ? new TextEncoder().encode(field.text) : 'bytes' in field ? field.bytes : encodeMessage(field.message);
  return [varint(field.number * 8 + WIRE_LENGTH), varint(content.length), content];
}

/** Base-128 digits, lowest first; a negative integer as its 64-bit two's complement. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const digits: number[] = [];
  while (rest >= 128n) {
    digits.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  digits.push(Number(rest));
  return Uint8Array.from(digits);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
