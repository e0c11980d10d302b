/** The text of a file, piece by piece: UTF-8, UTF-16 by its mark, else Windows-1252 as older spreadsheets write it. */
import { isUtf8 } from 'node:buffer';

/** Line ends are "\n" and a byte order mark is gone. Any bytes give some text. */
export interface TextSource {
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
  /** The first piece, cut after a whole line where there is more. */
  readonly head: string;
  /** Lines above `head` that were passed over. */
  readonly skippedLines: number;
  /** From the start, as often as is wanted. `visit` is also told the part of the file that has been read. */
  eachPiece(visit: (text: string, part: number) => void): void;
}

const PIECE_BYTES = 1024 * 1024;
/** Where no line ends before. */
const LONGEST_HEAD = 4 * PIECE_BYTES;

export function textSource(bytes: Uint8Array, skippedLines = 0): TextSource {
  const encoding = encodingOf(bytes);
  const eachPiece: TextSource['eachPiece'] = (visit) => {
    for (const [text, part] of skipped(pieces(bytes, encoding), skippedLines)) visit(text, part);
  };
  let head = '';
  for (const [text, part] of skipped(pieces(bytes, encoding), skippedLines)) {
    head += text;
    if (part === 1) break;
    if (head.length < PIECE_BYTES) continue;
    const end = head.lastIndexOf('\n') + 1;
    if (end === 0 && head.length < LONGEST_HEAD) continue;
    if (end > 0) head = head.slice(0, end);
    break;
  }
  return { encoding: NAMES[encoding], head, skippedLines, eachPiece };
}

const NAMES = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16', 'windows-1252': 'Windows-1252' } as const;

function encodingOf(bytes: Uint8Array): keyof typeof NAMES {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Where it is not UTF-8, every byte means something in Windows-1252.
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function* pieces(bytes: Uint8Array, encoding: string): Generator<readonly [text: string, part: number]> {
  const decoder = new TextDecoder(encoding);
  let held = '';
  for (let from = 0; from < bytes.length || from === 0; from += PIECE_BYTES) {
    const isLast = from + PIECE_BYTES >= bytes.length;
    const text = held + decoder.decode(bytes.subarray(from, from + PIECE_BYTES), { stream: !isLast });
    // The "\n" of a "\r" may be in the next piece.
    held = !isLast && text.endsWith('\r') ? '\r' : '';
    yield [text.slice(0, text.length - held.length).replaceAll(/\r\n?/g, '\n'), isLast ? 1 : (from + PIECE_BYTES) / bytes.length];
  }
}

/** Without so many lines from the start. */
function* skipped(all: Iterable<readonly [string, number]>, count: number): Generator<readonly [string, number]> {
  let left = count;
  for (const [text, part] of all) {
    let from = 0;
    for (; left > 0; left--) {
      const end = text.indexOf('\n', from);
      if (end === -1) break;
      from = end + 1;
    }
    yield [left > 0 ? '' : text.slice(from), part];
  }
}
