/** A chart as a picture for a paper: title and subtitle on top, then the chart itself, as SVG or as PNG at twice the size. */
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import { init } from '#renderer/charts/echarts.ts';
import type { ChartView, OptionBuilder } from '#renderer/charts/frame.ts';

export interface Picture {
  readonly title: string;
  readonly subtitle: string;
  readonly option: OptionBuilder;
  readonly view: ChartView;
  readonly theme: ChartTheme;
}

const HEAD = 48;
const MARGIN = 16;

/** The whole picture as one SVG document. */
export function toSvg({ title, subtitle, option, view, theme }: Picture): string {
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: view.width, height: view.height });
  instance.setOption(option(view, theme));
  const drawing = instance.renderToSVGString().replace('<svg ', `<svg x="${MARGIN}" y="${HEAD}" `);
  instance.dispose();
  const [width, height] = [view.width + 2 * MARGIN, view.height + HEAD + MARGIN];
  const font = `font-family="${escaped(theme.font)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${theme.surface}"/>`,
    `<text x="${MARGIN}" y="22" font-size="13" font-weight="600" fill="${theme.ink1}" ${font}>${escaped(title)}</text>`,
    `<text x="${MARGIN}" y="38" font-size="12" fill="${theme.ink2}" ${font}>${escaped(subtitle)}</text>`,
    drawing,
    '</svg>',
  ].join('\n');
}

/** The same picture as PNG with `scale` pixels a point. */
export async function toPng(picture: Picture, scale = 2): Promise<Blob> {
  const { title, subtitle, option, view, theme } = picture;
  const host = document.createElement('canvas');
  const instance = init(host, null, { renderer: 'canvas', width: view.width, height: view.height, devicePixelRatio: scale });
  instance.setOption(option(view, theme));
  const sheet = document.createElement('canvas');
  sheet.width = (view.width + 2 * MARGIN) * scale;
  sheet.height = (view.height + HEAD + MARGIN) * scale;
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
  pen.fillText(subtitle, MARGIN, 38);
  pen.drawImage(instance.renderToCanvas({ pixelRatio: scale }), MARGIN, HEAD, view.width, view.height);
  instance.dispose();
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => (blob === null ? reject(new Error('The picture is too large for this computer.')) : resolve(blob)), 'image/png');
  });
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
