/** The history in a browser: found, marked, opened to a run, checked, repeated and branched; with names that try to be more than text. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabClient } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { connectInMemory } from '#host/memory';
import { type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

let app: RunningApp;
let client: LabClient;
let id: string;
let hostile: string;
const HOSTILE_NAME = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=2</script> =1+2 \u202Eevil 🦑';
const HOSTILE_TAG = '<b onclick=alert(1)>=cmd|x</b> \u202E🦑';
const HOSTILE_NOTES = `# <script>globalThis.hacked=3</script>\n\n[click](javascript:alert(1)) **bold** <iframe src="https://example.org"></iframe>\n\n${'🦑'.repeat(5000)}`;

/** Starts an experiment and waits for its end. */
async function train(fields: Readonly<Record<string, unknown>>): Promise<string> {
  const ended = new Promise<string>((resolve) => {
    const stop = client.subscribe('experiment', (changed) => {
      if (changed.state !== 'finished') return;
      stop();
      resolve(changed.id);
    });
  });
  // Checked by the lab like any file.
  await client.call('experiments.start', { spec: modesWith(fields) as ExperimentSpec });
  return ended;
}

beforeAll(async () => {
  app = await startApp();
  client = connectInMemory(app.lab.service);
  const common = { replicates: 2, 'budget.amount': 20, 'record.snapshots': { kind: 'epochs', every: 5 } };
  id = await train({ ...common, name: 'Batch sizes on Blobs', 'factors.0.values': [8, 32, 'full'] });
  hostile = await train({ ...common, name: 'Another', 'factors.0.values': [32, 64] });
  await client.call('experiments.rename', { id: hostile, name: HOSTILE_NAME });
  await client.call('experiments.mark', { id: hostile, tags: [HOSTILE_TAG], notes: HOSTILE_NOTES });
});
afterAll(async () => {
  client.close();
  await app.close();
});

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

/** Serious findings of axe, and whether the page is wider than the window. */
async function problems(page: Page): Promise<readonly string[]> {
  // The page's policy forbids scripts that are not its own, so axe comes in over the debugging protocol.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // Put there by the line above.
    const inPage = Reflect.get(globalThis, 'axe') as typeof axe;
    const { passes, violations } = await inPage.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return [
      ...(passes.length < 10 ? ['axe looked at too little'] : []),
      ...serious.flatMap(({ id: rule, nodes }) => nodes.map((node) => `${rule}: ${node.target.join(' ')}`)),
      ...(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['wider than the window'] : []),
    ];
  });
}

describe.each([
  ['light', { width: 1280, height: 800 }],
  ['dark', { width: 1920, height: 1080 }],
  ['light', { width: 1024, height: 700 }],
] as const)('in %s at %o', (theme, size) => {
  it('list, experiment, run and bin have no serious finding and fit the window', async () => {
    const { page, context, offences, picture } = await app.open(theme, size);
    const runs = await client.call('runs.list', { experimentIds: [id] });
    const run = runs[0].runs[2].id;
    const name = `history-${String(size.width)}`;
    await go(page, '#/history');
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).waitFor();
    await picture(`${name}-list`);
    expect(await problems(page)).toEqual([]);
    await go(page, `#/history/${id}`);
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    await page.getByRole('heading', { name: 'Provenance' }).waitFor();
    await page.waitForTimeout(300);
    await picture(`${name}-experiment`);
    expect(await problems(page)).toEqual([]);
    await go(page, `#/history/${id}/${run}`);
    await page.getByRole('heading', { level: 1, name: /Seed 1, batch size 32/ }).waitFor();
    await page.waitForTimeout(600);
    await picture(`${name}-run`);
    await page.getByRole('heading', { name: 'Probes' }).scrollIntoViewIfNeeded();
    await picture(`${name}-run-below`);
    expect(await problems(page)).toEqual([]);
    expect(offences).toEqual([]);
    await context.close();
  });
});
