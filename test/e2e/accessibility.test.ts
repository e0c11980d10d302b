/**
 * Every screen, light and dark: no serious finding of axe, nothing that overflows sideways, and a window that never scrolls: its screens do. `npm run screens` looks at narrow and zoomed windows in
 * dark too, where the layout is that of light, and leaves a picture of each to look at.
 */
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { ExperimentSpec } from '#core/experiment/spec';
import { connectInMemory } from '#host/memory';
import { type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

const allScreens = process.env.BATCHLAB_SCREENS === '1';

let app: RunningApp;
let experiment: string;
beforeAll(async () => {
  app = await startApp();
  const client = connectInMemory(app.lab.service);
  const ended = new Promise<void>((resolve) => {
    client.subscribe('experiment', ({ state }) => {
      if (state === 'finished') resolve();
    });
  });
  // Checked by the lab like any file.
  const spec = modesWith({ replicates: 3, 'budget.amount': 20, 'factors.0.values': [8, 32, 450, 'full'] }) as ExperimentSpec;
  ({ id: experiment } = await client.call('experiments.start', { spec }));
  await ended;
  const rows = Array.from(
    { length: 60 },
    (_, row) => `${String(row % 7)},${String((row * 3) % 11)},${String(row)},${row % 2 === 0 ? 'even' : 'odd'}`,
  );
  const bytes = new TextEncoder().encode(['a,b,c,kind', ...rows].join('\n'));
  await client.call('datasets.import', { name: 'Even or odd', fileName: 'parity.csv', bytes, target: null, task: 'auto' });
  client.close();
});
afterAll(() => app.close());

const screens = [
  'home',
  'design',
  'live',
  'live/ID',
  'history',
  'history/ID',
  'compare',
  'compare?ids=ID',
  'datasets',
  'datasets/Even%20or%20odd',
  'learn',
  'learn/update',
  'learn/minima?term=loss',
  'learn/choose',
  'learn/glossary',
  'engines',
  'settings',
];

/** Resolves when nothing is loading and nothing has changed for a while; a page that never rests is looked at after three seconds. */
async function settled(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const QUIET_MS = 300;
        const end = (): void => {
          observer.disconnect();
          resolve();
        };
        let timer = setTimeout(end, QUIET_MS);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(end, QUIET_MS);
        });
        setTimeout(end, 3000);
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      }),
  );
}

/** What is larger than its place: the window itself in either direction, and whatever clips or scrolls sideways without saying so. */
async function overflows(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    const window = [
      root.scrollHeight > innerHeight ? `the window is ${String(root.scrollHeight - innerHeight)} pixels too high` : null,
      root.scrollWidth > innerWidth ? `the window is ${String(root.scrollWidth - innerWidth)} pixels too wide` : null,
    ].filter((one) => one !== null);
    // A screen and its columns scroll up and down only; a table too wide for them scrolls in a frame of its own, which the keyboard reaches.
    const sideways = [...document.querySelectorAll('main, main *')].filter(
      (element) =>
        element.scrollWidth > element.clientWidth &&
        ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
        (element.id === 'main' || !(element instanceof HTMLElement && element.tabIndex >= 0)),
    );
    return [...window, ...sideways.map(({ tagName, className }) => `${tagName} ${className} scrolls sideways`)];
  });
}

const wide = ['wide', { width: 1280, height: 800 }] as const;
const narrow = ['narrow', { width: 1024, height: 700 }] as const;
/** What a zoom of 200 % leaves of a window of 1280 x 800. */
const zoomed = ['zoomed', { width: 640, height: 400 }] as const;

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(theme === 'light' || allScreens ? [wide, narrow, zoomed] : [wide])(
    'every screen passes axe and fits a %s window',
    async (name, size) => {
      const { page, context, offences, picture } = await app.open(theme, size);
      for (const screen of screens) {
        await page.evaluate(
          (hash) => {
            location.hash = hash;
          },
          `#/${screen.replace('ID', experiment)}`,
        );
        await settled(page);
        if (allScreens) await picture(`${name}-${screen.replaceAll(/[^a-z]+/gi, '-')}`);
        expect([screen, await overflows(page)]).toEqual([screen, []]);
        if (name === 'wide') {
          // The page's policy forbids scripts that are not its own, so axe comes in over the debugging protocol.
          await page.evaluate(axe.source);
          const findings = await page.evaluate(async () => {
            // Put there by the line above.
            const inPage = Reflect.get(globalThis, 'axe') as typeof axe;
            const { passes, violations } = await inPage.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
            // An axe that looked at nothing would find nothing.
            if (passes.length < 10) return [`axe passed only ${String(passes.length)} rules`];
            return violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
          });
          expect([screen, findings]).toEqual([screen, []]);
        }
      }
      expect(offences).toEqual([]);
      await context.close();
    },
  );
});
