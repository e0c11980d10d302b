/** Reads the presets that come with the app: one experiment file each, named by its id. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSpec } from '#core/experiment/parse';
import { describe, invariant } from '#core/failure';
import type { Presets } from '#lab/ports/environment';

/** In the order in which Home shows them; presets that are not named here follow by id. */
const ORDER = ['modes', 'stability'];

export function presetFiles(directory: string): Presets {
  return {
    list: () =>
      readdirSync(directory)
        .filter((file) => file.endsWith('.json'))
        .map((file) => ({ id: file.slice(0, -'.json'.length), spec: readPreset(join(directory, file)) }))
        .sort((a, b) => place(a.id) - place(b.id) || a.id.localeCompare(b.id)),
  };
}

function readPreset(file: string): NonNullable<ReturnType<typeof parseSpec>['spec']> {
  const { spec, issues } = parseSpec(JSON.parse(readFileSync(file, 'utf8')));
  invariant(spec !== null, `preset ${file} is not valid: ${describe({ kind: 'invalidSpec', issues })}`);
  return spec;
}

function place(id: string): number {
  const index = ORDER.indexOf(id);
  return index === -1 ? ORDER.length : index;
}
