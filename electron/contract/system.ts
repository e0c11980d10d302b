/** The lab as a program: what it is doing, and what it costs. */
import type { EngineId } from '#contract/engines';

export interface LabStatus {
  readonly engine: { readonly id: EngineId; readonly device: string; readonly places: number } | null;
  readonly engineProblem: string | null;
  readonly training: string | null;
  readonly waiting: readonly string[];
  readonly remainingSeconds: number | null;
  readonly memoryBytes: number;
  readonly totalMemoryBytes: number;
  readonly storageProblem: string | null;
  readonly dataDirectory: string;
  readonly version: string;
}

/** What the lab and its engine processes cost at present. */
export interface SystemReport {
  readonly at: number;
  readonly cores: number;
  readonly totalMemoryBytes: number;
  /** The process that owns the history and serves the screens. */
  readonly main: ProcessFigures & {
    /** How late its event loop was since the report before, in milliseconds. */
    readonly loopDelayMs: { readonly mean: number; readonly p99: number; readonly most: number };
  };
  /** Engine processes that run, in the order of their places. */
  readonly engines: readonly EngineProcessFigures[];
  readonly device: string | null;
}

export interface ProcessFigures {
  readonly pid: number;
  readonly memoryBytes: number;
  /** Share of one core over the last second or so: 1 is one core busy; null before it was measured. */
  readonly cpuShare: number | null;
}

export interface EngineProcessFigures extends ProcessFigures {
  /** What it trains, null while it waits. */
  readonly job: { readonly runIds: readonly string[]; readonly batchSize: number } | null;
}
