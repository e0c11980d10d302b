/** The one tooltip of the window: for the pointer and for the keyboard, beside what it is about. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '#test/support/running-app';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

it('says what lies under the pointer, moves on with it, and goes away with Escape; so it does for the keyboard', async () => {
  const { page } = await app.open();
  await page.evaluate(() => (location.hash = '#/design'));
  const tip = page.locator('.tooltip:not([data-state="closed"])');
  const terms = page.locator('main button[data-tooltip-trigger]:visible');
  await terms.nth(1).waitFor();

  await terms.nth(0).hover();
  await tip.waitFor();
  const first = await tip.textContent();
  const box = await tip.boundingBox();
  const about = await terms.nth(0).boundingBox();
  expect(Math.abs((box?.y ?? 0) - ((about?.y ?? 0) + (about?.height ?? 0)))).toBeLessThan(40);
  expect(await terms.nth(0).getAttribute('aria-describedby')).toBe(await tip.getAttribute('id'));

  await terms.nth(1).hover();
  await page.waitForFunction((was) => document.querySelector('.tooltip:not([data-state="closed"])')?.textContent !== was, first);
  expect(await tip.count()).toBe(1);
  await page.keyboard.press('Escape');
  await tip.waitFor({ state: 'detached' });

  await page.mouse.move(0, 0);
  await terms.nth(0).focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await tip.waitFor();
  expect(await tip.textContent()).toBe(first);
});

it('gives way to the menu of its button, which Escape then closes at once', async () => {
  const { page } = await app.open();
  await page.evaluate(() => (location.hash = '#/design'));
  const button = page.locator('main button[aria-haspopup=menu]').first();
  await button.hover();
  await page.locator('.tooltip:not([data-state="closed"])').waitFor();
  await button.click();
  await page.getByRole('menu').waitFor();
  await page.locator('.tooltip:not([data-state="closed"])').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
});
