/** The history in a browser: found, marked, opened to a run, checked, repeated and branched; with names that try to be more than text. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabClient } from '#contract/contract';
import { connectInMemory } from '#host/memory';
import { type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

let app: RunningApp;
let client: LabClient;
let id: string;
let hostile: string;
const HOSTILE_NAME = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=2</script> =1+2 \u202Eevil 🦑';
const HOSTILE_TAG = '<b onclick=alert(1)>=cmd|x</b> \u202E🦑';
const HOSTILE_NOTES = `# <script>globalThis.hacked=3</script>\n\n[click](javascript:alert(1)) **bold** <iframe src="https://example.org"></iframe>\n\n${'🦑'.repeat(5000)}`;

/** Starts an experiment and waits for its end. */
async function train(fields: Readonly<Record<string, unknown>>): Promise<string> {
  const ended = new Promise<string>((resolve) => {
    const stop = client.subscribe('experiment', (changed) => {
      if (changed.state !== 'finished') return;
      stop();
      resolve(changed.id);
    });
  });
  await client.call('experiments.start', { spec: modesWith(fields) });
  return ended;
}

beforeAll(async () => {
  app = await startApp();
  client = connectInMemory(app.lab.service);
  const common = { replicates: 2, 'budget.amount': 20, record: { keepWeights: { epochs: [5, 10] }, probes: [{ kind: 'sharpness' }] } };
  id = await train({ ...common, name: 'Batch sizes on Blobs', 'factors.0.values': [8, 32, 'full'] });
  hostile = await train({ ...common, name: 'Another', 'factors.0.values': [32, 64] });
  await client.call('experiments.rename', { id: hostile, name: HOSTILE_NAME });
  await client.call('experiments.mark', { id: hostile, tags: [HOSTILE_TAG], notes: HOSTILE_NOTES });
});
afterAll(async () => {
  client.close();
  await app.close();
});

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

/** Serious findings of axe, and whether the page is wider than the window. */
async function problems(page: Page): Promise<readonly string[]> {
  // The page's policy forbids scripts that are not its own, so axe comes in over the debugging protocol.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // Put there by the line above.
    const inPage = Reflect.get(globalThis, 'axe') as typeof axe;
    const { passes, violations } = await inPage.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return [
      ...(passes.length < 10 ? ['axe looked at too little'] : []),
      ...serious.flatMap(({ id: rule, nodes }) => nodes.map((node) => `${rule}: ${node.target.join(' ')}`)),
      ...(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['wider than the window'] : []),
    ];
  });
}

describe.each([
  ['light', { width: 1280, height: 800 }],
  ['dark', { width: 1920, height: 1080 }],
  ['light', { width: 1024, height: 700 }],
] as const)('in %s at %o', (theme, size) => {
  it('list, experiment, run and bin have no serious finding and fit the window', async () => {
    const { page, context, offences, picture } = await app.open(theme, size);
    const runs = await client.call('runs.list', { experimentIds: [id] });
    const run = runs[0].runs[2].id;
    const name = `history-${String(size.width)}`;
    await go(page, '#/history');
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).waitFor();
    await picture(`${name}-list`);
    expect(await problems(page)).toEqual([]);
    await go(page, `#/history/${id}`);
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    await page.getByRole('heading', { name: 'Provenance' }).waitFor();
    await page.waitForTimeout(300);
    await picture(`${name}-experiment`);
    expect(await problems(page)).toEqual([]);
    await go(page, `#/history/${id}/${run}`);
    await page.getByRole('heading', { level: 1, name: /Seed 1, batch size 32/ }).waitFor();
    await page.waitForTimeout(600);
    await picture(`${name}-run`);
    await page.getByRole('heading', { name: 'Probes' }).scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await picture(`${name}-run-below`);
    expect(await problems(page)).toEqual([]);
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('finding', () => {
  it('narrows by words and filters together, remembers columns and order, and sorts', async () => {
    const { page, context, offences, picture } = await app.open();
    await go(page, '#/history');
    const rows = page.getByRole('treegrid').getByRole('row');
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Search experiments' }).fill('cmd|x');
    await page.getByText('1\u00a0experiment, 4\u00a0runs').waitFor();
    await page.getByRole('button', { name: 'Starred only' }).click();
    await page.getByText('Nothing matches').waitFor();
    await picture('history-nothing-matches');
    await page.getByRole('search').getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).waitFor();

    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Tags' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Data' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Experiment' }).getByRole('button').click();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Tags' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Experiment' }).getAttribute('aria-sort')).toBe('ascending');
    expect(await rows.nth(1).innerText()).toContain(HOSTILE_TAG);
    await picture('history-columns');
    expect(offences).toEqual([]);
    await context.close();
  });

  it('stars, tags, bins and restores several at once', async () => {
    const { page, context, offences, picture } = await app.open('dark');
    await go(page, '#/history');
    await page.getByRole('checkbox', { name: 'Select all shown' }).click();
    const bar = page.getByRole('toolbar', { name: 'Selected experiments' });
    await bar.getByRole('button', { name: 'Star' }).click();
    await page.getByRole('img', { name: 'Starred' }).nth(1).waitFor();
    await bar.getByRole('button', { name: 'Tag' }).click();
    await page.getByRole('textbox', { name: 'Add to Tags' }).fill('seminar');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Change the tags' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(async () => (await client.call('experiments.list', {})).every(({ tags }) => tags.includes('seminar'))).toBe(true);
    await picture('history-selected');

    await bar.getByRole('button', { name: 'Move to bin' }).click();
    await page.getByText('Nothing has been trained yet').waitFor();
    await page.getByRole('button', { name: 'Bin', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Bin' }).waitFor();
    await page.getByRole('checkbox', { name: 'Select all shown' }).click();
    expect(await problems(page)).toEqual([]);
    await picture('history-bin');
    await page.getByRole('toolbar').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The bin is empty').waitFor();
    expect((await client.call('experiments.list', {})).filter(({ isDeleted }) => isDeleted)).toEqual([]);
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('the place in the history', () => {
  it('is as it was left, whatever was open in between', async () => {
    const { page, context, offences, picture } = await app.open('light', { width: 1280, height: 420 });
    await go(page, '#/history');
    const search = page.getByRole('searchbox', { name: 'Search experiments' });
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).focus();
    await search.fill('blobs');
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).focus();
    for (const key of ['*', 'ArrowDown', '*']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(500);
    }
    await page
      .getByRole('row', { name: /Seed 1/ })
      .first()
      .waitFor();
    const place = (): Promise<number> => page.getByRole('treegrid').evaluate((grid) => grid.querySelector('.list')?.scrollTop ?? -1);
    await page.getByRole('treegrid').evaluate((grid) => grid.querySelector('.list')?.scrollTo(0, 150));
    await expect.poll(place).toBe(150);
    await picture('history-place-before');

    await go(page, '#/home');
    await page.getByRole('treegrid').waitFor({ state: 'detached' });
    await go(page, '#/history');
    await page
      .getByRole('row', { name: /Seed 1/ })
      .first()
      .waitFor();
    expect([await search.inputValue(), await place()]).toEqual(['blobs', 150]);
    await picture('history-place-after');

    await page
      .getByRole('row', { name: /Seed 2/ })
      .first()
      .click();
    const there = await place();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('heading', { level: 1, name: /Seed 2/ }).waitFor();
    const left = page.getByRole('treegrid');
    await left.waitFor({ state: 'detached' });
    await page
      .getByRole('link', { name: /^History/ })
      .first()
      .click();
    await page
      .getByRole('row', { name: /Seed 2/ })
      .first()
      .waitFor();
    expect([await search.inputValue(), await place()]).toEqual(['blobs', there]);

    // What an address asks for is shown, whatever hid it.
    await search.fill('nothing has this name');
    await page.getByText('Nothing matches').waitFor();
    await go(page, `#/history/${hostile}`);
    await page
      .getByRole('row', { name: /onerror/ })
      .first()
      .waitFor();
    expect(await search.inputValue()).toBe('');
    expect(offences).toEqual([]);
    await context.close();
  });
});

it.each(['light', 'dark'] as const)('saves the network of a run as a file, and says what is in it (%s)', async (theme) => {
  const { page, context, offences, picture } = await app.open(theme);
  const [{ runs }] = await client.call('runs.list', { experimentIds: [id] });
  await go(page, `#/history/${id}/${runs[0].id}`);
  await page.getByRole('button', { name: 'Export network' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('An ONNX file that needs nothing else').waitFor();
  await picture('history-export-network');
  expect(await problems(page)).toEqual([]);
  const [whole] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as ONNX' }).click()]);
  expect(whole.suggestedFilename()).toBe(`${runs[0].id}-update-${String(runs[0].update)}.onnx`);
  await page
    .getByRole('complementary', { name: 'About this run' })
    .getByRole('button', { name: /^Export the network at update/ })
    .first()
    .click();
  const [kept] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as ONNX' }).click()]);
  expect(kept.suggestedFilename()).not.toBe(whole.suggestedFilename());
  expect(kept.suggestedFilename()).toMatch(/-update-\d+\.onnx$/);
  await picture('history-exported');
  expect(offences).toEqual([]);
  await context.close();
});

it('empties the bin after it has said what is lost', async () => {
  const { page, context, offences, picture } = await app.open('dark');
  const gone = await train({ replicates: 1, 'budget.amount': 2, name: HOSTILE_NAME, 'factors.0.values': [64] });
  const content = {
    version: 1,
    items: [{ kind: 'experiment', id: gone }],
    lens: 'asTrained',
    grouping: null,
    tab: 'curves',
    settings: {},
  } as const;
  await client.call('comparisons.save', { name: 'Figure <b>2</b>', content: { ...content, items: [...content.items] } });
  await client.call('experiments.bin', { id: gone });
  await go(page, '#/history');
  await page.getByRole('button', { name: 'Bin', exact: true }).click();
  await page.getByRole('button', { name: 'Empty the bin' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('is part of the saved comparison').waitFor();
  expect(await dialog.innerText()).toContain('“Figure <b>2</b>”');
  await picture('history-empty-bin');
  expect(await problems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await client.call('bin.report', {})).map(({ id: one }) => one)).toEqual([gone]);
  await page.getByRole('checkbox', { name: 'Select all shown' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete for good' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('The bin is empty').waitFor();
  expect(await client.call('bin.report', {})).toEqual([]);
  await picture('history-bin-emptied');
  expect(offences).toEqual([]);
  await context.close();
});

it('says so when an address leads to no experiment, or to no run', async () => {
  const { page, context, offences, picture } = await app.open();
  await go(page, '#/history/nowhere');
  await page.getByText('The experiment of this address is not in the history.').waitFor();
  await go(page, `#/history/${id}/nowhere`);
  await page.getByText('The run could not be loaded').waitFor();
  await picture('history-no-run');
  expect(offences).toEqual([]);
  await context.close();
});

it('shows hostile names, tags and notes as text', async () => {
  const { page, context, offences, picture } = await app.open();
  await go(page, `#/history/${hostile}`);
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('heading', { name: 'Notes' }).waitFor();
  const text = await details.innerText();
  expect(text).toContain('<script>globalThis.hacked=3</script>');
  expect(text).toContain('[click](javascript:alert(1))');
  expect(text).toContain('<iframe src="https://example.org"></iframe>');
  expect(await details.getByText('bold', { exact: true }).evaluate((element) => element.tagName)).toBe('STRONG');
  expect(
    await page
      .getByRole('row', { name: /onerror/ })
      .first()
      .innerText(),
  ).toContain('<img src=x onerror');
  expect(await page.locator('main iframe, main script, main img:not([alt]), main a[href^="javascript"]').count()).toBe(0);
  const runs = await client.call('runs.list', { experimentIds: [hostile] });
  await go(page, `#/history/${hostile}/${runs[0].runs[0].id}`);
  await page.getByRole('heading', { level: 1, name: /Seed 1/ }).waitFor();
  await page.waitForTimeout(300);
  await picture('history-hostile-run');
  expect(await problems(page)).toEqual([]);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'hacked') as unknown)).toBeUndefined();
  expect(offences).toEqual([]);
  await context.close();
});

describe('with the keyboard', () => {
  it('goes down to a run and opens its page', async () => {
    const { page, context, offences } = await app.open();
    await go(page, '#/history');
    await page.getByRole('row', { name: /Batch sizes on Blobs/ }).focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(150);
    }
    await page.getByRole('link', { name: 'Open the run' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Seed 1, batch size 8' }).waitFor();
    await page.getByRole('button', { name: 'Next run' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Seed 2, batch size 8' }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('writes notes, and a name', async () => {
    const { page, context, offences } = await app.open();
    await go(page, `#/history/${id}`);
    await page.getByRole('button', { name: 'Edit the notes' }).press('Enter');
    await page.keyboard.type('Lecture **3**');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Lecture').waitFor();
    await page.getByRole('button', { name: 'Rename' }).press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('Batch sizes, renamed');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Batch sizes, renamed' }).waitFor();
    const summary = (await client.call('experiments.list', {})).find((one) => one.id === id);
    expect([summary?.name, summary?.notes]).toEqual(['Batch sizes, renamed', 'Lecture **3**']);
    expect(offences).toEqual([]);
    await context.close();
  });
});

it('checks a record, repeats a run and says that it is identical, and branches from it', async () => {
  const { page, context, offences, picture } = await app.open();
  const [{ runs }] = await client.call('runs.list', { experimentIds: [id] });
  await go(page, `#/history/${id}/${runs[0].id}`);
  await page.getByRole('button', { name: 'Check the record' }).click();
  await page.getByText('Record intact').waitFor();

  await page.getByRole('button', { name: 'Repeat exactly' }).click();
  await page.getByText('identical', { exact: true }).waitFor({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Branch from here' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Batch size' }).fill('32');
  await picture('history-branch');
  await dialog.getByRole('button', { name: 'Start the branch' }).click();
  await page.getByText(/branches at update/).waitFor({ timeout: 60_000 });
  await expect
    .poll(async () => (await client.call('runs.get', { runId: runs[0].id })).descendants.map(({ origin }) => origin.kind))
    .toEqual(['repeat', 'branch']);
  await page.getByText(/Finished: branches at update/).waitFor({ timeout: 60_000 });
  await page
    .getByRole('complementary', { name: 'About this run' })
    .getByRole('heading', { name: 'Made from this run' })
    .scrollIntoViewIfNeeded();
  await picture('history-made');

  await page.getByRole('textbox', { name: 'To update' }).fill('100');
  await page.getByText(/Updates 0 to 100 of/).waitFor();
  await page.getByRole('button', { name: 'All updates' }).click();
  await page.getByRole('radio', { name: 'Gradient norm' }).first().click();
  await page.getByRole('heading', { name: 'Gradient norm' }).waitFor();
  await go(page, `#/history/${id}`);
  await page.getByRole('heading', { name: 'Lineage' }).scrollIntoViewIfNeeded();
  await picture('history-lineage');
  expect(offences).toEqual([]);
  await context.close();
});

it('makes a backup, plans its return, and takes the wish back', async () => {
  const { page, context, offences, picture } = await app.open();
  await go(page, '#/settings');
  await page.getByRole('button', { name: 'Back up now' }).click();
  // The lab may have made one by itself before; the newest is the one made now.
  await page.getByRole('cell', { name: 'you', exact: true }).waitFor();
  await page
    .getByRole('button', { name: /^Restore the backup/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Restore at the next start' }).click();
  await page.getByText('At the next start', { exact: true }).waitFor();
  const planned = await client.call('backups.list', {});
  expect(planned.plannedRestore).toBe(planned.backups[0].name);
  await picture('settings-backups');
  expect(await problems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keep the present history' }).click();
  await page.getByText('At the next start', { exact: true }).waitFor({ state: 'hidden' });
  expect((await client.call('backups.list', {})).plannedRestore).toBeNull();
  expect(offences).toEqual([]);
  await context.close();
});
