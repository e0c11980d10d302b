/** What the lab needs to know of the world around it: presets, the program, the machine, time. */
import type { Table } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Preset } from '#core/presets/preset';

/** A preset as it lies in the resources, its two forms checked. */
export interface StoredPreset {
  readonly id: string;
  readonly preset: Preset;
  readonly quick: ExperimentSpec;
  /** null where the quick form is all there is. */
  readonly full: ExperimentSpec | null;
}

export interface Presets {
  /** In the order in which they are shown. */
  list(): readonly StoredPreset[];
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
  /** Of this process: processor time since its start, and how late its event loop was since the last call. */
  load(): {
    readonly pid: number;
    readonly cores: number;
    readonly cpuSeconds: number;
    readonly loopDelayMs: { readonly mean: number; readonly p99: number; readonly most: number };
  };
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after a delay; returns a cancel. */
  after(delayMs: number, callback: () => void): () => void;
}
