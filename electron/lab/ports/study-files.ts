/** What the lab needs to make one compact file of a text, and to get the text back. */
export interface StudyFiles {
  /** Packed beside other work: a long text takes seconds. */
  pack(text: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Throws LabError `unreadableFile` where the bytes are no such file, are damaged, or hold more than can be read. */
  unpack(fileName: string, bytes: Uint8Array): string;
}
