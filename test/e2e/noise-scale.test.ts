/** The gradient noise scale in a real browser: asked for in the designer, on Live while runs train, in Compare, on the page of a run. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentSpec } from '#core/experiment/spec';
import { connectInMemory } from '#host/memory';
import { type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

let app: RunningApp;
let measured: string;
let bare: string;
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
    const spec = modesWith({ replicates: 3, 'budget.amount': 10, 'factors.0.values': [16, 64, 450], ...change }) as ExperimentSpec;
    const { id } = await client.call('experiments.start', { spec });
    await ended;
    return id;
  };
  measured = await train({ record: { noiseScale: { pairs: 4 } } });
  bare = await train({});
  client.close();
});
afterAll(() => app.close());

const go = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it('is on Live with its numbers, and gives way to the norm', async () => {
    const { page, context, offences, picture } = await app.open(theme, { width: 1280, height: 800 });
    await go(page, `#/live/${measured}`);
    await heading(page, 'Gradient noise scale').waitFor();
    await heading(page, 'Gradient noise scale').scrollIntoViewIfNeeded();
    await picture('noise-scale-live');
    const panel = page.locator('figure', { has: heading(page, 'Gradient noise scale') });
    await panel.getByRole('button', { name: 'Show as a table' }).click();
    const rows = await panel.getByRole('row').allTextContents();
    expect(rows[0]).toContain('noise scale');
    // A heading, and each of the three conditions at each of its eleven evaluations.
    expect(rows).toHaveLength(1 + 3 * 11);
    await panel.getByRole('button', { name: 'Show the gradient norm' }).click();
    await heading(page, 'Gradient norm').waitFor();
    await page.getByRole('button', { name: 'Show the gradient noise scale' }).click();
    await heading(page, 'Gradient noise scale').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('is in Compare and on the page of a run, with every number in the file', async () => {
    const { page, context, offences, picture } = await app.open(theme, { width: 1920, height: 1080 });
    await go(page, `#/compare?ids=${measured}`);
    await page.getByRole('tab', { name: 'Gradients', exact: true }).click();
    await heading(page, 'Gradient noise scale during training').scrollIntoViewIfNeeded();
    await picture('noise-scale-compare');
    const panel = page.locator('figure', { has: heading(page, 'Gradient noise scale during training') });
    await panel.getByRole('button', { name: 'Save as' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Numbers' }).click()]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(1 + 3 * 3 * 11);
    expect(lines[0]).toContain('noiseScale,noiseScaleLow,noiseScaleHigh,noisePairs,noiseTrace,noiseSquaredNorm');

    await go(page, `#/history/${measured}/${measured}.2.1`);
    await heading(page, 'Gradient noise scale').waitFor();
    await picture('noise-scale-run');
    expect(offences).toEqual([]);
    await context.close();
  });
});

it('is nowhere where it was not measured', async () => {
  const { page, context } = await app.open();
  await go(page, `#/live/${bare}`);
  await heading(page, 'Gradient norm').waitFor();
  expect(await page.getByRole('button', { name: /noise scale/ }).count()).toBe(0);
  await go(page, `#/compare?ids=${bare}`);
  await page.getByRole('tab', { name: 'Gradients', exact: true }).click();
  await heading(page, 'Gradient norm during training').waitFor();
  expect(await heading(page, 'Gradient noise scale during training').count()).toBe(0);
  await context.close();
});

it('is switched on in the designer, which tells what it costs', async () => {
  const { page, context, offences, picture } = await app.open('light', { width: 1280, height: 800 });
  await go(page, '#/design');
  await page.getByRole('button', { name: /^Measure/ }).click();
  await page.getByRole('switch', { name: /^Noise scale of the gradient/ }).click();
  await page.getByText(/Each measurement makes the gradients of [\d,]+ samples, as many as training for/).waitFor();
  await page.getByRole('switch', { name: /^Noise scale of the gradient/ }).scrollIntoViewIfNeeded();
  await picture('noise-scale-designer');
  await page.getByRole('textbox', { name: 'Small batch' }).fill('100000');
  await page
    .getByText(/Two sizes tell noise and gradient apart/)
    .first()
    .waitFor();
  expect(offences).toEqual([]);
  await context.close();
});
