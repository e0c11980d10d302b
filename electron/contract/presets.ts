/** Presets, and the scorecards that hold results against their predictions. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { PresetForm } from '#core/presets/match';
import type { PresetFigure } from '#core/presets/preset';
import type { ScoreRow } from '#core/presets/scorecard';

export interface PresetSummary {
  readonly id: string;
  /** The quick form. */
  readonly spec: ExperimentSpec;
  readonly runs: number;
  readonly estimatedSeconds: number | null;
  /** The full form; null where the quick one is all there is. */
  readonly full: { readonly spec: ExperimentSpec; readonly runs: number; readonly estimatedSeconds: number | null } | null;
  /** Short citation; empty where there is none. */
  readonly source: string;
  /** The expected picture in words, and the kind of its thumbnail. */
  readonly expected: string;
  readonly figure: PresetFigure;
  /** Name of the imported data that stands in for the synthetic digits; null where the preset's own data is used. */
  readonly importedData: string | null;
}

/** The results of an experiment held against what its preset predicts. */
export interface PresetScorecard {
  readonly presetId: string;
  readonly form: PresetForm;
  readonly rows: readonly ScoreRow[];
}
