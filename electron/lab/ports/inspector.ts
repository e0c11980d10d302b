/** What the lab needs to look at weights: a process of its own, beside all that train. */
import type { Preparation } from '#core/data/preparation';
import type { PreparedData } from '#core/data/table';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import type { PredictionQuestion, PredictionReport } from '#core/probes/predictions';
import type { ProbeQuestion } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import type { Unit } from '#core/probes/units';

/** A run with the weights that are asked about. */
export interface InspectedRun {
  readonly runId: string;
  /** Name of data given with `provide`. */
  readonly dataId: string;
  readonly model: ModelShape;
  readonly seed: number;
  readonly replicate: number;
  readonly labelSmoothing: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings;
  /** Ascending where there are several. */
  readonly moments: readonly InspectedMoment[];
}

export interface InspectedMoment {
  readonly update: number;
  readonly epoch: number;
  /** A checkpoint or snapshot, as the engine gave it; null for the weights that the seed gives. */
  readonly state: Uint8Array | null;
}

/** A question about predictions; `units` of each feature, where there are two and a map is wanted. */
export interface PredictionInspection extends PredictionQuestion {
  readonly kind: 'predictions';
  readonly units: readonly Unit[];
}

/** Wants the network with its weights as an ONNX file that takes data as it came. */
export interface ModelInspection {
  readonly kind: 'model';
  readonly preparation: Preparation;
  /** Written into the file, as names with their texts. */
  readonly about: Readonly<Record<string, string>>;
}

export interface Inspection {
  readonly question: ProbeQuestion | PredictionInspection | ModelInspection;
  /** One for every weight that the question names, in its order; of questions about whole runs one a run. */
  readonly runs: readonly [InspectedRun, ...InspectedRun[]];
}

/** What was found; of distances without `reach`, which only the history knows. */
export type Finding =
  ProbeResult | ({ readonly kind: 'predictions' } & PredictionReport) | { readonly kind: 'model'; readonly bytes: Uint8Array<ArrayBuffer> };

export interface InspectionWatch {
  /** 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

/** Answers one question at a time. Its process is started when it is needed, or ahead of that. */
export interface Inspector {
  /** Starts the process, where there is none. */
  start(): void;
  /** Makes data known under an id. */
  provide(dataId: string, data: PreparedData): void;
  forget(dataId: string): void;
  /** Throws LabError: `cancelled` where the signal says so, at once. */
  inspect(inspection: Inspection, watch: InspectionWatch): Promise<Finding>;
  /** Ends the process, where there is one; the next question starts another. Resolves when it is gone. */
  rest(): Promise<void>;
}
