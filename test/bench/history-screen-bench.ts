/**
 * Measures the History screen in a browser: 5,000 runs in 250 experiments opened, sorted, searched, unfolded and scrolled. Run with
 * `node test/bench/history-screen-bench.ts [folder]`; a folder that holds such a history already is used again.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildRendererIfStale } from '#cli/build-renderer';
import { startSocketServer } from '#host/socket-server';
import { openStore } from '#store/open-store';
import { launchBrowser } from '#test/support/browser';
import { FakeClock } from '#test/support/fake-clock';
import { labOn } from '#test/support/lab-bench';
import { addExperiment } from '#test/support/large-history';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';

const [EXPERIMENTS, RUNS, UPDATES] = [250, 20, 667];
const FRAMES = 120;
const folder = process.argv.at(2) ?? mkdtempSync(join(tmpdir(), 'batchlab-history-'));
const say = (what: string, value: number, limit = ''): void => {
  process.stdout.write(`${what.padEnd(58)} ${value.toFixed(0).padStart(8)} ms   ${limit}\n`);
};

function fill(): void {
  const store = openStore(folder, { mode: 'write' });
  if (store.listExperiments().length === 0) {
    for (let index = 0; index < EXPERIMENTS; index++) addExperiment(store, `x${String(index)}`, { runs: RUNS, updates: UPDATES });
  }
  store.close();
}

/** Milliseconds from a click, or from text put into a field, to the frame after the one that has the result. */
const acted = (page: Page, selector: string, text: string | null = null): Promise<number> =>
  page.evaluate(
    ([wanted, value]) =>
      new Promise<number>((resolve, reject) => {
        const target = document.querySelector<HTMLElement>(wanted);
        if (target === null) {
          reject(new Error(`nothing is ${wanted}`));
          return;
        }
        const start = performance.now();
        if (value !== null && target instanceof HTMLInputElement) {
          target.value = value;
          target.dispatchEvent(new InputEvent('input', { bubbles: true }));
        } else target.click();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
      }),
    [selector, text] as const,
  );

/** Asks for the milliseconds of processor that the page's thread has used: other work of this computer does not count. */
async function clockOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
}

/** Two seconds of scrolling by `step` pixels a frame: the longest, and the 95th percentile. */
const scrolled = (page: Page, step: number): Promise<{ readonly p95: number; readonly longest: number }> =>
  page.evaluate(
    ([pixels, count]) =>
      new Promise<{ p95: number; longest: number }>((resolve) => {
        const list = document.querySelector('[role="treegrid"] [role="rowgroup"]');
        const frames: number[] = [];
        let last = performance.now();
        const frame = (): void => {
          const now = performance.now();
          frames.push(now - last);
          last = now;
          list?.scrollBy(0, pixels);
          if (frames.length < count) requestAnimationFrame(frame);
          else {
            const sorted = frames.slice(2).sort((a, b) => a - b);
            resolve({ p95: sorted[Math.floor(sorted.length * 0.95)], longest: sorted[sorted.length - 1] });
          }
        };
        requestAnimationFrame(frame);
      }),
    [step, FRAMES] as const,
  );

async function rowsAbove(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('[role="treegrid"]')?.getAttribute('aria-rowcount')) > wanted,
    count,
    { timeout: 60_000 },
  );
}

async function measure(): Promise<void> {
  const rendererDirectory = await buildRendererIfStale(() => undefined);
  const { lab } = labOn(folder, scriptedEngines(new ScriptedPool(1)), new FakeClock());
  const server = await startSocketServer({ service: lab, rendererDirectory, port: 0 });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const start = performance.now();
  await page.goto(`${server.address}#/history`);
  await page.locator('[data-key]').first().waitFor();
  say('window and History opened, first rows shown', performance.now() - start, '<= 2,000 ms');
  for (const name of ['Experiment', 'Accuracy ± CI, %', 'Time', 'Started']) {
    await page.getByRole('columnheader', { name }).evaluate((element) => element.setAttribute('data-bench', 'sort'));
    say(`sorted by ${name}`, await acted(page, '[data-bench="sort"] button'), '<= 100 ms');
    await page.getByRole('columnheader', { name }).evaluate((element) => element.removeAttribute('data-bench'));
  }
  for (const text of ['s', 'study', 'study x1', 'study x19', '']) {
    say(`searched for "${text}"`, await acted(page, '[type="search"]', text), '<= 100 ms');
  }
  const unfolding = performance.now();
  await page.locator('[data-key]').first().focus();
  await page.keyboard.press('*');
  await rowsAbove(page, EXPERIMENTS * 5 - 1);
  say('every experiment opened to its conditions', performance.now() - unfolding);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('*');
  await rowsAbove(page, EXPERIMENTS * RUNS);
  say('every experiment opened to all its runs (5,000)', performance.now() - unfolding);
  say('  then sorted by Experiment', await acted(page, '[role="columnheader"] .sorted'), '<= 100 ms');
  say('  then searched for "x19"', await acted(page, '[type="search"]', 'x19'), '<= 100 ms');
  say('  and for nothing', await acted(page, '[type="search"]', ''), '<= 100 ms');
  const busy = await clockOf(page);
  const before = await busy();
  const slow = await scrolled(page, 60);
  say('  scrolled by 60 pixels a frame: processor time of a frame', ((await busy()) - before) / FRAMES, '<= 16 ms');
  say('    95th percentile of a frame', slow.p95);
  say('    longest', slow.longest);
  const middle = await busy();
  const fast = await scrolled(page, 1500);
  say('  scrolled by 1,500 pixels a frame: processor time of a frame', ((await busy()) - middle) / FRAMES, '<= 16 ms');
  say('    95th percentile of a frame', fast.p95);
  say('    longest', fast.longest);
  process.stdout.write(`rows that exist then: ${String(await page.locator('[data-key]').count())}\n`);
  await browser.close();
  await server.close();
  await lab.close();
}

fill();
await measure();
