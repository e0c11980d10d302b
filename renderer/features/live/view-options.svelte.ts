/** How the charts of the Live screen are drawn: one choice for all of them, so that their crosshairs stay together. */
import type { ProgressAxis } from '#core/series/axis';
import type { BandKind } from '#core/series/mean-band';

export type Smoothing = 'none' | 'some' | 'strong';
/** Weight of the past in the moving average. */
const WEIGHT: Readonly<Record<Smoothing, number>> = { none: 0, some: 0.6, strong: 0.9 };

export class ViewOptions {
  #axis = $state<ProgressAxis>('epochs');
  #isLogX = $state(true);
  #zoom = $state.raw<readonly [number, number] | null>(null);
  isLogY = $state(true);
  band = $state<BandKind>('interval');
  isWithRuns = $state(true);
  smoothing = $state<Smoothing>('none');

  get axis(): ProgressAxis {
    return this.#axis;
  }
  set axis(axis: ProgressAxis) {
    this.#axis = axis;
    this.#zoom = null;
  }
  get isLogX(): boolean {
    return this.#isLogX;
  }
  set isLogX(isLog: boolean) {
    this.#isLogX = isLog;
    this.#zoom = null;
  }
  /** Part of the x axis, as values; null for all of it. */
  get zoom(): readonly [number, number] | null {
    return this.#zoom;
  }
  get weight(): number {
    return WEIGHT[this.smoothing];
  }

  /** To a part of the x axis, given as positions: decimal logarithms on a log axis. */
  zoomTo([from, to]: readonly [number, number]): void {
    const value = (position: number): number => (this.#isLogX ? 10 ** position : position);
    this.#zoom = [value(Math.min(from, to)), value(Math.max(from, to))];
  }
  /** To the last part of what there is, up to `end`. */
  zoomToLatest(end: number): void {
    this.#zoom = end > 0 ? [end * 0.75, end] : null;
  }
  resetZoom(): void {
    this.#zoom = null;
  }
}
