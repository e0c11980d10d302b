/** Shapes that are drawn together. Nothing of an earlier drawing is kept: ECharts would leave the old shapes where the new group is empty. */
import type { Drawing } from '#renderer/charts/curve-labels.ts';

export const drawnGroup = (children: readonly Drawing[]): Drawing => ({ type: 'group', $mergeChildren: false, children: [...children] });
