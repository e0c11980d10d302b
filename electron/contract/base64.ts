/** Bytes to base64 text and back, by the fastest means that the runtime has; the room knows neither Node nor the DOM, so it looks for them. */
import { invariant } from '#core/failure';

interface Base64 {
  encode(bytes: Uint8Array): string;
  /** Text that is not base64 gives bytes of the wrong number, or throws. */
  decode(text: string): Uint8Array<ArrayBuffer>;
}

/** What a runtime may have: Chromium since 140 the methods of Uint8Array, Node its Buffer, every other one btoa and atob. */
interface Runtime {
  readonly Uint8Array: { readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer>; readonly prototype: Uint8Array };
  readonly Buffer?: {
    from(bytes: ArrayBufferLike, byteOffset: number, byteLength: number): { toString(encoding: 'base64'): string };
    from(text: string, encoding: 'base64'): Uint8Array;
  };
  readonly btoa?: (binary: string) => string;
  readonly atob?: (text: string) => string;
}

const native = ({ Uint8Array: constructor }: Runtime): Base64 | null => {
  const { fromBase64 } = constructor;
  if (!fromBase64) return null;
  // One proposal brought both methods: where the one is, the other is.
  return { encode: (bytes) => (bytes as Uint8Array & { toBase64(): string }).toBase64(), decode: (text) => fromBase64(text) };
};

const node = ({ Buffer }: Runtime): Base64 | null =>
  Buffer
    ? {
        encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
        // Copied, because a small Buffer lies at an odd place in a pool.
        decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
      }
    : null;

/** A multiple of 3, so that only the last chunk has padding; small enough for the arguments of one call. */
const chunkBytes = 3 * 8192;

const plain = (runtime: Runtime): Base64 | null => {
  const { btoa, atob } = runtime;
  if (!btoa || !atob) return null;
  return {
    encode(bytes) {
      const parts: string[] = [];
      for (let start = 0; start < bytes.length; start += chunkBytes)
        parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + chunkBytes))));
      return parts.join('');
    },
    decode(text) {
      const binary = atob(text);
      const bytes = new Uint8Array(binary.length);
      for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
      return bytes;
    },
  };
};

/** The best of this runtime. */
export function base64Of(runtime: Runtime): Base64 {
  const found = native(runtime) ?? node(runtime) ?? plain(runtime);
  invariant(found !== null, 'this runtime cannot write base64');
  return found;
}

const best = base64Of(globalThis);

export const bytesToBase64 = (bytes: Uint8Array): string => best.encode(bytes);

/** Throws an Error where the text is not base64 with its padding. */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = best.decode(text);
  if (text.length % 4 !== 0 || bytes.length !== (text.length / 4) * 3 - padding) throw new Error('text is not base64');
  return bytes;
}
