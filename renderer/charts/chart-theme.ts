/** The design tokens as a canvas can use them: read from the page at run time, so that a change of theme is a redraw. */

export interface ChartTheme {
  readonly ink1: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly surface: string;
  readonly lineStrong: string;
  readonly grid: string;
  readonly axis: string;
  readonly reference: string;
  readonly font: string;
  readonly bandOpacity: number;
  readonly runOpacity: number;
  readonly dotOpacity: number;
  /** Of the ground that belongs to a class on a map. */
  readonly regionOpacity: number;
  /** Any CSS colour, tokens and mixtures included, as the canvas writes it. */
  readonly colour: (css: string) => string;
  /** Line style 1 to 4 as lengths of dash and gap; null for a solid line. */
  readonly dash: (style: number) => number[] | null;
  /** Width of a text in pixels at 11 px. */
  readonly textWidth: (text: string) => number;
}

/** Reads the tokens that hold at `element`. */
export function readTheme(element: HTMLElement): ChartTheme {
  const styles = getComputedStyle(element);
  const token = (name: string): string => styles.getPropertyValue(name).trim();
  const colour = colourReader(element);
  return {
    ink1: colour('var(--ink-1)'),
    ink2: colour('var(--ink-2)'),
    ink3: colour('var(--ink-3)'),
    surface: colour('var(--surface)'),
    lineStrong: colour('var(--line-strong)'),
    grid: colour('var(--chart-grid)'),
    axis: colour('var(--chart-axis)'),
    reference: colour('var(--chart-reference)'),
    font: styles.fontFamily,
    bandOpacity: Number(token('--band-opacity')),
    runOpacity: Number(token('--run-opacity')),
    dotOpacity: Number(token('--dot-opacity')),
    regionOpacity: Number(token('--class-region-opacity')),
    colour,
    dash: (style) => dashLengths(token(`--dash-${style}`)),
    textWidth: textMeasure(element, styles.fontFamily),
  };
}

const pageThemes = new Map<string, ChartTheme>();

/** The tokens of the page as its theme is now, read once for all charts: asking for colours makes the browser work out styles anew. */
export function pageTheme(page: Document): ChartTheme {
  const name = page.documentElement.dataset.theme ?? '';
  const theme = pageThemes.get(name) ?? readTheme(page.body);
  pageThemes.set(name, theme);
  return theme;
}

/** "7 3" -> [7, 3]; "none" -> null. */
export function dashLengths(value: string): number[] | null {
  const lengths = value.split(/[\s,]+/).map(Number);
  return lengths.every((length) => Number.isFinite(length) && length > 0) ? lengths : null;
}

/** Lets the browser work a colour out, then paints one pixel with it: mixtures come back as plain red, green and blue. */
function colourReader(element: HTMLElement): (css: string) => string {
  const known = new Map<string, string>();
  return (css) => {
    const seen = known.get(css);
    if (seen !== undefined) return seen;
    const probe = element.ownerDocument.createElement('span');
    probe.style.color = css;
    element.append(probe);
    const computed = getComputedStyle(probe).color;
    probe.remove();
    const canvas = element.ownerDocument.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    if (pen === null) return computed;
    pen.fillStyle = computed;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    const result = `rgb(${red}, ${green}, ${blue})`;
    known.set(css, result);
    return result;
  };
}

function textMeasure(element: HTMLElement, font: string): (text: string) => number {
  const pen = element.ownerDocument.createElement('canvas').getContext('2d');
  if (pen === null) return (text) => text.length * 6.5;
  pen.font = `11px ${font}`;
  return (text) => pen.measureText(text).width;
}
