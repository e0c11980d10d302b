/** The designer in a real browser: nonsense in every field, large grids, files, "vary this", layers by keyboard, and Learn behind every term. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppPage, type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const SECTIONS = ['Question', 'Data', 'Model', 'Batch sizes', 'Learning rate', 'Optimizer', 'Budget', 'Measure', 'Probes', 'Repeats'];
const sectionButton = (page: Page, name: string): Locator =>
  page.getByRole('heading', { level: 2 }).getByRole('button', { name: new RegExp(`^${name}`) });
async function openSection(page: Page, name: string): Promise<void> {
  if ((await sectionButton(page, name).getAttribute('aria-expanded')) !== 'true') await sectionButton(page, name).click();
}
async function closeSection(page: Page, name: string): Promise<void> {
  if ((await sectionButton(page, name).getAttribute('aria-expanded')) === 'true') await sectionButton(page, name).click();
}
/** A window with a new design in it. */
async function designer(): Promise<AppPage> {
  const opened = await app.open();
  await opened.page.getByRole('button', { name: 'New experiment', exact: true }).click();
  await opened.page.getByRole('heading', { level: 1, name: 'Design an experiment' }).waitFor();
  for (const section of SECTIONS) await closeSection(opened.page, section);
  return opened;
}
const start = (page: Page): Locator => page.getByRole('button', { name: /^Start/ });
/** Whether the page answers at all: a frozen one would not. */
const answers = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('main *').length);

describe('nonsense', () => {
  it('in any number field is said at the field, never starts and never freezes', async () => {
    const { page, context, offences } = await designer();
    let tried = 0;
    for (const section of SECTIONS.filter((name) => name !== 'Question')) {
      await openSection(page, section);
      const fields = page.locator(`[data-section] input[inputmode="decimal"]:not([disabled])`);
      const names = await fields.evaluateAll((inputs) => inputs.map((input) => input.id));
      for (const id of names) {
        const field = page.locator(`[id="${id}"]`);
        const before = await field.inputValue();
        const mark = page.locator('.field', { has: field }).locator('a.what');
        expect([section, await page.locator(`[id="${id}-label"]`).textContent(), await mark.count()]).toEqual([
          section,
          expect.any(String),
          1,
        ]);
        for (const nonsense of ['abc', '1e99', '-1', '', '1.2.3']) {
          await field.fill(nonsense);
          const isInvalid = (await field.getAttribute('aria-invalid')) === 'true';
          const note = await page
            .locator(`[id="${id}-note"]`)
            .textContent({ timeout: 1000 })
            .catch(() => '');
          // A number that is possible here (-1 for a target loss, 1e99 for a slope) is no nonsense; then the design says nothing.
          if (isInvalid) {
            expect([section, id, nonsense, (note ?? '').length > 5]).toEqual([section, id, nonsense, true]);
            if (nonsense !== 'abc' && nonsense !== '' && nonsense !== '1.2.3') {
              await expect.poll(() => start(page).getAttribute('aria-disabled')).toBe('true');
            }
          } else expect(['1e99', '-1']).toContain(nonsense);
          tried += 1;
        }
        await field.fill(before);
        await field.press('Tab');
      }
      await closeSection(page, section);
    }
    expect(tried).toBeGreaterThan(60);
    await expect.poll(() => start(page).getAttribute('aria-disabled')).toBeNull();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('in a list of batch sizes is explained: words, zero, ten thousand sizes', async () => {
    const { page, context, offences } = await designer();
    await openSection(page, 'Batch sizes');
    const field = page.getByRole('textbox', { name: 'Add to Batch sizes' });
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['some', /"some" is not a batch size/],
      ['0', /"0" is not a batch size/],
      ['-4', /"-4" is not a batch size/],
      ['1e99', /"1e99" is not a batch size/],
      ['16 ... 4', /The sizes go up/],
      [Array.from({ length: 10_000 }, (_, index) => String(index + 1)).join(', '), /more than 200 batch sizes/],
    ];
    for (const [text, said] of wrong) {
      await field.fill(text);
      await field.press('Enter');
      await page.getByText(said).waitFor();
    }
    expect(await page.getByRole('group', { name: 'Batch sizes', exact: true }).getByRole('button').count()).toBe(3);
    await field.fill('');
    // Ten thousand of them pasted into the JSON view are an error with a line, and the app goes on answering.
    await page.getByRole('radio', { name: 'JSON' }).click();
    const area = page.getByRole('textbox', { name: 'Design as JSON' });
    const design = JSON.parse(await area.inputValue()) as { factors: unknown };
    design.factors = [{ path: 'batch.size', values: Array.from({ length: 10_000 }, (_, index) => index + 1) }];
    await area.fill(JSON.stringify(design));
    await page.getByText(/has too many entries: at most 1000/).waitFor();
    expect(await start(page).getAttribute('aria-disabled')).toBe('true');
    await area.fill('{"format": ');
    await page.getByText(/The text ends too early/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Valid. The form shows the same design.').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('of a hundred thousand runs is refused with the number of them, and a large grid is worked out after the typing', async () => {
    const { page, context, offences, picture } = await designer();
    await openSection(page, 'Batch sizes');
    const sizes = page.getByRole('textbox', { name: 'Add to Batch sizes' });
    await sizes.fill(Array.from({ length: 100 }, (_, index) => String(index + 1)).join(' '));
    await sizes.press('Enter');
    await openSection(page, 'Learning rate');
    await page.getByRole('textbox', { name: 'Learning rate', exact: true }).focus();
    await page.getByRole('button', { name: 'Vary Learning rate' }).click();
    const rates = page.getByRole('textbox', { name: 'Add to Learning rate' });
    await rates.fill(Array.from({ length: 8 }, (_, index) => String((index + 1) / 500)).join(' '));
    await rates.press('Enter');
    // 101 batch sizes by 9 rates are worked out a moment later.
    await page.getByRole('button', { name: /^Start 4,\d\d\d\sruns$/ }).waitFor({ timeout: 20_000 });
    await picture('e2e-large-grid');
    await rates.fill(Array.from({ length: 90 }, (_, index) => String((index + 1) / 300)).join(' '));
    await rates.press('Enter');
    await page.getByText(/This grid has 101 × \d+ = \d+,\d+ conditions; at most 2,000 fit in one experiment/).waitFor({ timeout: 20_000 });
    expect(await start(page).getAttribute('aria-disabled')).toBe('true');
    expect(await answers(page)).toBeGreaterThan(100);
    await picture('e2e-huge-grid');
    // More values than a file takes of one field are not taken in: said under the field, and the text stays to be shortened.
    const chips = page.getByRole('group', { name: 'Learning rate', exact: true }).getByRole('button');
    const before = await chips.count();
    await rates.fill(Array.from({ length: 1000 }, (_, index) => String((index + 1) / 1e5)).join(' '));
    await rates.press('Enter');
    await page.getByText(/^That would be 1,\d\d\d values; at most 1,000 fit\./).waitFor();
    expect(await chips.count()).toBe(before);
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('a design', () => {
  it('grows with "vary this" on fields of every kind: chips, ticks, the sentence and the table follow', async () => {
    const { page, context, offences } = await designer();
    const outcome = page.getByRole('complementary');
    await openSection(page, 'Learning rate');
    await page.getByRole('textbox', { name: 'Learning rate', exact: true }).focus();
    await page.getByRole('button', { name: 'Vary Learning rate' }).click();
    await outcome.getByText('2 learning rates', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Vary With the batch size it' }).focus();
    await page.keyboard.press('Enter');
    await outcome.getByText('3 learning-rate rules', { exact: false }).first().waitFor();
    await openSection(page, 'Optimizer');
    await page.getByRole('button', { name: 'Vary Nesterov' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nesterov: with and without').waitFor();
    await page.getByRole('button', { name: 'Start 180 runs' }).waitFor();
    for (const column of ['Learning rate', 'Learning-rate rule', 'Nesterov momentum'])
      await outcome.getByRole('columnheader', { name: column }).waitFor();
    await page.getByRole('button', { name: 'Use one value for With the batch size it' }).click();
    await page.getByRole('button', { name: 'Start 60 runs' }).waitFor();
    for (let step = 0; step < 4; step++) await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Start 15 runs' }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('keeps the colours of its chips while it has an error', async () => {
    const { page, context } = await designer();
    await openSection(page, 'Batch sizes');
    const colours = (): Promise<readonly string[]> =>
      page
        .getByRole('group', { name: 'Batch sizes', exact: true })
        .locator('svg line')
        .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).stroke));
    const before = await colours();
    expect(new Set(before).size).toBe(3);
    await openSection(page, 'Repeats');
    await page.getByRole('textbox', { name: /^Seeds for each condition/ }).fill('0');
    await page.getByText('This design cannot start yet.').waitFor();
    expect(await colours()).toEqual(before);
    await context.close();
  });

  it('has its layers moved by keys, and by hand', async () => {
    const { page, context, offences } = await designer();
    await openSection(page, 'Model');
    await page.getByRole('button', { name: '128-128' }).click();
    await page.getByRole('textbox', { name: 'Units' }).first().fill('64');
    const units = (): Promise<readonly string[]> =>
      page
        .getByRole('textbox', { name: 'Units' })
        .evaluateAll((inputs) => inputs.map((input) => (input instanceof HTMLInputElement ? input.value : '')));
    await page.getByRole('button', { name: /^Layer 1 of 2/ }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(units).toEqual(['128', '64']);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Layer 2 of 2/);
    await page
      .getByRole('button', { name: /^Layer 2 of 2/ })
      .dragTo(page.getByRole('button', { name: /^Layer 1 of 2/ }), { targetPosition: { x: 8, y: 2 } });
    await expect.poll(units).toEqual(['64', '128']);
    await page.getByRole('img', { name: 'The network: Input, Dense, ReLU, Dense, ReLU, Output' }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('is saved as a file, opened from one by menu and by drop, duplicated, and started from a template; undo brings each back', async () => {
    const { page, context, offences } = await designer();
    const menu = async (item: string): Promise<void> => {
      await page.getByRole('button', { name: 'Experiment', exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    const [download] = await Promise.all([page.waitForEvent('download'), menu('Save as a file')]);
    expect(download.suggestedFilename()).toBe('new-experiment.json');
    const saved = readFileSync(await download.path(), 'utf8');

    await menu('Duplicate');
    await page.locator('header').getByText('New experiment, copy').waitFor();
    await page.getByLabel('Experiment file').setInputFiles({
      name: 'mine.json',
      mimeType: 'application/json',
      buffer: Buffer.from(saved.replace('New experiment', 'From a file')),
    });
    await page.locator('header').getByText('From a file').waitFor();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await page.locator('header').getByText('New experiment, copy').waitFor();

    await menu('Start from a template');
    await page.getByRole('dialog').getByRole('searchbox', { name: 'Find' }).fill('steady full');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /full form/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'How steady is learning at each batch size?' }).waitFor();

    const drop = async (name: string, text: string): Promise<void> => {
      const data = await page.evaluateHandle(
        ([fileName, content]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([content], fileName));
          return transfer;
        },
        [name, text] as const,
      );
      await page.locator('main').dispatchEvent('dragover', { dataTransfer: data });
      await page.locator('main').dispatchEvent('drop', { dataTransfer: data });
    };
    await page.getByRole('link', { name: 'Home' }).click();
    await drop('dropped.json', saved.replace('New experiment', 'Dropped'));
    await page.locator('header').getByText('Dropped', { exact: true }).waitFor();
    await drop('broken.json', saved.replace('"replicates": 5', '"replicates": "many"'));
    await page.getByText('The JSON view shows where.', { exact: false }).waitFor();
    await page.getByText(/replicates must be a number/).waitFor();
    expect(await start(page).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await drop('notes.json', 'not json at all');
    await page.getByText(/notes\.json cannot be read/).waitFor();
    await drop('table.csv', 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n');
    await page.getByRole('dialog', { name: 'Import data' }).getByText('table.csv').waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('explains every term in place, and leads to its page of Learn and back to the open section', async () => {
    const { page, context, offences } = await designer();
    await openSection(page, 'Optimizer');
    const terms = await page.locator('a[href^="#/learn/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(terms.length).toBeGreaterThan(5);
    await page.getByRole('link', { name: 'What is Weight decay, 0 to 10?' }).focus();
    await page.getByText('From 0 to 10.', { exact: false }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Pulls all weights a little towards zero', { exact: false }).first().waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'What is Weight decay, 0 to 10?' }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('Learn', () => {
  it('opens every page from its list by keyboard, with figures that answer, and ends in an experiment', async () => {
    const { page, context, offences, picture } = await app.open('dark');
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 1, name: 'What are a batch, an update and an epoch?' }).waitFor();
    await page.getByRole('slider', { name: 'Batch size' }).fill('7');
    await page.getByRole('button', { name: 'One update on' }).click();
    await page.getByText('Update 2 of 4 updates an epoch').waitFor();
    const pages = await page
      .getByRole('navigation', { name: 'Pages of Learn' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(pages.length).toBeGreaterThanOrEqual(13);
    for (const href of pages) {
      await page.locator(`nav[aria-label="Pages of Learn"] a[href="${href}"]`).press('Enter');
      await page.locator(`nav[aria-label="Pages of Learn"] a[href="${href}"][aria-current="page"]`).waitFor();
      const words = await page.locator('article').first().innerText();
      expect(words).not.toMatch(/NaN|undefined|Infinity|\[object/);
      if (!/glossary|claims/.test(href)) await page.getByRole('heading', { level: 2, name: 'Try it' }).waitFor();
      // Every slider to both ends: no figure may break.
      for (const slider of await page.getByRole('slider').all()) {
        for (const key of ['End', 'Home']) await slider.press(key);
        expect(await page.locator('article').first().innerText()).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
    await picture('e2e-learn');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('ghost');
    await page.keyboard.press('Enter');
    await page.getByText('Batch normalisation over parts of the batch', { exact: false }).first().waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });
});
