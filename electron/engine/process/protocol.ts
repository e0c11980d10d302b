/** What the lab and an engine process say to each other. Plain data that structured clone carries. */
import type { EngineId } from '#contract/engines';
import type { ProcessFigures } from '#contract/system';
import type { PreparedData } from '#core/data/table';
import type { Failure } from '#core/failure';
import type { EngineEvent, TrainingJob } from '#lab/ports/engines';
import type { Finding, Inspection } from '#lab/ports/inspector';
import type { JobCost } from '#engine/training/cost-meter';

export type ToEngine =
  /** The first message: which engine this process is to be. */
  | { readonly kind: 'open'; readonly engine: EngineId }
  | { readonly kind: 'data'; readonly dataId: string; readonly data: PreparedData }
  | { readonly kind: 'forget'; readonly dataId: string }
  | { readonly kind: 'start'; readonly job: TrainingJob }
  | { readonly kind: 'wish'; readonly jobId: string; readonly wish: 'train' | 'pause' | 'stop' }
  /** To a process that is no engine and trains nothing: a question about weights, after the data of its runs. */
  | { readonly kind: 'inspectData'; readonly dataId: string; readonly data: PreparedData }
  | { readonly kind: 'inspect'; readonly inspection: Inspection };

export type FromEngine =
  | ({ readonly kind: 'ready' } & Greeting & Started)
  /** The engine's own library does not load here, or finds no device. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** Every second and at the end of a job: what the job has cost so far, and what the process itself costs. */
  | {
      readonly kind: 'alive';
      readonly job: { readonly id: string; readonly cost: JobCost } | null;
      readonly figures: ProcessFigures;
    }
  /** Ahead of a native call that is expected to last: the process cannot speak while it computes. */
  | { readonly kind: 'busy'; readonly seconds: number }
  /** To `inspect`: how far it is (0 to 1), then what was found or what went wrong. */
  | { readonly kind: 'inspecting'; readonly part: number }
  | { readonly kind: 'inspected'; readonly finding: Finding }
  | { readonly kind: 'inspectionFailed'; readonly failure: Failure };

/** What an engine says of itself. */
export interface Greeting {
  /** Its library, with the version: "ONNX Runtime 1.30.0". */
  readonly library: string;
  readonly version: string;
  /** Whether a process keeps one core of the CPU busy; else all share one graphics device. */
  readonly isOnCpu: boolean;
  /** What it computes on, in plain words: "the graphics device, through WebGPU on Vulkan". */
  readonly device: string;
  /** What else a person should know of it, in whole sentences: why it does not use a faster device. */
  readonly note?: string;
}

export interface Started {
  /** What it took from the start of the process to here; time of the processor where the engine computes on it. */
  readonly startSeconds: number;
}

/** An engine process as its owner sees it. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Called once, with what is known of the end: an exit code or a signal, and whether it said that memory ran out. */
  onExit(listener: (reason: string, isOutOfMemory?: boolean) => void): void;
  kill(): void;
}

/** `isQuiet`: what native libraries write to the error stream is thrown away, because what they miss will be told in plain words. */
export type StartProcess = (options?: { readonly isQuiet: boolean }) => EngineProcess;
