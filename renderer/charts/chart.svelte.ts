/** One attachment that draws an option into an element with ECharts: sizes itself, follows the theme, frees itself. */
import type { Attachment } from 'svelte/attachments';
import { readTheme, type ChartTheme } from '#renderer/charts/chart-theme.ts';
import { connect, init } from '#renderer/charts/echarts.ts';
import type { ChartView, OptionBuilder } from '#renderer/charts/frame.ts';

export interface ChartSource {
  readonly option: OptionBuilder;
  /** Charts of one group share their crosshair. */
  readonly group?: string | undefined;
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

    // All charts of a group move their crosshair; only the one under the pointer opens its tooltip.
    let isPointedAt = false;
    const point = (isInside: boolean): void => {
      isPointedAt = isInside;
      instance.setOption({ tooltip: { showContent: isInside } });
    };
    const enter = (): void => point(true);
    const leave = (): void => point(false);
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', leave);

    $effect(() => {
      const { option, group } = source();
      if (view.width === 0 || view.height === 0) return;
      const built = option(view, theme);
      const tooltip = Array.isArray(built.tooltip) ? built.tooltip[0] : built.tooltip;
      instance.setOption({ ...built, tooltip: { ...tooltip, showContent: isPointedAt } }, { notMerge: true });
      if (group !== undefined && instance.group !== group) {
        instance.group = group;
        connect(group);
      }
    });

    return () => {
      sizes.disconnect();
      themes.disconnect();
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', leave);
      instance.dispose();
    };
  };
}
