/** Evaluations of runs as columns of a spreadsheet: what every run has, and the noise of the gradient where any measured it. Pure. */
import { COMMON_COLUMNS, type EvaluationColumns, hasNoise, NOISE_COLUMNS } from '#core/series/evaluation';
import { noiseCurve } from '#core/series/noise-scale';
import type { Cell } from '#core/table-text';

/** tr(S) / |G|^2 of the last evaluations with its 95 % band, worked out from the columns before. */
const POOLED = ['noiseScale', 'noiseScaleLow', 'noiseScaleHigh'];

export interface EvaluationCells {
  readonly columns: readonly string[];
  /** A row an evaluation. */
  readonly rows: (evaluations: EvaluationColumns) => readonly (readonly Cell[])[];
}

export function evaluationCells(all: readonly EvaluationColumns[]): EvaluationCells {
  const measured = all.some(hasNoise);
  const names = measured ? [...COMMON_COLUMNS, ...NOISE_COLUMNS] : COMMON_COLUMNS;
  return {
    columns: [...names, ...(measured ? POOLED : [])],
    rows(evaluations) {
      const pooled = measured ? noiseCurve(evaluations) : null;
      return Array.from(evaluations.update, (_, row) => [
        ...names.map((name) => evaluations[name][row]),
        ...(pooled === null ? [] : [pooled.y[row], pooled.low[row], boundCell(pooled.high[row])]),
      ]);
    },
  };
}

/** No upper limit is something else than no number. */
function boundCell(value: number): Cell {
  return value === Infinity ? 'Infinity' : value;
}
