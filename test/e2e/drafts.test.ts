/** Drafts and templates in a real browser, by keyboard: kept beside each other, found from Home and from any screen, deleted and brought back. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const nameOf = (page: Page, name: string): Locator => page.locator('header').getByText(name, { exact: true });
/** Runs a command by keyboard alone. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.getByRole('option', { selected: true }).waitFor();
  await page.keyboard.press('Enter');
}
async function rename(page: Page, name: string): Promise<void> {
  const section = page.getByRole('heading', { level: 2 }).getByRole('button', { name: /^Question/ });
  if ((await section.getAttribute('aria-expanded')) !== 'true') await section.click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await nameOf(page, name).waitFor();
}

it('several drafts are kept beside each other, over a restart of the window; one is opened, deleted, brought back', async () => {
  const { page, context, offences, picture } = await app.open();
  await page.getByRole('button', { name: 'New experiment', exact: true }).click();
  await rename(page, 'First idea');
  await command(page, 'New experiment');
  await rename(page, 'Second idea');
  await command(page, 'Drafts');
  const dialog = page.getByRole('dialog', { name: 'Drafts' });
  await dialog.getByRole('button', { name: /^Second idea.*open now/ }).waitFor();
  await picture('drafts');
  await dialog.getByRole('searchbox', { name: 'Find' }).fill('first');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await nameOf(page, 'First idea').waitFor();

  // The window comes back with the draft that was open, and Home offers the others.
  await page.waitForTimeout(800);
  await page.reload();
  await nameOf(page, 'First idea').waitFor();
  await page.keyboard.press('Control+1');
  await page.getByRole('button', { name: 'Edit Second idea' }).waitFor();
  await picture('home-drafts');
  await page.getByRole('button', { name: 'Edit Second idea' }).focus();
  await page.keyboard.press('Enter');
  await nameOf(page, 'Second idea').waitFor();

  await command(page, 'Drafts');
  await dialog.getByRole('button', { name: 'Delete Second idea' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('"Second idea" is deleted.').waitFor();
  await dialog.getByRole('button', { name: /^Second idea/ }).waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Deleted (1)' }).click();
  await page
    .getByRole('dialog', { name: 'Deleted designs' })
    .getByRole('button', { name: /^Second idea/ })
    .click();
  await page.getByText('"Second idea" is back.').waitFor();
  await dialog.getByRole('button', { name: /^Second idea/ }).click();
  await nameOf(page, 'Second idea').waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('the draft that is open is deleted and comes back with undo', async () => {
  const { page, context, offences } = await app.open();
  await page.getByRole('button', { name: 'New experiment', exact: true }).click();
  await rename(page, 'Doomed');
  await command(page, 'Drafts');
  await page.getByRole('button', { name: 'Delete Doomed' }).click();
  await nameOf(page, 'New experiment').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await nameOf(page, 'Doomed').waitFor();
  expect(offences).toEqual([]);
  await context.close();
});

it('a design is saved as a template, and another is started from it; the template stays as it was', async () => {
  const { page, context, offences, picture } = await app.open();
  await page.getByRole('button', { name: 'New experiment', exact: true }).click();
  await rename(page, 'With our settings');
  await command(page, 'Save as template');
  const dialog = page.getByRole('dialog', { name: 'Save as template' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Our start');
  await picture('save-template');
  await page.keyboard.press('Enter');
  await page.getByText('"Our start" is a template now.').waitFor();
  await rename(page, 'Changed later');

  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('button', { name: 'From a template' }).click();
  const templates = page.getByRole('dialog', { name: 'Start from a template' });
  await picture('templates');
  await templates.getByRole('button', { name: /^Our start/ }).click();
  await nameOf(page, 'With our settings').waitFor();
  await page.getByRole('button', { name: 'Back to "Changed later"' }).click();
  await nameOf(page, 'Changed later').waitFor();

  await command(page, 'Start from a template');
  await templates.getByRole('button', { name: 'Delete Our start' }).click();
  await templates.getByRole('button', { name: /^Our start/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await command(page, 'Start from a template');
  await templates.getByRole('button', { name: /^Our start/ }).focus();
  await page.keyboard.press('F2');
  const naming = page.getByRole('dialog', { name: 'Rename the template' });
  await naming.getByRole('textbox', { name: 'Name' }).fill('');
  await naming.getByText('A template needs a name.').waitFor();
  await naming.getByRole('textbox', { name: 'Name' }).fill('For the paper');
  await page.keyboard.press('Enter');
  await templates.getByRole('button', { name: /^For the paper/ }).waitFor();
  await picture('template-renamed');
  await templates.getByRole('button', { name: 'Rename For the paper' }).click();
  await page.keyboard.press('Escape');
  await templates.getByRole('button', { name: 'Delete For the paper' }).click();
  await templates.getByRole('button', { name: /^For the paper/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');

  await command(page, 'Drafts');
  await page.getByRole('button', { name: /^Deleted \(\d+\)$/ }).click();
  const bin = page.getByRole('dialog', { name: 'Deleted designs' });
  await bin.getByRole('button', { name: /^For the paper/ }).waitFor();
  await bin.getByRole('button', { name: 'Delete all for good' }).click();
  await picture('drafts-delete-all');
  await page.getByRole('button', { name: 'Delete for good', exact: true }).click();
  await page.getByText(/deleted for good\.$/).waitFor();
  await page
    .getByRole('dialog', { name: 'Drafts' })
    .getByRole('button', { name: /^Changed later/ })
    .waitFor();
  expect(await page.getByRole('button', { name: /^Deleted \(/ }).count()).toBe(0);
  expect(offences).toEqual([]);
  await context.close();
});
