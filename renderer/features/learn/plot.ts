/** What a small chart of Learn is made of, in the units of its axes. */

interface Labelled {
  readonly label?: string;
  /** Where the label begins. */
  readonly labelAt?: readonly [x: number, y: number];
  readonly anchor?: 'start' | 'middle' | 'end';
}
export interface PlotLine extends Labelled {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly css: string;
  readonly dash?: string;
  readonly width?: number;
  readonly opacity?: number;
}
export interface PlotDot extends Labelled {
  readonly x: number;
  readonly y: number;
  readonly css: string;
  /** In pixels. */
  readonly radius?: number;
  readonly opacity?: number;
}
export interface PlotBar {
  readonly x: number;
  readonly from?: number;
  readonly to: number;
  /** In pixels. */
  readonly width: number;
  readonly css: string;
  readonly opacity?: number;
}
export interface PlotArea {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly css: string;
  readonly opacity?: number;
}
export interface PlotMark extends Labelled {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly css: string;
}
