/** Which preset an experiment is: the same design, whatever its name, seed, number of seeds and measurements. */
import type { ExperimentSpec } from '#core/experiment/spec';
import { replication } from '#core/presets/replication';

export type PresetForm = 'quick' | 'full';

/** A preset with its forms worked out; `full` is null where quick is all there is. */
export interface PresetForms {
  readonly id: string;
  readonly quick: ExperimentSpec;
  readonly full: ExperimentSpec | null;
}

/** The preset, and its form, whose design this experiment has; null for a design of one's own. */
export function presetOf(spec: ExperimentSpec, presets: readonly PresetForms[]): { readonly id: string; readonly form: PresetForm } | null {
  const design = designText(spec);
  for (const { id, quick, full } of presets) {
    const isQuick = designText(quick) === design;
    // Where the full form has more seeds and nothing else, they tell the two apart.
    const isFull = full !== null && designText(full) === design && (!isQuick || spec.replicates >= full.replicates);
    if (isFull || isQuick) return { id, form: isFull ? 'full' : 'quick' };
  }
  return null;
}

/** All that decides what the runs of one seed do. Every default is filled in by the schema, so equal designs give equal text. */
function designText(spec: ExperimentSpec): string {
  return JSON.stringify({ ...replication(spec, 0), name: '', question: '', notes: '', replicates: 1, record: null });
}
