/** What the main thread of a page does, task by task, as Chromium's tracing tells it: how long each took, and its own processor time. */
import type { Browser, CDPSession, Page } from 'playwright-core';

/** Times in milliseconds of the page's own clock. */
export interface Task {
  readonly start: number;
  readonly wallMs: number;
  readonly ownMs: number;
}

/** As Chromium writes them: microseconds of its own clock. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];
const MARK = 'trace-begins';
const BUFFER_KB = 400_000;

/** Begins to watch; what comes back ends it and gives the tasks of the page's main thread since then. */
export async function traceTasks(browser: Browser, page: Page): Promise<() => Promise<readonly Task[]>> {
  const session: CDPSession = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    // Of trace events these are the fields that are used; those that lack them have other names.
    for (const event of value as unknown as TraceEvent[]) if (event.name === MARK || event.name === 'RunTask') events.push(event);
  });
  await session.send('Tracing.start', {
    traceConfig: { recordMode: 'recordUntilFull', traceBufferSizeInKb: BUFFER_KB, includedCategories: CATEGORIES },
  });
  const begun = await page.evaluate((name) => performance.mark(name).startTime, MARK);
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    const mark = events.find(({ name }) => name === MARK);
    if (mark === undefined) throw new Error('the trace does not have the mark with which it began');
    return events
      .filter((event) => event.name === 'RunTask' && event.pid === mark.pid && event.tid === mark.tid && event.ts >= mark.ts)
      .map(({ ts, dur = 0, tdur = 0 }) => ({ start: begun + (ts - mark.ts) / 1000, wallMs: dur / 1000, ownMs: tdur / 1000 }));
  };
}
