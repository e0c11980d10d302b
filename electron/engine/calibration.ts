/** What was measured of the engines of this computer, and what training has cost on it, kept from one start of the lab to the next. */
import { availableParallelism, cpus } from 'node:os';
import { z } from 'zod';
import type { EngineId, EngineReport } from '#contract/engines';
import type { Measurements } from '#engine/cost-model';
import { type Learned, learnedSchema } from '#engine/learned-costs';
import { measuredWork, type TimedWork } from '#engine/speed';

/** Where a text is kept. */
export interface EngineMemory {
  load(): string | null;
  save(text: string): void;
}

/** One engine: the library and device that were measured, when, and what was found. */
export interface MeasuredEngine {
  readonly version: string;
  readonly device: string;
  /** Milliseconds since 1970. */
  readonly measuredAt: number;
  readonly selfTest: NonNullable<EngineReport['selfTest']> | null;
  readonly works: readonly TimedWork[];
  /** Floats that a stack may touch before stacking stops paying. */
  readonly cachedNumbers: number;
  /** Side by side. */
  readonly processes: number;
}

export type Calibration = Partial<Record<EngineId, MeasuredEngine>>;

const engineId = z.enum(['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs']);

const FORMAT = 'batch-size-lab/calibration-3';

const schema = z.object({
  format: z.literal(FORMAT),
  computer: z.string(),
  engines: z.partialRecord(
    engineId,
    z.object({
      version: z.string(),
      device: z.string(),
      measuredAt: z.number(),
      selfTest: z.object({ maxRelativeDifference: z.number() }).nullable(),
      works: z
        .array(
          z.object({
            family: z.enum(['small', 'large', 'convolutional']).nullable(),
            batchSize: z.int().positive(),
            runs: z.int().positive(),
            secondsPerUpdate: z.number().positive(),
            secondsPerStop: z.number().nonnegative(),
            secondsPerEvaluation: z.number().positive(),
          }),
        )
        .min(1),
      cachedNumbers: z.number().positive(),
      processes: z.int().positive(),
    }),
  ),
});

/** What is known of this computer; nothing where the text is of another computer, or of another version of the lab. */
export function recalled(text: string | null): Calibration {
  if (text === null) return {};
  const read = schema.safeParse(jsonOf(text));
  return read.success && read.data.computer === computer() ? read.data.engines : {};
}

export function written(engines: Calibration): string {
  return JSON.stringify({ format: FORMAT, computer: computer(), engines });
}

const LEARNED_FORMAT = 'batch-size-lab/learned-costs-2';

const learned = z.object({
  format: z.literal(LEARNED_FORMAT),
  computer: z.string(),
  engines: z.partialRecord(engineId, learnedSchema),
});

/** What training has cost on this computer since an engine was measured; nothing where that is not known. */
export function recalledLearned(text: string | null, id: EngineId, { measuredAt }: MeasuredEngine): Learned {
  if (text === null) return [];
  const read = learned.safeParse(jsonOf(text));
  if (!read.success || read.data.computer !== computer()) return [];
  return (read.data.engines[id] ?? []).filter(({ at }) => at >= measuredAt);
}

export function writtenLearned(engines: Partial<Record<EngineId, Learned>>): string {
  return JSON.stringify({ format: LEARNED_FORMAT, computer: computer(), engines });
}

export function measurementsOf({ works, cachedNumbers }: MeasuredEngine): Measurements {
  return { works: works.map(measuredWork), cachedNumbers };
}

/** What a measurement depends on beside the engine: a folder with a history may go from one computer to another. */
function computer(): string {
  return `${cpus()[0]?.model.trim() ?? 'CPU'}, ${String(availableParallelism())} threads, ${process.platform}-${process.arch}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not what was written; it will be measured again.
    return null;
  }
}
