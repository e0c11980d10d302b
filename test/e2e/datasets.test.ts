/** The library of data, from a file that is dropped to one that is binned and comes back. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idx, png } from '#test/datasets/support/made-files';
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
  const press = dialog.getByRole('button', { name: 'Import', exact: true });
  const place = await press.boundingBox();
  await dialog.getByText('semicolon').waitFor();
  expect(await press.boundingBox()).toEqual(place);
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
  const forGood = page.getByRole('button', { name: /^Delete Wein .* for good$/ });
  expect(await forGood.getAttribute('title')).toMatch(/^1\sexperiment trained on it and cannot be repeated without it\./);
  await forGood.click({ force: true });
  expect(await dialog.count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Empty the bin' }).getAttribute('aria-disabled')).toBe('true');
  await picture('e2e-datasets-bin-used');
  await page.getByRole('button', { name: /^Restore Wein/ }).click();
  await page.getByText('The bin is empty').waitFor();
  await page.getByRole('button', { name: 'Back to the data' }).click();
  await page.getByRole('cell', { name: 'used by 1 experiment' }).waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('deletes data in the bin for good, by keyboard, and says what is lost', async () => {
  const { page, context, offences, picture } = await app.open('dark');
  await open(page);
  for (const name of ['first', 'second']) {
    await drop(
      page,
      `${name}.csv`,
      ['a,b,kind', ...Array.from({ length: 30 }, (_, row) => `${String(row)},${name},${String(row % 2)}`)].join('\n'),
    );
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Columns of words', { exact: true }).click();
    await page.getByRole('option', { name: /A feature for each word/ }).click();
    await dialog.getByText('30').first().waitFor();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /^30 samples/ }).waitFor();
    await open(page);
    await page.getByRole('button', { name: `Move ${name} to the bin` }).click();
    await page.getByText(`${name} is in the bin.`).waitFor();
  }
  await page.getByRole('button', { name: 'Bin', exact: true }).click();
  await page.getByRole('button', { name: 'Delete first for good' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Delete first for good?' }).getByText('This cannot be undone').waitFor();
  await picture('e2e-datasets-delete');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Empty the bin' }).press('Enter');
  await page.getByRole('button', { name: 'Delete for good', exact: true }).last().press('Enter');
  await page.getByText('The bin is empty').waitFor();
  await page.getByText(/^2\sdata sets deleted for good\. .* are free again\.$/).waitFor();
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
  await page.getByText('Batch size on Synthetic digits').first().waitFor();
  await page.getByText('A new draft, begun from "Synthetic digits".').waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

/** Files of a folder, or alone, as a person drops them on the screen. */
async function dropFiles(page: Page, files: readonly { readonly name: string; readonly base64: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, files);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

it('shows how the import will read a table, and what each choice makes of it, before anything is kept', async () => {
  const { page, context, offences, picture } = await app.open('dark');
  await open(page);
  const rows = Array.from({ length: 40 }, (_, row) => [row % 9 === 0 ? 'NA' : row, row % 5, row % 2 === 0 ? 'red' : 'blue', row % 3]);
  await drop(page, 'gaps.csv', ['made in 2020', 'a,b,colour,kind', ...rows.map((row) => row.join(','))].join('\n'));
  const dialog = page.getByRole('dialog');
  await dialog
    .getByText(/row 2: The row has 4 cells where/)
    .or(dialog.getByText('The file has one column only'))
    .waitFor();
  await dialog.getByRole('textbox', { name: 'Lines above' }).fill('1');
  await dialog.getByText(/column "colour": The column holds text/).waitFor();
  await picture('e2e-datasets-wizard-problem');
  // Whoever imports all the same is told again, and is offered the same ways out.
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await dialog.getByRole('alert').getByRole('button', { name: 'Leave out colour' }).waitFor();
  await dialog.getByRole('alert').getByRole('button', { name: 'Make a feature of each word' }).waitFor();
  await picture('e2e-datasets-wizard-refused');
  const choose = async (field: string, option: RegExp): Promise<void> => {
    await dialog.getByLabel(field, { exact: true }).click();
    await page.getByRole('option', { name: option }).click();
  };
  await choose('Columns of words', /A feature for each word/);
  await dialog.getByText(/row 3, column "a": "NA" stands for a missing value/).waitFor();
  expect(await dialog.innerText()).toMatch(/5\srows lack a value, in row 3 \(a\), row 12 \(a\), row 21 \(a\)/);
  await choose('Missing values', /Leave these rows out/);
  await dialog.getByText(/35\srows of 4\sfeatures; kind is predicted as one of 3\sclasses\./).waitFor();
  await choose('Missing values', /Fill in the mean/);
  await dialog.getByText(/40\srows of 4\sfeatures/).waitFor();
  await dialog.getByRole('checkbox', { name: 'Use colour' }).click();
  await dialog.getByText(/40\srows of 2\sfeatures/).waitFor();
  await choose('It holds', /Numbers/);
  await dialog.getByText(/kind is predicted as a number/).waitFor();
  await picture('e2e-datasets-wizard');
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('heading', { level: 1, name: '40 samples of 2 features, each with a number to predict' }).waitFor();
  await page.getByText('in 5\u00a0rows; every experiment fills in the mean of its training samples').waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('keeps the files and choices of an import that Escape closed, and clears them by Cancel', async () => {
  const { page, context, offences } = await app.open();
  await open(page);
  await drop(page, 'kept.csv', ['a,kind', ...Array.from({ length: 12 }, (_, row) => `${String(row)},${String(row % 2)}`)].join('\n'));
  const dialog = page.getByRole('dialog');
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('my-own-name');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Import data' }).click();
  expect(await name.inputValue()).toBe('my-own-name');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Import data' }).click();
  await dialog.getByText('Drop files or a folder here, or').waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('imports several files at once and shows their pictures first', async () => {
  const { page, context, offences, picture } = await app.open();
  await open(page);
  const image = (index: number): number[] => Array.from({ length: 64 }, (_, at) => (at % 8 === index % 8 ? 255 : (at * 3) % 90));
  const images = idx([60, 8, 8], Array.from({ length: 60 }, (_, index) => image(index)).flat());
  const labels = idx(
    [60],
    Array.from({ length: 60 }, (_, index) => index % 8),
  );
  await dropFiles(page, [
    { name: 'bars-images-idx3-ubyte', base64: images.toString('base64') },
    { name: 'bars-labels-idx1-ubyte', base64: labels.toString('base64') },
  ]);
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/60 images of 8 × 8 pixels in 8\sclasses/).waitFor();
  expect(await dialog.getByRole('list', { name: 'Sample images' }).getByRole('listitem').count()).toBe(16);
  await picture('e2e-datasets-wizard-images');
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('heading', { level: 1, name: /^60 images of 8 × 8/ }).waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('imports a folder of images, in the size that was asked for', async () => {
  const { page, context, offences } = await app.open();
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-shades-'));
  for (const [index, name] of ['dark', 'light'].entries()) {
    mkdirSync(join(folder, name));
    for (let image = 0; image < 6; image++) {
      const shade = index * 150 + image * 10;
      writeFileSync(join(folder, name, `${image}.png`), png(5, 4, [shade, shade, shade, 255], true));
    }
  }
  await open(page);
  await page.getByRole('button', { name: 'Import data' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[webkitdirectory]').setInputFiles(folder);
  await dialog.getByText(/Images in folders: 12 images of 5 × 4.* in 2\sclasses/).waitFor();
  await dialog.getByLabel('Size of images', { exact: true }).click();
  await page.getByRole('option', { name: '16 × 16 pixels' }).click();
  await dialog.getByText(/12 images of 16 × 16/).waitFor();
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('heading', { level: 1, name: /^12 images of 16 × 16/ }).waitFor();
  rmSync(folder, { recursive: true });
  expect(offences).toEqual([]);
  await context.close();
});

it('stops a long import at once, keeps nothing of it, and can begin again', { timeout: 90_000 }, async () => {
  const { page, context, offences, picture } = await app.open();
  await open(page);
  const transfer = await page.evaluateHandle(() => {
    const lines = Array.from({ length: 2000 }, (_, row) => `${row / 7},${row % 13},${row % 2 === 0 ? 'even' : 'odd'}`).join('\n');
    const data = new DataTransfer();
    data.items.add(new File(['a,b,kind\n', ...Array.from({ length: 500 }, () => `${lines}\n`)], 'long.csv'));
    return data;
  });
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/The first [\d,]+ rows have 2\sfeatures/).waitFor({ timeout: 30_000 });
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await dialog.getByRole('progressbar').waitFor();
  await dialog.getByText(/Reading, [1-9]/).waitFor({ timeout: 30_000 });
  await picture('e2e-datasets-wizard-progress');
  await dialog.getByRole('button', { name: 'Stop the import' }).click();
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('button', { name: /^Import/ }).isEnabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByRole('cell', { name: 'long', exact: true }).count()).toBe(0);
  expect(offences).toEqual([]);
  await context.close();
});
