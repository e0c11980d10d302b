/** Names of curves on a plot: those within it keep clear of those at its edge. */
import { expect, test } from 'vitest';
import { drawLabels, type CurveLabel } from '#renderer/charts/curve-labels.ts';
import { plainTheme } from '#test/renderer/charts/plain-theme';

const view = { width: 300, height: 200 };
const plot = { x: 40, y: 20, width: 160, height: 150 };
const named = (text: string, end: readonly [number, number]): CurveLabel => ({ text, css: text, isSelected: false, end, arrival: null });
const written = (labels: readonly CurveLabel[]): unknown[] =>
  drawLabels(labels, plot, view, plainTheme).flatMap((drawn) => (drawn.type === 'text' ? [drawn.style?.text] : []));

test('a name within the plot gives way to one at its edge, and stays where there is none', () => {
  const atEdge = named('full', [200, 60]);
  expect(written([named('a long name', [180, 62]), atEdge])).toEqual(['full']);
  expect(written([named('a long name', [180, 120]), atEdge])).toEqual(['full', 'a long name']);
  expect(written([named('a long name', [180, 62])])).toEqual(['a long name']);
});
