/** Bytes of a text file to its text: UTF-8, UTF-16 by its mark, else Windows-1252 as older spreadsheets write it. */

/** Line ends become "\n"; a byte order mark goes. Any bytes give some text. */
export function decodeText(bytes: Uint8Array): string {
  return decode(bytes).replaceAll(/\r\n?/g, '\n');
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8; every byte means something in Windows-1252.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
