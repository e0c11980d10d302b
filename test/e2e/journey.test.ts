/** A new user's way through the app: design, run, watch, find again, compare; with the mouse, with the keyboard, with own data. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const go = (page: Page, name: string): Promise<void> => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

async function openSection(page: Page, name: string): Promise<void> {
  const button = page.getByRole('heading', { level: 2 }).getByRole('button', { name: new RegExp(`^${name}`) });
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
}

describe('a new user', () => {
  it('designs an experiment, watches it train, finds it in the history and compares its batch sizes', async () => {
    const { page, context, offences, picture } = await app.open();
    await page.getByRole('button', { name: 'Open in designer: How steady is learning at each batch size?' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();

    await openSection(page, 'Batch sizes');
    await page.getByRole('button', { name: '1, 32, full' }).click();
    await openSection(page, 'Repeats');
    await page.getByRole('textbox', { name: /^Seeds for each condition/ }).fill('3');
    await openSection(page, 'Budget');
    await page.getByRole('textbox', { name: /^Passes over the data/ }).fill('20');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Start 9 runs' }).waitFor();
    expect(await page.getByRole('complementary').innerText()).toContain('9 runs');
    await picture('e2e-design');
    await page.getByRole('button', { name: 'Start 9 runs' }).click();

    await page.waitForURL(/#\/live\//);
    await page.getByRole('heading', { level: 1, name: 'All 9 runs trained' }).waitFor({ timeout: 60_000 });
    await picture('e2e-live');

    await go(page, 'History');
    await page.getByText('Stability of learning at each batch size').first().waitFor();
    await picture('e2e-history');

    await page.goBack();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL(/#\/compare/);
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('table').first().waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(/95 %/);
    await picture('e2e-compare');

    expect(offences).toEqual([]);
    await context.close();
  });

  it('sees a wrong field said at the field, and cannot start', async () => {
    const { page, context, offences } = await app.open();
    await page.getByRole('button', { name: 'New experiment', exact: true }).click();
    await openSection(page, 'Batch sizes');
    const field = page.getByRole('textbox', { name: 'Add to Batch sizes' });
    await field.fill('4096');
    await field.press('Enter');
    await page
      .getByText(/Batch 4,096 is larger than the \d+ training samples/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove 4,096' }).click();
    await page.getByRole('button', { name: /^Start \d+ runs$/ }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('imports a table of their own', async () => {
    const { page, context, offences, picture } = await app.open();
    const rows = Array.from({ length: 60 }, (_, row) => `${String(row % 7)},${String((row * 3) % 11)},${row % 2 === 0 ? 'even' : 'odd'}`);
    await page.getByRole('button', { name: 'Import data' }).click();
    await page
      .locator('input[type=file][multiple]')
      .setInputFiles({ name: 'parity.csv', mimeType: 'text/csv', buffer: Buffer.from(['a,b,kind', ...rows].join('\n')) });
    await page.getByRole('dialog').getByRole('table').first().waitFor();
    await picture('e2e-import');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Import/ })
      .click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await go(page, 'Datasets');
    await page.getByText('parity').first().waitFor();
    expect(await page.getByRole('main').innerText()).toContain('60');

    await page
      .getByRole('button', { name: /Import/ })
      .first()
      .click();
    await page
      .locator('input[type=file][multiple]')
      .setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b,kind\n1,2,x\n1,2\n3,4,y\n5,6,x\n') });
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Import/ })
      .click();
    await page
      .getByText(/bad\.csv, row 3/)
      .first()
      .waitFor();
    await picture('e2e-import-error');
    expect(offences).toEqual([]);
    await context.close();
  });

  it('does everything with the keyboard alone', async () => {
    const { page, context, offences } = await app.open();
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent.trim() ?? '');
    const tabTo = async (wanted: RegExp, most = 120): Promise<void> => {
      for (let press = 0; press < most; press++) {
        if (wanted.test(await focused())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab never reached ${String(wanted)}; last was ${await focused()}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(/^(New experiment|Start a new experiment)$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/design/);
    await tabTo(/^Try one seed/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/live\//);
    await page.getByRole('heading', { level: 1, name: /All \d+ runs trained/ }).waitFor({ timeout: 60_000 });
    await tabTo(/^Compare$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/compare/);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('history');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/history/);
    expect(offences).toEqual([]);
    await context.close();
  });

  it('finds everything again in a second window, and after the connection comes back', async () => {
    const { page, context } = await app.open('dark');
    await go(page, 'History');
    await page.getByText('Stability of learning at each batch size').first().waitFor();
    await context.close();
  });
});
