/** The Compare screen with real runs: every tab in both themes, the lens, findings, probes, saving, the report. */
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabClient } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { connectInMemory } from '#host/memory';
import { type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

const HOSTILE = '<script>alert(1)</script> "=1+1" \u202eevil';
const TABS = ['Overview', 'Curves', 'Batch-size effect', 'Trade-off', 'Generalisation', 'Gradients', 'Weights', 'Settings', 'Statistics'];

let app: RunningApp;
let first: string;
let second: string;
/** A regression. */
let numbers: string;
beforeAll(async () => {
  app = await startApp();
  const client = connectInMemory(app.lab.service);
  const train = async (change: Readonly<Record<string, unknown>>): Promise<string> => {
    const ended = new Promise<void>((resolve) => {
      const stop = client.subscribe('experiment', ({ state }) => {
        if (state !== 'finished') return;
        stop();
        resolve();
      });
    });
    // Checked by the lab like any file.
    const spec = modesWith(change) as ExperimentSpec;
    const { id } = await client.call('experiments.start', { spec });
    await ended;
    return id;
  };
  const short = { replicates: 5, 'budget.amount': 20 };
  first = await train({
    ...short,
    'factors.0.values': [8, 32, 450, 'full'],
    'record.keepWeights': { epochs: [], updates: [], atEnd: true },
  });
  second = await train({ ...short, replicates: 2, name: HOSTILE, 'factors.0.values': [16, 32] });
  numbers = await train({
    ...short,
    replicates: 2,
    name: 'A regression',
    'data.source': { kind: 'linearRegression', samples: 500, features: 5, noise: 1, seed: 1 },
    loss: 'meanSquaredError',
  });
  client.close();
});
afterAll(() => app.close());

async function open(page: Page, ids: readonly string[]): Promise<void> {
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/compare?ids=${ids.join(',')}`,
  );
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
}

async function seriousFindings(page: Page): Promise<readonly string[]> {
  // The page's policy forbids scripts that are not its own, so axe comes in over the debugging protocol.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // Put there by the line above.
    const inPage = Reflect.get(globalThis, 'axe') as typeof axe;
    const { passes, violations } = await inPage.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    if (passes.length < 10) return [`axe passed only ${String(passes.length)} rules`];
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
  });
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it('every tab draws, passes axe and fits the window', async () => {
    const { page, context, offences, picture } = await app.open(theme);
    await open(page, [first]);
    for (const tab of TABS) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      await page.waitForTimeout(400);
      await picture(`compare-${tab.toLowerCase()}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect([tab, overflow, await seriousFindings(page)]).toEqual([tab, 0, []]);
    }
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('a comparison', () => {
  it('is read through the lens that the keyboard chooses', async () => {
    const { page, context, offences } = await app.open();
    await open(page, [first]);
    await page.getByRole('tab', { name: 'Statistics' }).click();
    const table = page.getByRole('table');
    await table.waitFor();
    expect(await table.innerText()).toContain('Test accuracy after 20 epochs');
    const full = page.getByRole('row', { name: /^full/ });
    const before = await full.innerText();
    await page.getByRole('radio', { name: 'Epochs' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Test accuracy after 20 updates').first().waitFor();
    // The full batch makes one update an epoch: it is read at the same place, the others far earlier.
    expect((await full.innerText()).split(/\s+/)[1]).toBe(before.split(/\s+/)[1]);
    await page.getByRole('radio', { name: 'As trained' }).click();
    await page.getByText('Test accuracy at the end of each run').first().waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('leads from a finding to its chart and tells its rule', async () => {
    const { page, context, offences } = await app.open();
    await open(page, [first]);
    const panel = page.getByRole('complementary', { name: 'Findings' });
    await panel
      .getByRole('button', { name: 'Show me: Ragged last batch' })
      .or(panel.getByRole('button', { name: /^Show me/ }))
      .first()
      .click();
    expect(await page.getByRole('tab', { selected: true }).innerText()).not.toBe('Overview');
    await panel.getByText('Evidence and rule').first().click();
    await panel.getByRole('button', { name: 'Fold the findings away' }).click();
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Findings' }).click();
    await panel.waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('takes in a second experiment without changing the looks of the first, and shows its hostile name as text', async () => {
    const { page, context, offences } = await app.open();
    await open(page, [first]);
    const chip = page.getByRole('button', { name: '32', exact: true, pressed: true }).first().locator('line');
    const before = await chip.getAttribute('style');
    await open(page, [first, second]);
    await page.getByRole('group', { name: HOSTILE }).waitFor();
    expect(await chip.getAttribute('style')).toBe(before);
    await page.getByRole('button', { name: '450', exact: true }).click();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('row', { name: /^B: 16/ }).waitFor();
    expect(await page.getByRole('row', { name: /^A: 450/ }).count()).toBe(0);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('of accuracy and R² draws and concludes nothing, and says why', async () => {
    const { page, context, offences } = await app.open();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/compare?ids=${first},${numbers}`);
    await page.getByText('accuracy and R² cannot be compared').waitFor();
    expect(await page.getByRole('tab').count()).toBe(0);
    expect(await page.getByRole('complementary', { name: 'Findings' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Take A regression out' }).click();
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('is saved under a name, opened as it was, put into the bin and taken out', async () => {
    const { page, context, offences } = await app.open();
    await open(page, [first]);
    await page.getByRole('radio', { name: 'Updates' }).click();
    await page.getByRole('button', { name: '450', exact: true }).click();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('button', { name: 'Save comparison' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Without 450');
    await page.keyboard.press('Enter');
    await page.getByText('Saved as “Without 450”.').waitFor();

    await page.evaluate(() => {
      location.hash = '#/home';
    });
    await page.getByRole('tab', { name: 'Overview' }).waitFor({ state: 'detached' });
    await page.evaluate(() => {
      location.hash = '#/compare';
    });
    await page.getByRole('button', { name: 'Without 450', exact: true }).click();
    await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
    await page.getByText('Test accuracy after 20 updates').first().waitFor();
    expect(await page.getByRole('button', { name: '450', exact: true, pressed: false }).count()).toBe(1);

    await page.getByRole('button', { name: 'Open a saved comparison' }).click();
    await page.getByRole('button', { name: 'Put Without 450 into the bin' }).click();
    await page.getByRole('button', { name: 'Bin (1)' }).click();
    await page.getByRole('button', { name: 'Restore Without 450' }).click();
    await page.getByRole('button', { name: 'Without 450', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Put Without 450 into the bin' }).click();
    await page.getByRole('button', { name: 'Bin (1)' }).click();
    await page.getByRole('button', { name: 'Empty the bin' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('No comparison has been saved yet.').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('answers a question about weights where it is asked', async () => {
    const { page, context, offences, picture } = await app.open();
    await open(page, [first]);
    await page.getByRole('tab', { name: 'Gradients' }).click();
    await page.getByText(/Takes .*, beside any training/).waitFor();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('heading', { name: 'Norm of the mean gradient against batch size' }).waitFor({ timeout: 60_000 });
    await page.getByRole('radio', { name: 'Sum' }).click();
    await page.getByRole('heading', { name: 'Norm of the summed gradient against batch size' }).waitFor();
    await picture('compare-probe-gradients');
    expect(offences).toEqual([]);
    await context.close();
  });

  it('becomes a report of one file that asks for nothing and runs nothing', async () => {
    const [one, other] = [{ runId: `${first}.1.1` }, { runId: `${first}.2.1` }];
    await connected(async (client) => {
      await client.call('probes.run', { id: 'report-1', question: { kind: 'gradient', of: one, trials: 20, batchSizes: [1, 8, 64] } });
      await client.call('probes.run', { id: 'report-2', question: { kind: 'interpolation', between: [one, other], points: 9 } });
      await client.call('probes.run', {
        id: 'report-3',
        question: { kind: 'noiseScale', of: one, smallBatch: 4, largeBatch: 64, trials: 50 },
      });
    });
    const { page, context, offences } = await app.open();
    await open(page, [first, second]);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export report' }).click()]);
    const html = readFileSync(await download.path(), 'utf8');
    expect(html).not.toContain('<script');
    expect(html.match(/<img src="data:image\/svg\+xml/g)?.length).toBeGreaterThan(5);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const pictures = [...html.matchAll(/<img src="[^"]*" alt="([^"]*)"/g)].map(([, alt]) => alt);
    for (const name of [
      'Norm of the mean gradient',
      'Norm of the summed gradient',
      'Do the gradients of a batch agree',
      'Noise scale',
      'line between',
    ])
      expect([name, pictures.some((alt) => alt.toLowerCase().includes(name.toLowerCase()))]).toEqual([name, true]);
    expect(html).toContain('<h3>Gradients of batches, all layers</h3>');
    const report = await context.newPage();
    const asked: string[] = [];
    report.on('request', (request) => asked.push(request.url()));
    await report.setContent(html);
    expect(await report.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Findings', 'Figures', 'Tables', 'Provenance']);
    const broken = await report.evaluate(async () => {
      const decoded = await Promise.allSettled([...document.images].map((image) => image.decode()));
      return decoded.filter(({ status }) => status === 'rejected').length;
    });
    expect(broken).toBe(0);
    expect(asked.filter((url) => !url.startsWith('data:') && url !== 'about:blank')).toEqual([]);
    await report.screenshot({ path: '.screenshots/compare-report.png', fullPage: true });
    expect(offences).toEqual([]);
    await context.close();
  });
});

it.each(['light', 'dark'] as const)('a finding that lacks seeds queues them (%s)', async (theme) => {
  const { page, context, offences, picture } = await app.open(theme);
  await open(page, [second]);
  const panel = page.getByRole('complementary', { name: 'Findings' });
  const card = panel.getByRole('article').filter({ hasText: 'Fewer than 5 finished seeds' });
  const before = await connected(async (client) => (await client.call('experiments.get', { id: second })).runs.length);
  if (theme === 'light') {
    await card.getByRole('button', { name: 'Queue 3 more seeds' }).click();
    await picture('compare-finding-seeds');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Queue 6 runs' }).click();
    await expect
      .poll(() => connected(async (client) => (await client.call('experiments.get', { id: second })).runs.length))
      .toBe(before + 6);
    await card.waitFor({ state: 'detached', timeout: 60_000 });
  } else {
    // The seeds of the first theme have ended: nothing lacks them any more.
    expect(await card.count()).toBe(0);
  }
  await picture('compare-finding-after');
  expect(offences).toEqual([]);
  await context.close();
});

async function connected<Value>(ask: (client: LabClient) => Promise<Value>): Promise<Value> {
  const client = connectInMemory(app.lab.service);
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}
