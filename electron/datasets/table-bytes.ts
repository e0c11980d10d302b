/**
 * The lab's file of one table: "BSLDATA1", the length of the header (uint32), the header (JSON, padded with spaces to a multiple of 4),
 * features (float32), then labels (int32) or values (float32). Little-endian, as all the lab's platforms are.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Table } from '#core/data/table';

const MAGIC = 'BSLDATA1';
const START = MAGIC.length + 4;

const headerSchema = z.strictObject({
  rows: z.int().min(0),
  featureNames: z.array(z.string()),
  target: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('class'), name: z.string().optional(), classNames: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('value'), name: z.string() }),
  ]),
  // Absent from tables that are not images or have no division of their own, also so that their hashes stay as they were.
  image: z.strictObject({ channels: z.int().min(1), height: z.int().min(1), width: z.int().min(1) }).optional(),
  givenSplit: z.strictObject({ trainRows: z.int().min(0) }).optional(),
});

/** The file in pieces, so that a large table is not copied. Equal tables give equal bytes. */
export function tableBytes(table: Table): Uint8Array[] {
  const { features, featureNames, rows, target, image, givenSplit } = table;
  const named =
    target.kind === 'class'
      ? { kind: target.kind, name: target.name, classNames: target.classNames }
      : { kind: target.kind, name: target.name };
  const json = Buffer.from(JSON.stringify({ rows, featureNames, target: named, image, givenSplit }));
  const start = Buffer.alloc(START + Math.ceil(json.length / 4) * 4, ' ');
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(start.length - START, MAGIC.length);
  json.copy(start, START);
  return [start, bytesOf(features), bytesOf(target.kind === 'class' ? target.labels : target.values)];
}

/** SHA-256 in hex of the pieces one after the other. */
export function sha256(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** The table of a file, or null where the bytes are none. */
export function tableFrom(bytes: Uint8Array): Table | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < START || buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const dataAt = START + buffer.readUInt32LE(MAGIC.length);
  const header = headerSchema.safeParse(parsedJson(buffer.toString('utf8', START, dataAt)));
  if (!header.success) return null;
  const { rows, featureNames, target, ...rest } = header.data;
  if (rest.image !== undefined && rest.image.channels * rest.image.height * rest.image.width !== featureNames.length) return null;
  if (rest.givenSplit !== undefined && rest.givenSplit.trainRows > rows) return null;
  const targetAt = dataAt + rows * featureNames.length * 4;
  if (buffer.length !== targetAt + rows * 4) return null;
  // Copies, because the views need an aligned start.
  const features = new Float32Array(new Uint8Array(bytes.subarray(dataAt, targetAt)).buffer);
  const column = new Uint8Array(bytes.subarray(targetAt)).buffer;
  if (target.kind === 'value') return { features, featureNames, rows, target: { ...target, values: new Float32Array(column) }, ...rest };
  return { features, featureNames, rows, target: { ...target, labels: new Int32Array(column) }, ...rest };
}

function bytesOf(array: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON at all; the schema refuses undefined.
    return undefined;
  }
}
