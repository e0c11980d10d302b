/** What the lab and an engine process say to each other. Plain data that structured clone carries. */
import type { PreparedData } from '#core/data/table';
import type { EngineEvent, TrainingJob } from '#lab/ports';

export type ToEngine =
  | { readonly kind: 'data'; readonly dataId: string; readonly data: PreparedData }
  | { readonly kind: 'forget'; readonly dataId: string }
  | { readonly kind: 'start'; readonly job: TrainingJob }
  | { readonly kind: 'wish'; readonly jobId: string; readonly wish: 'train' | 'pause' | 'stop' };

export type FromEngine =
  | { readonly kind: 'ready'; readonly version: string; readonly backends: readonly string[] }
  /** The engine's own library does not load here. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** Every second, and with it what the training since the last one cost. */
  | { readonly kind: 'alive'; readonly pace: { readonly jobId: string; readonly secondsPerUpdate: number } | null };

/** An engine process as its owner sees it. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Called once, with what is known of the end: an exit code or a signal. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}

export type StartProcess = () => EngineProcess;
