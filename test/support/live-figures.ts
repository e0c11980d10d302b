/**
 * How quick the app stays while runs stream in, measured as people have it: the lab with its browser host is a process, its engines are
 * processes, and in a window (headless Chromium) somebody clicks, types and scrolls on the Live screen.
 *
 * Every figure is told twice. "Wall" is what a person waits, with all that the machine does besides; "own" is the processor time of that
 * thread alone, which other programs cannot make longer (but for the caches that they take).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { connect } from '#contract/connect';
import type { LabClient } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { openNodeWire } from '#host/node-wire';
import { launchBrowser } from '#test/support/browser';
import type { LoopReport } from '#test/support/live-host-process';
import { modesWith } from '#test/support/specs';
import { traceTasks, type Task } from '#test/support/window-trace';

const ENGINES = 2;
const TURN_PAUSE_MS = 400;

/** Milliseconds of every task, tick or answer. */
export interface Samples {
  readonly wallMs: readonly number[];
  readonly ownMs: readonly number[];
}

export interface LiveFigures {
  readonly seconds: number;
  readonly runs: number;
  readonly updates: number;
  /** Tasks of the window's main thread while Live is opened, and after that. */
  readonly opening: Samples;
  readonly tasks: Samples;
  /** Presses of keys and buttons, each from the press to the next paint. */
  readonly presses: Samples;
  /** Delays of the event loop of the lab. */
  readonly loop: Samples & { readonly longestMs: number; readonly unforcedMs: readonly number[] };
  readonly problems: readonly string[];
}

export async function liveFigures(options: { readonly seconds: number; readonly replicates: number }): Promise<LiveFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-live-'));
  const host = fork(join(import.meta.dirname, 'live-host-process.ts'), [folder, String(ENGINES)], { execArgv: [] });
  const { address } = await answer<{ readonly address: string }>(host);
  const client = connect(await openNodeWire(address));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    await page.goto(address);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    const id = await keepTraining(client, options.replicates);

    const endTrace = await traceTasks(browser, page);
    const loops: LoopReport[] = [];
    const listen = async (): Promise<unknown> => loops.push(await ask(host));
    await ask(host);
    const openedAt = await openLive(page, id);
    const presses = await notePresses(page);
    const begun = performance.now();
    for (let turn = 0; performance.now() - begun < options.seconds * 1000; turn++) {
      await useScreen(page, turn);
      await listen();
    }
    const seconds = (performance.now() - begun) / 1000;
    const pressed = await presses();
    const tasks = await endTrace();
    const { progress, runs } = await client.call('experiments.get', { id });
    return {
      ...{ seconds, problems, runs: runs.length, updates: progress.updatesDone },
      opening: samplesOf(tasks.filter(({ start }) => start < openedAt)),
      tasks: samplesOf(tasks.filter(({ start }) => start >= openedAt)),
      presses: {
        wallMs: pressed.map(({ durationMs }) => durationMs),
        ownMs: pressed.map(({ start, durationMs }) => ownTimeWithin(tasks, start, start + durationMs)),
      },
      loop: {
        longestMs: Math.max(...loops.map(({ longestMs }) => longestMs)),
        wallMs: loops.flatMap(({ wallMs }) => wallMs),
        ownMs: loops.flatMap(({ ownMs }) => ownMs),
        unforcedMs: loops.flatMap(({ unforcedMs }) => unforcedMs),
      },
    };
  } finally {
    client.close();
    await browser.close();
    const ended = new Promise((resolve) => host.once('exit', resolve));
    host.send('close');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the lab's process says next; it says nothing unasked but its address. */
async function answer<Message>(host: ChildProcess): Promise<Message> {
  const given = new AbortController();
  const { signal } = given;
  const end = once(host, 'exit', { signal }).then(() => {
    throw new Error(`the process of the lab ended with code ${String(host.exitCode)}`);
  });
  try {
    const message = await Promise.race([once(host, 'message', { signal }), end]);
    // See `live-host-process`.
    return message[0] as Message;
  } finally {
    end.catch(() => undefined);
    given.abort();
  }
}

function ask(host: ChildProcess): Promise<LoopReport> {
  const report = answer<LoopReport>(host);
  host.send('report');
  return report;
}

/** Starts five batch sizes with so many seeds each; when all are trained, as many more follow. */
async function keepTraining(client: LabClient, replicates: number): Promise<string> {
  const given = { name: 'Many runs', replicates, 'budget.amount': 2000, 'factors.0.values': [4, 16, 64, 256, 'full'] };
  // Checked by the lab like any file.
  const spec = modesWith(given) as ExperimentSpec;
  const { id } = await client.call('experiments.start', { spec });
  client.subscribe('experiment', ({ state }) => {
    if (state === 'finished') void client.call('experiments.addReplicates', { id, count: replicates });
  });
  return id;
}

/** When the first curves were there, in milliseconds of the page. */
async function openLive(page: Page, id: string): Promise<number> {
  await page.evaluate((hash) => (location.hash = hash), `#/live/${id}`);
  await page.locator('figure .canvas canvas').first().waitFor({ timeout: 60_000 });
  return page.evaluate(() => performance.now());
}

interface Press {
  readonly start: number;
  readonly durationMs: number;
}

/** Begins to note presses and keys (Event Timing); what comes back gives them. */
async function notePresses(page: Page): Promise<() => Promise<readonly Press[]>> {
  await page.evaluate(() => {
    const seen = new Map<number, Press>();
    Reflect.set(globalThis, 'seenPresses', seen);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const id: unknown = Reflect.get(entry, 'interactionId');
        // A click is several events; the longest one counts.
        if (typeof id !== 'number' || id === 0 || entry.duration <= (seen.get(id)?.durationMs ?? 0)) continue;
        seen.set(id, { start: entry.startTime, durationMs: entry.duration });
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  // Put there above.
  return () => page.evaluate(() => [...(Reflect.get(globalThis, 'seenPresses') as Map<number, Press>).values()]);
}

/** A click on another condition or a key on it; now and then another x axis, and a look at what is below. */
async function useScreen(page: Page, turn: number): Promise<void> {
  const row = page.locator('section[aria-label="Conditions"] button[aria-pressed]').nth(turn % 5);
  if (turn % 3 === 2) {
    await row.focus();
    await page.keyboard.press('Enter');
  } else await row.click();
  await page.waitForTimeout(TURN_PAUSE_MS);
  if (turn % 4 === 0) {
    await page.getByRole('button', { name: 'How all charts are drawn' }).click();
    await page.getByRole('radio', { name: turn % 8 === 0 ? 'Updates' : 'Epochs' }).click();
    await page.keyboard.press('Escape');
  }
  if (turn % 6 === 5) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(TURN_PAUSE_MS);
    await page.mouse.wheel(0, -900);
  }
}

function samplesOf(tasks: readonly Task[]): Samples {
  return { wallMs: tasks.map(({ wallMs }) => wallMs), ownMs: tasks.map(({ ownMs }) => ownMs) };
}

/** Processor time of the tasks between two moments; of a task at the edge its share. */
function ownTimeWithin(tasks: readonly Task[], from: number, to: number): number {
  return tasks.reduce((sum, { start, wallMs, ownMs }) => {
    const inside = Math.min(to, start + wallMs) - Math.max(from, start);
    return inside > 0 && wallMs > 0 ? sum + (ownMs * inside) / wallMs : sum;
  }, 0);
}
