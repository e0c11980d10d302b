/** What was measured of the engines of this computer, kept from one start of the lab to the next. */
import { availableParallelism, cpus } from 'node:os';
import { z } from 'zod';
import type { EngineId, EngineReport } from '#contract/engines';
import type { Measurements } from '#engine/cost-model';
import { measuredWork, type TimedWork } from '#engine/speed';

/** Where the text is kept. */
export interface CalibrationMemory {
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

const FORMAT = 'batch-size-lab/calibration-2';

const schema = z.object({
  format: z.literal(FORMAT),
  computer: z.string(),
  engines: z.partialRecord(
    z.enum(['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs']),
    z.object({
      version: z.string(),
      device: z.string(),
      measuredAt: z.number(),
      selfTest: z.object({ maxRelativeDifference: z.number() }).nullable(),
      works: z
        .array(
          z.object({
            family: z.enum(['small', 'large', 'convolutional']),
            batchSize: z.int().positive(),
            runs: z.int().positive(),
            secondsPerUpdate: z.number().positive(),
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
