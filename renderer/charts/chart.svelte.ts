/** One attachment that draws an option into an element with ECharts: sizes itself, follows the theme, frees itself. */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { readTheme, type ChartTheme } from '#renderer/charts/chart-theme.ts';
import { dragRange } from '#renderer/charts/drag-range.ts';
import { connect, init } from '#renderer/charts/echarts.ts';
import type { HoverPoint } from '#renderer/charts/hover.ts';
import type { ChartView, OptionBuilder } from '#renderer/charts/frame.ts';

export interface ChartSource {
  readonly option: OptionBuilder;
  /** Charts of one group share their crosshair. */
  readonly group?: string | undefined;
  /** Told what is under the pointer, and null when it leaves. */
  readonly onpoint?: ((point: PointerPlace | null) => void) | undefined;
  /** Told the part of the x axis, as positions, that was dragged over; without it nothing can be dragged. */
  readonly onzoom?: ((range: readonly [number, number]) => void) | undefined;
}

/** The point of the chart, and where the pointer is in the window. */
export interface PointerPlace extends HoverPoint {
  readonly clientX: number;
  readonly clientY: number;
}

/** Draws `source()` again whenever anything that it reads changes. */
export function chart(source: () => ChartSource): Attachment<HTMLElement> {
  return (element) => {
    const instance = init(element, null, { renderer: 'canvas' });
    let view = $state.raw<ChartView>({ width: element.clientWidth, height: element.clientHeight });
    let theme = $state.raw<ChartTheme>(readTheme(element));

    const sizes = new ResizeObserver(() => {
      view = { width: element.clientWidth, height: element.clientHeight };
      instance.resize();
    });
    sizes.observe(element);
    const themes = new MutationObserver(() => {
      theme = readTheme(element);
    });
    themes.observe(element.ownerDocument.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

    // All charts of a group move their crosshair; only the one under the pointer speaks.
    const { onpoint, onzoom } = untrack(source);
    let place: PointerPlace = { clientX: 0, clientY: 0, position: null, dataIndex: null };
    let isInside = false;
    const speak = (change: Partial<PointerPlace>): void => {
      place = { ...place, ...change };
      if (isInside) onpoint?.(place);
    };
    const move = (event: PointerEvent): void => {
      isInside = true;
      speak({ clientX: event.clientX, clientY: event.clientY });
    };
    const leave = (): void => {
      isInside = false;
      place = { ...place, position: null, dataIndex: null };
      onpoint?.(null);
    };
    if (onpoint !== undefined) {
      element.addEventListener('pointermove', move);
      element.addEventListener('pointerleave', leave);
      instance.on('updateAxisPointer', (event) => speak({ position: axisPosition(event) }));
      instance.on('mouseover', ({ dataIndex }) => speak({ dataIndex }));
      instance.on('mouseout', () => speak({ dataIndex: null }));
    }

    const endDrag = onzoom === undefined ? () => undefined : dragRange(element, onzoom, (x) => positionAt(instance, x));

    $effect(() => {
      const { option, group } = source();
      if (view.width === 0 || view.height === 0) return;
      instance.setOption(option(view, theme), { notMerge: true });
      if (group !== undefined && instance.group !== group) {
        instance.group = group;
        connect(group);
      }
    });

    return () => {
      sizes.disconnect();
      themes.disconnect();
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerleave', leave);
      endDrag();
      instance.dispose();
    };
  };
}

/** Position on the x axis at a pixel of the element. */
function positionAt(instance: ReturnType<typeof init>, x: number): number {
  const found: unknown = instance.convertFromPixel({ xAxisIndex: 0 }, x);
  return typeof found === 'number' ? found : NaN;
}

/** The crosshair's place on the x axis; the event names an axis only while the pointer is on the plot. */
function axisPosition(event: unknown): number | null {
  if (typeof event !== 'object' || event === null || !('axesInfo' in event) || !Array.isArray(event.axesInfo)) return null;
  const first: unknown = event.axesInfo[0];
  if (typeof first !== 'object' || first === null || !('value' in first)) return null;
  return typeof first.value === 'number' ? first.value : null;
}
