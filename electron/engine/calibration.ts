/** What was measured of the engines of this computer, kept from one start of the lab to the next. */
import { availableParallelism, cpus } from 'node:os';
import { z } from 'zod';
import type { EngineId, EngineReport } from '#contract/engines';
import { MODEL_FAMILIES, type ModelFamily } from '#engine/cost-model';

/** Where the text is kept. */
export interface CalibrationMemory {
  load(): string | null;
  save(text: string): void;
}

/** One engine: what it is reported as, and how much slower than predicted it trains each family of networks. */
export interface MeasuredEngine {
  readonly version: string;
  readonly report: Omit<EngineReport, 'isAutomatic'>;
  readonly families: Partial<Record<ModelFamily, number>>;
}

export type Calibration = Partial<Record<EngineId, MeasuredEngine>>;

const schema = z.object({
  format: z.literal('batch-size-lab/calibration-1'),
  computer: z.string(),
  engines: z.partialRecord(
    z.enum(['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs']),
    z.object({
      version: z.string(),
      report: z.object({
        id: z.enum(['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs']),
        device: z.string(),
        available: z.boolean(),
        reason: z.string(),
        samplesPerSecond: z.number().nullable(),
        selfTest: z.object({ maxRelativeDifference: z.number() }).nullable(),
      }),
      families: z.partialRecord(z.enum(MODEL_FAMILIES), z.number().positive()),
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
  return JSON.stringify({ format: 'batch-size-lab/calibration-1', computer: computer(), engines });
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
