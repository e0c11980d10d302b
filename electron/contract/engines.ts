/** The engines there are, and what each measures on this computer. */

export type EngineId = 'onnx-cpu' | 'onnx-webgpu' | 'onnx-cuda' | 'tfjs';

export type EngineChoice = 'auto' | EngineId;

/** Kinds of networks that are measured apart, because engines rank differently on them. */
export type WorkFamily = 'small' | 'large' | 'convolutional';

/** A network of one kind at one batch size, so many runs of it side by side, in one process. */
export interface FamilySpeed {
  readonly family: WorkFamily;
  readonly batchSize: number;
  readonly runs: number;
  /** Of all these runs together. */
  readonly updatesPerSecond: number;
}

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
  /** Whether the choice "auto" takes this engine for the standard task. For an experiment it goes by that experiment's own networks. */
  readonly isAutomatic?: boolean;
  /** What was measured of each family; left out where nothing was. */
  readonly speeds?: readonly FamilySpeed[];
  /** Version of its library, and when it was measured (milliseconds since 1970). */
  readonly version?: string;
  readonly measuredAt?: number;
  /** What training itself has told of its costs since: from how many runs, and when last; left out where it has not. */
  readonly learned?: { readonly runs: number; readonly at: number };
  /** Processes that train side by side. */
  readonly processes?: number;
}
