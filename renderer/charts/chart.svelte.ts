/** One attachment that draws an option into an element with ECharts: sizes itself, follows the theme, frees itself. */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { pageTheme, type ChartTheme } from '#renderer/charts/chart-theme.ts';
import { dragRange } from '#renderer/charts/drag-range.ts';
import { drawingQueue } from '#renderer/charts/drawing-queue.ts';
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

/** Draws `source()` in its turn when anything that it reads has changed, and only while it is in sight. */
export function chart(source: () => ChartSource): Attachment<HTMLElement> {
  return (element) => {
    const page = element.ownerDocument;
    /** Made with the first drawing, when the size is known. */
    let instance: Instance | null = null;
    let view = $state.raw<ChartView>({ width: 0, height: 0 });
    let theme = $state.raw<ChartTheme>(pageTheme(page));
    let isInSight = $state(false);

    // The observers tell the first time, too, and nothing has to be laid out ahead of time for that.
    const sizes = new ResizeObserver(() => {
      view = { width: element.clientWidth, height: element.clientHeight };
    });
    sizes.observe(element);
    const sights = new IntersectionObserver((entries) => {
      isInSight = entries.at(-1)?.isIntersecting ?? false;
    });
    sights.observe(element);
    const themes = new MutationObserver(() => {
      theme = pageTheme(page);
    });
    themes.observe(page.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

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
      const { left, top } = element.getBoundingClientRect();
      speak({
        clientX: event.clientX,
        clientY: event.clientY,
        place: placeAt(instance, [event.clientX - left, event.clientY - top]),
      });
    };
    const leave = (): void => {
      isInside = false;
      place = { ...place, position: null, dataIndex: null };
      onpoint?.(null);
    };
    if (onpoint !== undefined) {
      element.addEventListener('pointermove', move);
      element.addEventListener('pointerleave', leave);
    }

    const make = (size: ChartView): Instance => {
      const made = init(element, null, { renderer: 'canvas', ...size });
      if (onpoint === undefined) return made;
      made.on('updateAxisPointer', (event) => speak({ position: axisPosition(event) }));
      made.on('mouseover', ({ dataIndex }) => speak({ dataIndex }));
      made.on('mouseout', () => speak({ dataIndex: null }));
      return made;
    };
    const draw = ({ option, group }: ChartSource, size: ChartView, look: ChartTheme): void => {
      instance ??= make(size);
      if (instance.getWidth() !== size.width || instance.getHeight() !== size.height) instance.resize({ ...size, silent: true });
      instance.setOption(option(size, look), { notMerge: true });
      if (group === undefined || instance.group === group) return;
      instance.group = group;
      connect(group);
    };

    const endDrag = onzoom === undefined ? () => undefined : dragRange(element, onzoom, (x) => positionAt(instance, x));

    $effect(() => {
      if (!isInSight || view.width === 0 || view.height === 0) return;
      const [given, size, look] = [source(), view, theme];
      drawingQueue.ask(element, () => draw(given, size, look));
    });

    return () => {
      drawingQueue.forget(element);
      sizes.disconnect();
      sights.disconnect();
      themes.disconnect();
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerleave', leave);
      endDrag();
      instance?.dispose();
    };
  };
}

type Instance = ReturnType<typeof init>;

/** Position on the x axis at a pixel of the element. */
function positionAt(instance: Instance | null, x: number): number {
  const found: unknown = instance?.convertFromPixel({ xAxisIndex: 0 }, x);
  return typeof found === 'number' ? found : NaN;
}

/** Positions on both axes at a pixel of the element. */
function placeAt(instance: Instance | null, pixel: [number, number]): readonly [number, number] | null {
  const found: unknown = instance?.convertFromPixel({ gridIndex: 0 }, pixel);
  const place = Array.isArray(found) ? found.map(Number) : [];
  return place.length === 2 ? [place[0], place[1]] : null;
}

/** The crosshair's place on the x axis; the event names an axis only while the pointer is on the plot. */
function axisPosition(event: unknown): number | null {
  if (typeof event !== 'object' || event === null || !('axesInfo' in event) || !Array.isArray(event.axesInfo)) return null;
  const first: unknown = event.axesInfo[0];
  if (typeof first !== 'object' || first === null || !('value' in first)) return null;
  return typeof first.value === 'number' ? first.value : null;
}
