/** The data of a design: its preparation as what is varied, and data that brings its own division. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idx } from '#test/datasets/support/made-files';
import { type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const go = (page: Page, name: string): Promise<void> => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

it('varies samples, wrong labels, scaling and the spread of the data, and does the arithmetic of each', async () => {
  const first = await app.open('light', { width: 1280, height: 800 });
  await go(first.page, 'Design');
  await first.page.getByRole('switch', { name: 'Train on fewer samples' }).click();
  await first.page.getByRole('button', { name: 'Vary Training samples' }).click();
  await first.page.getByRole('switch', { name: 'Wrong labels' }).click();
  await first.page.getByRole('switch', { name: 'Wrong labels', checked: true }).waitFor();
  for (const field of [/^Vary Label noise/, /^Vary Scaling of features/, /^Vary Spread/])
    await first.page.getByRole('button', { name: field }).click();
  await first.page
    .getByText(/2 numbers of training samples/)
    .first()
    .waitFor();
  expect(await first.page.getByRole('main').innerText()).toMatch(/250 to 500 training samples/);
  const heads = await first.page.getByRole('columnheader').allInnerTexts();
  for (const title of ['Training samples', 'Label noise', 'Scaling of features', 'Spread of the blobs']) expect(heads).toContain(title);
  expect(await first.page.getByRole('row', { name: /^full.*250/ }).count()).toBeGreaterThan(0);
  await first.page.getByText(/^Saved/).waitFor();
  await first.picture('e2e-design-data');
  expect(first.offences).toEqual([]);
  await first.context.close();

  const again = await app.open('dark', { width: 1920, height: 1080 });
  await go(again.page, 'Design');
  await again.page
    .getByText(/2 levels of label noise/)
    .first()
    .waitFor();
  await again.picture('e2e-design-data-wide');
  expect(again.offences).toEqual([]);
  await again.context.close();
});

it('splits data as its files divide it, and says so', async () => {
  const { page, context, offences, picture } = await app.open();
  await go(page, 'Datasets');
  await page.getByRole('button', { name: 'Import data' }).first().click();
  const pixels = (count: number): number[] => Array.from({ length: count * 64 }, (_, at) => (at * 37) % 256);
  const labels = (count: number): number[] => Array.from({ length: count }, (_, at) => at % 4);
  const files = {
    'train-images-idx3-ubyte': idx([300, 8, 8], pixels(300)),
    'train-labels-idx1-ubyte': idx([300], labels(300)),
    't10k-images-idx3-ubyte': idx([100, 8, 8], pixels(100)),
    't10k-labels-idx1-ubyte': idx([100], labels(100)),
  };
  await page
    .locator('input[type=file][multiple]')
    .setInputFiles(Object.entries(files).map(([name, buffer]) => ({ name, mimeType: 'application/octet-stream', buffer })));
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/400 images of 8 × 8/).waitFor();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('patterns');
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await page.getByText('300 to train, 100 to test').waitFor();
  await page.getByRole('button', { name: 'Design an experiment with this' }).click();
  await page.getByText('Test 100, its own').waitFor();
  const main = page.getByRole('main');
  // A new design keeps a part of the training rows for validation; the test part is the files' own.
  expect(await main.innerText()).toMatch(/240 training samples/);
  await page.getByText('Validation 60').waitFor();
  await page.getByRole('slider', { name: 'Training part' }).press('Shift+ArrowLeft');
  await page.getByText('Train 210').waitFor();
  await page.getByText('Validation 90').waitFor();
  await picture('e2e-design-own-split');
  await page.getByRole('radio', { name: 'All rows' }).click();
  // Validation keeps its share of 30 %, and what is left is halved.
  await page.getByText('Train 140').waitFor();
  await page.getByText('Validation 120').waitFor();
  expect(offences).toEqual([]);
  await context.close();
});
