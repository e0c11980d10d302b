/**
 * Measures Compare in a browser: 25 runs of a million updates opened, then read through every tab. Run with
 * `node test/bench/compare-screen-bench.ts [folder]`; a folder that holds such runs already is used again.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildRendererIfStale } from '#cli/build-renderer';
import { connectInMemory } from '#host/memory';
import { startSocketServer } from '#host/socket-server';
import { openStore } from '#store/open-store';
import { launchBrowser } from '#test/support/browser';
import { FakeClock } from '#test/support/fake-clock';
import { labOn } from '#test/support/lab-bench';
import { addExperiment } from '#test/support/large-history';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';

const [RUNS, UPDATES, POINTS] = [25, 1_000_000, 2000];
const ROUNDS = 5;
const EXPERIMENT = 'long';
const TABS = ['Curves', 'Batch-size effect', 'Trade-off', 'Generalisation', 'Gradients', 'Weights', 'Settings', 'Statistics', 'Overview'];
const folder = process.argv.at(2) ?? mkdtempSync(join(tmpdir(), 'batchlab-compare-'));

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (what: string, wall: readonly number[], processor: readonly number[], limit = ''): void => {
  const [waited, worked] = [median(wall), median(processor)].map((value) => value.toFixed(0).padStart(6));
  process.stdout.write(`${what.padEnd(54)} ${waited} ms   processor ${worked} ms   ${limit}\n`);
};

/** 28 runs, since an experiment of the large history has four conditions: the screen shows all, the data of 25 is measured. */
function fill(): void {
  const store = openStore(folder, { mode: 'write' });
  if (store.experiment(EXPERIMENT) === null) addExperiment(store, EXPERIMENT, { runs: RUNS + 3, updates: UPDATES, metrics: 1 });
  store.close();
}

/** Milliseconds from a change of the address, or a click, until every chart in the window has something drawn on it. */
const painted = (page: Page, change: { readonly hash: string } | { readonly click: string }): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve, reject) => {
        const start = performance.now();
        const isDrawn = (canvas: HTMLCanvasElement): boolean => {
          const { width, height } = canvas;
          const pixels = canvas.getContext('2d')?.getImageData(0, Math.floor(height / 3), Math.max(1, width), Math.ceil(height / 3)).data;
          return pixels?.some((value) => value !== 0) ?? false;
        };
        const isWhole = (): boolean => {
          const body = document.querySelector('[role="tabpanel"]');
          if (body === null || body.querySelector('table, figure') === null) return false;
          const seen = [...body.querySelectorAll('[role="img"]')].filter((one) => one.getBoundingClientRect().top < window.innerHeight);
          return seen.every((one) => {
            const canvas = one.querySelector('canvas');
            return canvas !== null && isDrawn(canvas);
          });
        };
        const frame = (): void => {
          if (isWhole()) requestAnimationFrame(() => resolve(performance.now() - start));
          else if (performance.now() - start > 60_000) reject(new Error('nothing was painted within a minute'));
          else requestAnimationFrame(frame);
        };
        if ('hash' in wanted) location.hash = wanted.hash;
        else document.querySelector<HTMLElement>(wanted.click)?.click();
        requestAnimationFrame(frame);
      }),
    change,
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

const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function measure(): Promise<void> {
  const rendererDirectory = await buildRendererIfStale(() => undefined);
  const { lab, store } = labOn(folder, scriptedEngines(new ScriptedPool(1)), new FakeClock());
  const client = connectInMemory(lab);
  const runIds = store
    .runs(EXPERIMENT)
    .slice(0, RUNS)
    .map(({ id }) => id);
  const timed = async (work: () => Promise<unknown>): Promise<readonly [wall: number[], processor: number[]]> => {
    const [wall, processor]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      const [start, before] = [performance.now(), processorMs()];
      await work();
      wall.push(performance.now() - start);
      processor.push(processorMs() - before);
    }
    return [wall, processor];
  };
  say('data of Compare: experiment and curves of all its runs', ...(await timed(() => loaded())), '<= 150 ms');
  say(`data: ${String(RUNS)} series of a million updates, ${String(POINTS)} points each`, ...(await timed(() => series())), '<= 150 ms');
  function loaded(): Promise<unknown> {
    return Promise.all([client.call('experiments.get', { id: EXPERIMENT }), client.call('runs.curves', { runIds })]);
  }
  function series(): Promise<unknown> {
    const window = { metric: 'loss', fromUpdate: 0, toUpdate: UPDATES, points: POINTS } as const;
    return Promise.all(runIds.map((runId) => client.call('runs.series', { runId, ...window })));
  }

  const server = await startSocketServer({ service: lab, rendererDirectory, port: 0 });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(server.address);
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  const busy = await clockOf(page);
  const timedPage = async (change: Parameters<typeof painted>[1]): Promise<readonly [wall: number, processor: number]> => {
    const before = await busy();
    const wall = await painted(page, change);
    return [wall, (await busy()) - before];
  };
  const opened: (readonly [number, number])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    opened.push(await timedPage({ hash: `#/compare?ids=${EXPERIMENT}` }));
    await page.evaluate(() => {
      location.hash = '#/home';
    });
    await page.locator('[role="tabpanel"]').waitFor({ state: 'detached' });
  }
  const [first, ...again] = opened;
  say('Compare opened for the first time, charts painted', [first[0]], [first[1]], '<= 1,000 ms');
  say('  opened again', ...unzip(again), '<= 1,000 ms');
  await timedPage({ hash: `#/compare?ids=${EXPERIMENT}` });
  for (const tab of TABS) {
    await page.getByRole('tab', { name: tab, exact: true }).evaluate((element) => element.setAttribute('data-bench', 'tab'));
    say(`  tab ${tab}`, ...unzip([await timedPage({ click: '[data-bench="tab"]' })]));
    await page.getByRole('tab', { name: tab, exact: true }).evaluate((element) => element.removeAttribute('data-bench'));
  }
  await browser.close();
  client.close();
  await server.close();
  await lab.close();
}

const unzip = (pairs: readonly (readonly [number, number])[]): readonly [number[], number[]] => [
  pairs.map(([wall]) => wall),
  pairs.map(([, processor]) => processor),
];

fill();
await measure();
process.stdout.write(`${folder}\n`);
