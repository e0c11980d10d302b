/** A chart of a comparison with its words: what the chart component shows and the report takes. */
import type { DataTable } from '#core/table-text';
import type { LegendEntry } from '#renderer/charts/export-chart.ts';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { xyHover, xyOption, type XyInput } from '#renderer/charts/xy-option.ts';

export interface Figure {
  readonly title: string;
  readonly subtitle: string;
  /** null while there is nothing to draw: `empty` says why. */
  readonly option: OptionBuilder | null;
  readonly hover: Hover;
  readonly table: () => DataTable;
  readonly data?: () => DataTable;
  readonly empty: string;
  /** What a picture of it names below; left out where names stand in it. */
  readonly legend?: readonly LegendEntry[];
}

/** Numbers against numbers; its table has a row a point. */
export function xyFigure(words: Pick<Figure, 'title' | 'subtitle' | 'empty'> & { readonly columns?: string }, input: XyInput): Figure {
  const isDrawable = input.series.some(({ y }) => Array.from(y).some(Number.isFinite));
  const { columns = '', ...rest } = words;
  return {
    ...rest,
    option: isDrawable ? (view, theme) => xyOption(input, view, theme) : null,
    hover: xyHover(input, columns),
    table: () => xyTable(input),
    legend: legendOf(input),
  };
}

/** Series that are told apart by their look; nothing where there is one only. */
function legendOf({ series }: XyInput): readonly LegendEntry[] {
  const shown = series.filter(({ isBackground }) => isBackground !== true).map(({ label, css, dash }) => ({ label, css, dash }));
  return shown.length > 1 ? shown : [];
}

function xyTable({ series, x, y }: XyInput): DataTable {
  const hasSpread = series.some(({ low }) => low !== undefined);
  const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  return {
    columns: ['series', x.title, y.title === '' ? 'value' : y.title, ...(hasSpread ? ['low', 'high'] : [])],
    rows: series.flatMap((one) =>
      Array.from(one.x).map((at, index) => [
        one.label,
        finite(at),
        finite(one.y[index]),
        ...(hasSpread ? [finite(one.low?.[index]), finite(one.high?.[index])] : []),
      ]),
    ),
  };
}
