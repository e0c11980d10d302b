/** The parts of ECharts that are used, registered once; every other module takes ECharts from here. */
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { AxisPointerComponent, GridComponent, MarkLineComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { connect, init, use } from 'echarts/core';
import type { ComposeOption } from 'echarts/core';
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption, MarkLineComponentOption, TitleComponentOption, TooltipComponentOption } from 'echarts/components';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

use([
  LineChart,
  ScatterChart,
  CustomChart,
  GridComponent,
  TitleComponent,
  TooltipComponent,
  AxisPointerComponent,
  MarkLineComponent,
  CanvasRenderer,
  SVGRenderer,
]);

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | ScatterSeriesOption
  | CustomSeriesOption
  | GridComponentOption
  | TitleComponentOption
  | TooltipComponentOption
  | MarkLineComponentOption
>;
export type SeriesOption = LineSeriesOption | ScatterSeriesOption | CustomSeriesOption;
export type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption };
export { connect, init };
