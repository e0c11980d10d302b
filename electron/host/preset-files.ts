/** Reads the presets that come with the app: one file each, named by its id. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSpec } from '#core/experiment/parse';
import type { ExperimentSpec } from '#core/experiment/spec';
import { describe, invariant } from '#core/failure';
import { mergePatch, presetSchema } from '#core/presets/preset';
import type { Presets, StoredPreset } from '#lab/ports/environment';

/** The order in which Home shows them; a preset that is not named here follows by id. */
const ORDER = [
  ...['modes', 'equal-updates', 'dynamics', 'stability', 'scaling-rules', 'sweet-spot', 'steps-to-target', 'gradient-norm', 'noise-scale'],
  ...['epsilon-ball', 'sharp-minima', 'grow-the-batch', 'train-longer', 'regularise', 'throughput'],
];

export function presetFiles(directory: string): Presets {
  let read: readonly StoredPreset[] | null = null;
  // They come with the app and stay as they are while it runs.
  return { list: () => (read ??= readAll(directory)) };
}

function readAll(directory: string): readonly StoredPreset[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readPreset(file.slice(0, -'.json'.length), join(directory, file)))
    .sort((a, b) => place(a.id) - place(b.id) || a.id.localeCompare(b.id));
}

function readPreset(id: string, file: string): StoredPreset {
  const preset = presetSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { experiment, full } = preset;
  return { id, preset, quick: specOf(file, experiment), full: full === null ? null : specOf(file, mergePatch(experiment, full)) };
}

function specOf(file: string, value: unknown): ExperimentSpec {
  const { spec, issues } = parseSpec(value);
  invariant(spec !== null, `preset ${file} is not valid: ${describe({ kind: 'invalidSpec', issues })}`);
  return spec;
}

function place(id: string): number {
  const index = ORDER.indexOf(id);
  return index === -1 ? ORDER.length : index;
}
