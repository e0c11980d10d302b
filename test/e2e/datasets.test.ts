/** The library of data, from a file that is dropped to one that is binned and comes back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const open = (page: Page): Promise<void> => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Datasets' }).click();

/** As a person drops it on the screen. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName, { type: 'text/csv' }));
      return data;
    },
    [name, text],
  );
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop to import').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

it('imports a dropped table, shows what is in it, renames it, designs with it, bins it and takes it back', async () => {
  const { page, context, offences, picture } = await app.open();
  await open(page);
  await page.getByText('No data imported yet.').waitFor();
  const rows = Array.from(
    { length: 600 },
    (_, row) => `${String(row % 7)},5;${String(row % 11)},25;${String(row)};${row % 3 === 0 ? 'yes' : 'no'}`,
  );
  await drop(page, 'wein.csv', ['Alkohol;Säure;Jahr;gut', ...rows].join('\n'));

  const dialog = page.getByRole('dialog');
  await dialog.getByText('semicolon').waitFor();
  expect(await dialog.innerText()).toMatch(/Decimal sign\s+comma/);
  expect(await dialog.getByRole('columnheader').allInnerTexts()).toEqual([
    'Alkohol\nnumber',
    'Säure\nnumber',
    'Jahr\nnumber',
    'gut\nto predict',
  ]);
  await picture('e2e-datasets-import');
  await dialog.getByRole('button', { name: /^Import/ }).click();

  await page.getByRole('heading', { level: 1, name: '600 samples of 3 features in 2 classes' }).waitFor();
  await page.getByRole('img', { name: /600 samples in 2 classes, component 2/ }).waitFor();
  expect(await page.getByRole('row', { name: /^no/ }).innerText()).toMatch(/400\s+66\.7/);
  expect(await page.getByRole('row', { name: /^Jahr/ }).innerText()).toMatch(/299\.5.*\b0\b.*599/s);
  await page.getByRole('textbox', { name: 'Licence and notes' }).fill('CC BY 4.0, Weinbauamt');
  await page.getByRole('button', { name: 'Rename' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Wein & Säure / 2026?');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await page.waitForURL(/#\/datasets\/Wein%20%26%20S%C3%A4ure%20%2F%202026%3F$/);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: /^600 samples/ }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Licence and notes' }).inputValue()).toBe('CC BY 4.0, Weinbauamt');
  await picture('e2e-datasets-page');

  await page.getByRole('button', { name: 'Design an experiment with this' }).click();
  await page.waitForURL(/#\/design/);
  await page.getByRole('button', { name: 'Try one seed' }).first().click();
  await page.waitForURL(/#\/live\//);
  await page.getByRole('heading', { level: 1, name: /All \d+ runs trained/ }).waitFor({ timeout: 60_000 });

  await open(page);
  await page.getByRole('cell', { name: 'used by 1 experiment' }).waitFor();
  await page.getByRole('button', { name: /^Move Wein .* to the bin$/ }).click();
  expect(await dialog.innerText()).toMatch(/1\sexperiment trained on it/);
  await dialog.getByRole('button', { name: 'Move to bin' }).click();
  await page.getByText('No data imported yet.').waitFor();
  await page.getByRole('button', { name: 'Bin', exact: true }).click();
  await page.getByRole('button', { name: /^Restore Wein/ }).click();
  await page.getByText('The bin is empty').waitFor();
  await page.getByRole('button', { name: 'Back to the data' }).click();
  await page.getByRole('cell', { name: 'used by 1 experiment' }).waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('turns the sliders of made data, sees it change, and takes it to the designer', async () => {
  const { page, context, offences } = await app.open('dark');
  await open(page);
  await page.getByRole('button', { name: /^Spirals/ }).click();
  await page.getByRole('slider', { name: 'Classes, slider' }).press('ArrowRight');
  await page.getByRole('img', { name: '1,000 samples in 3 classes, feature 2 against feature 1' }).waitFor();
  await page.getByRole('button', { name: /^Synthetic digits/ }).click();
  expect(await page.getByRole('list', { name: 'Sample images' }).getByRole('listitem').count()).toBe(40);
  await page.getByRole('button', { name: 'Open in designer' }).click();
  await page.waitForURL(/#\/design/);
  await page.getByText('Synthetic digits').first().waitFor();
  expect(offences).toEqual([]);
  await context.close();
});
