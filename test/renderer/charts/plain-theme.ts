/** A theme for tests: colours stay as they were asked for, and every letter is six pixels wide. */
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';

export const plainTheme: ChartTheme = {
  ink1: 'ink-1',
  ink2: 'ink-2',
  ink3: 'ink-3',
  surface: 'surface',
  lineStrong: 'line-strong',
  grid: 'grid',
  axis: 'axis',
  reference: 'reference',
  font: 'sans-serif',
  bandOpacity: 0.13,
  runOpacity: 0.35,
  dotOpacity: 0.4,
  regionOpacity: 0.13,
  colour: (css) => css,
  dash: (style) => (style === 1 ? null : [style, style]),
  textWidth: (text) => text.length * 6,
};
