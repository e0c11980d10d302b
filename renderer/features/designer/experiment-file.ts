/** Experiment files as people hand them on: what a dropped or chosen file holds, and the text of the design to save. */
import type { ExperimentSpec } from '#core/experiment/spec';
import { PRESET_FORMAT } from '#core/presets/preset';
import { parseText } from '#renderer/features/designer/json-lines.ts';

/** A design is a few kilobytes; whatever is larger is something else. */
const MOST_BYTES = 5_000_000;

export type ReadFile = { readonly text: string } | { readonly problem: string };

/** True for what is opened as an experiment; any other file is data. */
export const isExperimentFile = (name: string): boolean => /\.json$/i.test(name);

/** The text for the JSON view: that of the file, or of the experiment inside a preset. */
export async function readExperimentFile(file: File): Promise<ReadFile> {
  if (file.size > MOST_BYTES)
    return { problem: `${file.name} is too large to be an experiment file. Experiment files are small texts (JSON).` };
  return experimentText(file.name, await file.text());
}

export function experimentText(name: string, text: string): ReadFile {
  const parsed = parseText(text.replace(/^\uFEFF/, ''));
  if ('problem' in parsed) return { problem: `${name} cannot be read. ${parsed.problem}` };
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: `${name} holds no experiment. An experiment file begins with "format": "batch-size-lab/experiment".` };
  }
  const isPreset = 'format' in value && value.format === PRESET_FORMAT && 'experiment' in value;
  return { text: JSON.stringify(isPreset ? value.experiment : value, null, 2) };
}

/** The file that "Save as a file" writes; the lab's command line runs the same one. */
export function experimentFile(spec: ExperimentSpec): { readonly name: string; readonly content: string } {
  const words = spec.name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return { name: `${words === '' ? 'experiment' : words}.json`, content: `${JSON.stringify(spec, null, 2)}\n` };
}

const MOST_NAME = 200;

/** The same design under a name of its own: "X, copy", "X, copy 2". */
export function duplicated(spec: ExperimentSpec): ExperimentSpec {
  const match = /^(.*), copy(?: (\d+))?$/.exec(spec.name);
  const ending = match === null ? ', copy' : `, copy ${String(Number(match.at(2) ?? 1) + 1)}`;
  return { ...spec, name: `${(match === null ? spec.name : match[1]).slice(0, MOST_NAME - ending.length)}${ending}` };
}
