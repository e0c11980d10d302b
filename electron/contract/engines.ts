/** The engines there are, and what each measures on this computer. */

export type EngineId = 'onnx-cpu' | 'onnx-webgpu' | 'onnx-cuda' | 'tfjs';

export type EngineChoice = 'auto' | EngineId;

export interface EngineReport {
  readonly id: EngineId;
  readonly device: string;
  readonly available: boolean;
  /** Why it is not available, or what it is, in plain words. */
  readonly reason: string;
  /** Training samples a second on the doctor's standard task (2-50-3 network, batch 32); null where not measured. */
  readonly samplesPerSecond: number | null;
  /** How far its numbers are from those of `onnx-cpu` after 20 updates of the standard task; null where not compared. */
  readonly selfTest?: { readonly maxRelativeDifference: number } | null;
  /** Whether the choice "auto" takes this engine. */
  readonly isAutomatic?: boolean;
}
