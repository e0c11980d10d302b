/** A ready-made question: an experiment with its source, the picture to expect, and the checks that its results are held against. */
import { z } from 'zod';
import { checkSchema } from '#core/presets/checks';

export const PRESET_FORMAT = 'batch-size-lab/preset';

/** The thumbnail that stands for the expected picture. */
export const FIGURES = [
  'curves',
  'multiples',
  'effect',
  'map',
  'loglog',
  'target',
  'gradients',
  'noise',
  'minima',
  'schedule',
  'speed',
] as const;

export const presetSchema = z.strictObject({
  format: z.literal(PRESET_FORMAT),
  version: z.literal(1),
  /** Who asked the question first, as a short citation; empty where it is common knowledge. */
  source: z.string().max(500),
  /** The expected picture in a sentence or two. */
  expected: z.string().min(1).max(1000),
  figure: z.enum(FIGURES),
  /** Digits are taken from an imported MNIST where there is one. */
  prefersMnist: z.boolean().default(false),
  /** An experiment file: the quick form. */
  experiment: z.unknown(),
  /** What the full form changes in the experiment file, as a JSON merge patch (RFC 7396); null where quick is full. */
  full: z.record(z.string(), z.unknown()).nullable().default(null),
  scorecard: z.array(checkSchema).max(20),
});

export type Preset = Readonly<z.output<typeof presetSchema>>;
export type PresetFigure = Preset['figure'];

/** JSON merge patch (RFC 7396): objects are merged, null removes a field, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const kept = isRecord(target) ? target : {};
  const keys = [...new Set([...Object.keys(kept), ...Object.keys(patch)])].filter((key) => patch[key] !== null);
  return Object.fromEntries(keys.map((key) => [key, key in patch ? mergePatch(kept[key], patch[key]) : kept[key]]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
