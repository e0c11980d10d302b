/** What the lab needs to know of the world around it: presets, the program, the machine, time. */
import type { Table } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';

export interface Presets {
  list(): readonly { readonly id: string; readonly spec: ExperimentSpec }[];
}

/** What the lab knows about the program and the machine around it. */
export interface Environment {
  readonly appVersion: string;
  readonly os: string;
  readonly node: string;
  newId(): string;
  /** SHA-256, hex. */
  hashText(text: string): string;
  hashTable(table: Table): string;
  memory(): { readonly usedBytes: number; readonly totalBytes: number };
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after a delay; returns a cancel. */
  after(delayMs: number, callback: () => void): () => void;
}
