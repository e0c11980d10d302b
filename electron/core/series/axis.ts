/** The four ways to count how far a run is: what stands on the x axis of every learning curve. */
import type { EvaluationColumn } from '#core/series/evaluation';

export const PROGRESS_AXES = ['epochs', 'updates', 'samples', 'seconds'] as const;
export type ProgressAxis = (typeof PROGRESS_AXES)[number];

/** The evaluation column that holds an axis' values. */
export const AXIS_COLUMN = {
  updates: 'update',
  epochs: 'epoch',
  samples: 'samples',
  seconds: 'seconds',
} as const satisfies Record<ProgressAxis, EvaluationColumn>;
