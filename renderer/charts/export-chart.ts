/** A chart as a picture for a paper: title and subtitle on top, the chart itself, the names of its series below, as SVG or as PNG. */
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import { init } from '#renderer/charts/echarts.ts';
import type { ChartView, OptionBuilder } from '#renderer/charts/frame.ts';
import { withDensity } from '#renderer/charts/png-density.ts';

export interface LegendEntry {
  readonly label: string;
  readonly css: string;
  readonly dash: number;
}

export interface Picture {
  readonly title: string;
  readonly subtitle: string;
  readonly option: OptionBuilder;
  readonly view: ChartView;
  readonly theme: ChartTheme;
  readonly legend: readonly LegendEntry[];
}

/** Title and one line of subtitle; every further line takes `LINE` more. */
const HEAD = 48;
const LINE = 15;
const MARGIN = 16;
const ROW = 18;
const KEY = 20;
/** CSS pixels an inch. */
const SCREEN_DPI = 96;
/** Pixels a point of a picture with 300 dots an inch. */
export const PRINT_SCALE = 300 / SCREEN_DPI;

export interface PlacedEntry extends LegendEntry {
  readonly x: number;
  readonly y: number;
}

/** Entries from left to right in as many rows as they need below a chart. */
export function legendPlaces(legend: readonly LegendEntry[], width: number, textWidth: (text: string) => number): readonly PlacedEntry[] {
  let [x, y] = [0, 0];
  return legend.map((entry) => {
    const room = KEY + 6 + textWidth(entry.label) + 18;
    if (x > 0 && x + room - 18 > width) [x, y] = [0, y + ROW];
    const place = { ...entry, x, y };
    x += room;
    return place;
  });
}

/** A text in lines no wider than `width`, broken between words. */
export function wrapped(text: string, width: number, textWidth: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || textWidth(`${last} ${word}`) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The subtitle in lines, and where the chart begins. */
function headOf({ subtitle, view, theme }: Picture): { readonly lines: readonly string[]; readonly height: number } {
  // Widths are known for 11 px; the subtitle has 12.
  const lines = wrapped(subtitle, view.width, (text) => (theme.textWidth(text) * 12) / 11);
  return { lines, height: HEAD + LINE * Math.max(0, lines.length - 1) };
}

/** Entries, and the height that they take. */
function footOf({ legend, view, theme }: Picture): { readonly places: readonly PlacedEntry[]; readonly height: number } {
  const places = legendPlaces(legend, view.width, theme.textWidth);
  const last = places.at(-1);
  return { places, height: last === undefined ? 0 : last.y + ROW + 8 };
}

/** The whole picture as one SVG document. */
export function toSvg(picture: Picture): string {
  const { title, option, view } = picture;
  // ECharts writes font names into attributes as they are: double quotes would end these.
  const theme = { ...picture.theme, font: picture.theme.font.replaceAll('"', "'") };
  const head = headOf(picture);
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: view.width, height: view.height });
  instance.setOption(option(view, theme));
  const drawing = instance.renderToSVGString().replace('<svg ', `<svg x="${MARGIN}" y="${head.height}" `);
  instance.dispose();
  const foot = footOf(picture);
  const top = head.height + view.height + 16;
  const [width, height] = [view.width + 2 * MARGIN, view.height + head.height + MARGIN + foot.height];
  const font = `font-family="${escaped(theme.font)}"`;
  const entries = foot.places.flatMap(({ x, y, css, dash, label }) => {
    const dashes = theme.dash(dash);
    const style = `stroke="${theme.colour(css)}" stroke-width="2"${dashes === null ? '' : ` stroke-dasharray="${dashes.join(' ')}"`}`;
    return [
      `<line x1="${MARGIN + x}" x2="${MARGIN + x + KEY}" y1="${top + y}" y2="${top + y}" ${style}/>`,
      `<text x="${MARGIN + x + KEY + 6}" y="${top + y + 4}" font-size="11" fill="${theme.ink1}" ${font}>${escaped(label)}</text>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${theme.surface}"/>`,
    `<text x="${MARGIN}" y="22" font-size="13" font-weight="600" fill="${theme.ink1}" ${font}>${escaped(title)}</text>`,
    ...head.lines.map(
      (line, index) => `<text x="${MARGIN}" y="${38 + index * LINE}" font-size="12" fill="${theme.ink2}" ${font}>${escaped(line)}</text>`,
    ),
    drawing,
    ...entries,
    '</svg>',
  ].join('\n');
}

/** The same picture as PNG with `scale` pixels a point; the file says how many dots an inch that is. */
export async function toPng(picture: Picture, scale = 2): Promise<Blob> {
  const { title, option, view, theme } = picture;
  const head = headOf(picture);
  const host = document.createElement('canvas');
  const instance = init(host, null, { renderer: 'canvas', width: view.width, height: view.height, devicePixelRatio: scale });
  instance.setOption(option(view, theme));
  const foot = footOf(picture);
  const sheet = document.createElement('canvas');
  sheet.width = Math.round((view.width + 2 * MARGIN) * scale);
  sheet.height = Math.round((view.height + head.height + MARGIN + foot.height) * scale);
  const pen = sheet.getContext('2d');
  if (pen === null) throw new Error('This computer could not make a drawing surface for the picture.');
  pen.scale(scale, scale);
  pen.fillStyle = theme.surface;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.fillStyle = theme.ink1;
  pen.font = `600 13px ${theme.font}`;
  pen.fillText(title, MARGIN, 22);
  pen.fillStyle = theme.ink2;
  pen.font = `12px ${theme.font}`;
  for (const [index, line] of head.lines.entries()) pen.fillText(line, MARGIN, 38 + index * LINE);
  pen.drawImage(instance.renderToCanvas({ pixelRatio: scale }), MARGIN, head.height, view.width, view.height);
  instance.dispose();
  drawLegend(pen, foot.places, head.height + view.height + 16, theme);
  const blob = await new Promise<Blob>((resolve, reject) => {
    sheet.toBlob((made) => (made === null ? reject(new Error('The picture is too large for this computer.')) : resolve(made)), 'image/png');
  });
  const bytes = withDensity(new Uint8Array(await blob.arrayBuffer()), scale * SCREEN_DPI);
  return new Blob([bytes], { type: 'image/png' });
}

function drawLegend(pen: CanvasRenderingContext2D, places: readonly PlacedEntry[], top: number, theme: ChartTheme): void {
  pen.lineWidth = 2;
  pen.font = `11px ${theme.font}`;
  for (const { x, y, css, dash, label } of places) {
    pen.strokeStyle = theme.colour(css);
    pen.setLineDash(theme.dash(dash) ?? []);
    pen.beginPath();
    pen.moveTo(MARGIN + x, top + y);
    pen.lineTo(MARGIN + x + KEY, top + y);
    pen.stroke();
    pen.fillStyle = theme.ink1;
    pen.fillText(label, MARGIN + x + KEY + 6, top + y + 4);
  }
}

/** Hands a file to the person: the browser asks or saves it to the downloads. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** "Accuracy after 200 epochs" -> "accuracy-after-200-epochs" */
export function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return name === '' ? 'chart' : name;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
