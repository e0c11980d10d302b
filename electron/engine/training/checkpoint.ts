/** Everything a run needs to go on exactly where it was, as bytes that can tell when they are damaged or foreign. */
import { createHash } from 'node:crypto';
import { LabError } from '#core/failure';
import type { Waiting } from '#core/schedule/patience';
import type { RecentSums } from '#engine/training/recent';
import type { RunState } from '#engine/training/method';
import { NOTHING_WATCHED, type Watch } from '#engine/training/watch';

export interface Snapshot extends RunState {
  readonly update: number;
  readonly seconds: number;
  /** Last update at which the run was evaluated; -1 before the first. */
  readonly evaluatedAt: number;
  readonly recent: RecentSums;
  readonly watch: Watch;
}

/** The first four letters of the checkpoints of ONNX Runtime on any device, and of TensorFlow.js. */
export const ONNX_MARK = 'BSLC';
export const TFJS_MARK = 'BSLT';
const ENGINES: Readonly<Record<string, string>> = { [ONNX_MARK]: 'onnx-cpu', [TFJS_MARK]: 'tfjs' };
const VERSION = 4;
/** Like this one, but of before runs watched their evaluations. */
const VERSION_WITHOUT_WATCH = 3;
const COUNTS_BYTES = 5 * 4;
const NUMBERS = 15;
const NUMBERS_WITHOUT_WATCH = 7;
/** Mark, version, numbers of parameter, slot and statistics arrays; then the numbers of a snapshot as float64. */
const HEADER_BYTES = COUNTS_BYTES + NUMBERS * 8;
const DIGEST_BYTES = 32;

/** Header, per array its length, the arrays as little-endian float32, SHA-256 of all that. `mark` names the engine, whose slots these are. */
export function encodeCheckpoint(snapshot: Snapshot, mark = ONNX_MARK): Uint8Array {
  const { parameters, slots, statistics } = snapshot;
  const arrays = [...parameters, ...slots, ...statistics];
  const content = arrays.reduce((sum, array) => sum + 4 + array.byteLength, HEADER_BYTES);
  const bytes = new Uint8Array(content + DIGEST_BYTES);
  const view = new DataView(bytes.buffer);
  const counts = [parameters.length, slots.length, statistics.length];
  [markNumber(mark), VERSION, ...counts].forEach((value, index) => view.setUint32(index * 4, value, true));
  numbersOf(snapshot).forEach((value, index) => view.setFloat64(COUNTS_BYTES + index * 8, value, true));
  let offset = HEADER_BYTES;
  for (const array of arrays) {
    view.setUint32(offset, array.length, true);
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset + 4);
    offset += 4 + array.byteLength;
  }
  bytes.set(digest(bytes.subarray(0, content)), content);
  return bytes;
}

/** `sizes` and `statisticSizes` are the lengths of the arrays that the model has. Throws LabError `storageDamaged` on anything else. */
export function decodeCheckpoint(
  runId: string,
  bytes: Uint8Array,
  sizes: readonly number[],
  statisticSizes: readonly number[] = [],
  mark = ONNX_MARK,
): Snapshot {
  const refuse = (reason: string): never => {
    throw new LabError({ kind: 'storageDamaged', file: `The checkpoint of run ${runId}`, reason });
  };
  const content = bytes.length - DIGEST_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const writer = content < COUNTS_BYTES ? undefined : ENGINES[checkpointMark(bytes)];
  if (writer !== undefined && writer !== ENGINES[mark]) {
    const problem = `The run ${runId} was begun by the engine ${writer}, and what its optimizer keeps means nothing to another one. Choose ${writer} as the engine to go on with it.`;
    throw new LabError({ kind: 'conflict', problem });
  }
  if (content < COUNTS_BYTES || view.getUint32(0, true) !== markNumber(mark)) refuse('it was not written by this engine.');
  const version = view.getUint32(4, true);
  if (version !== VERSION && version !== VERSION_WITHOUT_WATCH) refuse('it was written by another version of this engine.');
  const count = version === VERSION ? NUMBERS : NUMBERS_WITHOUT_WATCH;
  if (!digest(bytes.subarray(0, content)).every((byte, index) => byte === bytes[content + index])) refuse('its check sum does not match.');
  const layers = view.getUint32(8, true);
  const slotArrays = view.getUint32(12, true);
  const given = Array.from({ length: count }, (_, index) => view.getFloat64(COUNTS_BYTES + index * 8, true));
  let offset = COUNTS_BYTES + count * 8;
  const read = (size: number | undefined): Float32Array => {
    const length = view.getUint32(offset, true);
    if (length !== size) refuse('it belongs to another model.');
    const array = new Float32Array(length);
    new Uint8Array(array.buffer).set(bytes.subarray(offset + 4, offset + 4 + array.byteLength));
    offset += 4 + array.byteLength;
    return array;
  };
  const isOfModel = layers === sizes.length && slotArrays % layers === 0 && view.getUint32(16, true) === statisticSizes.length;
  if (!isOfModel) refuse('it belongs to another model.');
  const parameters = sizes.map((size) => read(size));
  const slots = Array.from({ length: slotArrays }, (_, index) => read(sizes[index % layers]));
  const statistics = statisticSizes.map((size) => read(size));
  return { parameters, slots, statistics, ...fromNumbers(given) };
}

type PlainNumbers = Omit<Snapshot, keyof RunState>;

function numbersOf({ update, seconds, evaluatedAt, recent, watch }: PlainNumbers): readonly number[] {
  const { stopping, plateau, reductions } = watch;
  return [
    ...[update, seconds, evaluatedAt, recent.count, recent.loss, recent.accuracy, recent.gradientNorm],
    ...[stopping, plateau].flatMap(({ best, bestAt, waited }) => [best, bestAt, waited]),
    ...[reductions.count, reductions.since],
  ];
}

/** The numbers of `numbersOf`, or only those that come before the watch. */
function fromNumbers(given: readonly number[]): PlainNumbers {
  const [update, seconds, evaluatedAt, count, loss, accuracy, gradientNorm, ...watched] = given;
  const waiting = ([best, bestAt, waited]: readonly number[]): Waiting => ({ best, bestAt, waited });
  const [reductionCount, since] = watched.slice(6);
  const watch: Watch =
    watched.length === 0
      ? NOTHING_WATCHED
      : { stopping: waiting(watched), plateau: waiting(watched.slice(3)), reductions: { count: reductionCount, since } };
  return { update, seconds, evaluatedAt, recent: { count, loss, accuracy, gradientNorm }, watch };
}

/** SHA-256 (hex) of parameters in layer order. */
export function weightHash(parameters: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const array of parameters) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}

/** Four letters as one big-endian number. */
function markNumber(mark: string): number {
  return Array.from(mark).reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0);
}

function digest(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** The mark of the engine that wrote a checkpoint, whatever engine that was; its weights mean the same in all. */
export function checkpointMark(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4).toReversed());
}
