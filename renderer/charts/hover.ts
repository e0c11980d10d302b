/** What is under the pointer of a chart, and what its box says: data, so that names are only ever shown as text. */

export interface HoverPoint {
  /** Position on the x axis; null off the plot. */
  readonly position: number | null;
  /** Index of the mark under the pointer; null beside marks. */
  readonly dataIndex: number | null;
  /** Positions on both axes, also outside the plot; null or left out where there are no axes. */
  readonly place?: readonly [x: number, y: number] | null;
}

export interface HoverRow {
  /** Colour and line style of its series; null without a key. */
  readonly key: { readonly css: string; readonly dash: number } | null;
  readonly label: string;
  readonly value: string;
  /** "81.9 to 82.9", or empty. */
  readonly interval: string;
}

export interface HoverContent {
  /** "Epoch 10" */
  readonly heading: string;
  /** "mean, 95 % CI" */
  readonly columns: string;
  readonly rows: readonly HoverRow[];
}

/** null: nothing to say here. */
export type Hover = (point: HoverPoint) => HoverContent | null;
