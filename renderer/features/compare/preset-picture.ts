/** Where the picture is that the question of a preset asks for. */
import type { PresetSummary } from '#contract/presets';
import type { ExperimentSpec } from '#core/experiment/spec';
import { presetOf } from '#core/presets/match';
import type { PresetFigure } from '#core/presets/preset';
import type { CompareTab } from '#renderer/features/compare/compare-state.svelte.ts';

/** All others are in the overview. */
const TABS_OF: Partial<Readonly<Record<PresetFigure, CompareTab>>> = {
  gradients: 'gradients',
  noise: 'gradients',
  minima: 'weights',
  loglog: 'weights',
  map: 'batchSize',
};

/** The tab beside the overview that answers the question of this experiment; null for one of no preset, and where the overview does. */
export function pictureTab(spec: ExperimentSpec, presets: readonly PresetSummary[] | null): CompareTab | null {
  const forms = (presets ?? []).map(({ id, spec: quick, full }) => ({ id, quick, full: full?.spec ?? null }));
  const found = presetOf(spec, forms);
  const figure = presets?.find(({ id }) => id === found?.id)?.figure;
  return figure === undefined ? null : (TABS_OF[figure] ?? null);
}
