/** What the lab needs to make one compact file of a text, and to get the text back. Both work beside everything else: a long text takes seconds. */
export interface StudyFiles {
  /** The text in parts, in their order. */
  pack(parts: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
  /** Throws LabError `unreadableFile` where the bytes are no such file, are damaged, or hold more than can be read. */
  unpack(fileName: string, bytes: Uint8Array): Promise<string>;
}
