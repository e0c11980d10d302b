/** A small chart that nobody sees, drawn while the window has nothing to do: the first drawing of a window readies fonts and code, and takes long. */
import { pageTheme } from '#renderer/charts/chart-theme.ts';
import { init } from '#renderer/charts/echarts.ts';
import { xyOption } from '#renderer/charts/xy-option.ts';

const SIZE = { width: 320, height: 200 };

/** Returns at once. */
export function warmUpCharts(page: Document): void {
  whenIdle(() => {
    pageTheme(page).textWidth('0.5');
    whenIdle(() => draw(page));
  });
}

function draw(page: Document): void {
  const instance = init(page.createElement('div'), null, { renderer: 'canvas', ...SIZE });
  const x = [0, 1, 2];
  const series = [
    { label: 'A', css: 'var(--ink-1)', dash: 2, x, y: [0, 1, 0.5], low: x, high: x, mark: 'line', spread: 'band', isNamed: true },
  ] as const;
  const axes = { x: { title: 'Epochs', isLog: false }, y: { title: 'Accuracy', isLog: false } };
  instance.setOption(xyOption({ series, ...axes }, SIZE, pageTheme(page)));
  instance.dispose();
}

/** Not every browser tells when it is idle. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(() => work());
  else setTimeout(work, 1000);
}
