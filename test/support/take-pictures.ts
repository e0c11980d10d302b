/** Takes the README's pictures from the running app: `node test/support/take-pictures.ts`. Trains preset `stability` for them. */
import { join } from 'node:path';
import { startApp } from '#test/support/running-app';

const PICTURES = join(import.meta.dirname, '..', '..', 'resources', 'pictures');

const app = await startApp();
try {
  const { page, offences } = await app.open('light', { width: 1440, height: 900 });
  const take = (name: string): Promise<Buffer> => page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.getByRole('button', { name: 'Open in designer: How steady is learning at each batch size?' }).click();
  await page.getByRole('button', { name: 'Start 80 runs' }).waitFor();
  await page.waitForTimeout(800);
  await take('design');
  await page.getByRole('button', { name: 'Start 80 runs' }).click();
  await page.waitForURL(/#\/live\//);
  // The first condition that is trained can be looked into while the others go on.
  await page.locator('section[aria-label="Conditions"] button', { hasText: 'finished' }).first().click();
  await page.getByRole('heading', { name: 'Decision boundary' }).first().waitFor();
  await page.waitForTimeout(500);
  await take('live');
  await page.getByRole('heading', { level: 1, name: 'All 80 runs trained' }).waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
  await page.waitForTimeout(800);
  await take('compare');
  for (const offence of offences) console.error(offence);
} finally {
  await app.close();
}
