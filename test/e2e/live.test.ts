/** The Live screen in the real app: conditions skipped and taken up, seeds added, the queue put in order, the network looked into. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LabClient } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { connectInMemory } from '#host/memory';
import { type AppPage, type RunningApp, startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

let app: RunningApp;
let client: LabClient;
beforeAll(async () => {
  app = await startApp();
  client = connectInMemory(app.lab.service);
});
afterAll(async () => {
  client.close();
  await app.close();
});

afterEach(stopAll);

/** Runs that take so long that they are still in training when they are looked at. */
const LONG = 15_000;

async function start(fields: Readonly<Record<string, unknown>>): Promise<string> {
  // Checked by the lab like any file.
  const spec = modesWith(fields) as ExperimentSpec;
  return (await client.call('experiments.start', { spec })).id;
}
function ended(id: string): Promise<void> {
  return new Promise((resolve) => {
    client.subscribe('experiment', (one) => {
      if (one.id === id && one.state === 'finished') resolve();
    });
  });
}
async function stopAll(): Promise<void> {
  const { training, waiting } = await client.call('lab.status', {});
  for (const id of [...waiting, ...(training === null ? [] : [training])]) await client.call('experiments.stop', { id });
}
async function openLive(id: string, ...how: Parameters<RunningApp['open']>): Promise<AppPage> {
  const opened = await app.open(...how);
  await opened.page.evaluate((hash) => (location.hash = hash), `#/live/${id}`);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  return opened;
}

describe('an experiment that trains', () => {
  it('is skipped by condition and taken up again, looked into, and stopped', async () => {
    const id = await start({ name: 'To be skipped', replicates: 3, 'budget.amount': LONG, 'factors.0.values': [8, 32, 'full'] });
    const { page, context, offences, picture } = await openLive(id);
    const list = page.getByRole('region', { name: 'Conditions' });
    await page.getByRole('figure', { name: 'Decision boundary' }).first().waitFor({ timeout: 60_000 });
    await picture('live-training');

    await list.getByRole('button', { name: /^32/ }).click();
    await page.getByRole('button', { name: 'Skip condition' }).click();
    await page.getByText('Skipped batch size 32.').waitFor();
    expect((await client.call('experiments.get', { id })).skipped).toEqual([1]);
    await page.getByText('Undo', { exact: true }).click();
    await expect.poll(async () => (await client.call('experiments.get', { id })).skipped).toEqual([]);

    await list.getByRole('button', { name: 'Skip batch size 8' }).focus();
    await page.keyboard.press('Enter');
    await list.getByRole('button', { name: 'Take up batch size 8 again' }).waitFor();
    await list.getByText('skipped').waitFor();
    await picture('live-skipped');
    await list.getByRole('button', { name: 'Take up batch size 8 again' }).click();
    await expect.poll(async () => (await client.call('experiments.get', { id })).skipped).toEqual([]);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { level: 1, name: /^Paused after/ }).waitFor();
    await picture('live-paused');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop training' }).click();
    await page.getByRole('heading', { level: 1, name: /^Stopped after/ }).waitFor();
    expect(offences).toEqual([]);
    await context.close();
  });

  it('has a queue that is put in order with the keyboard alone', async () => {
    const first = await start({ name: 'First', replicates: 1, 'budget.amount': LONG });
    const ids = [
      await start({ name: 'Second', replicates: 1 }),
      await start({ name: 'Third', replicates: 1 }),
      await start({ name: 'Fourth', replicates: 1 }),
    ];
    const { page, context, offences, picture } = await openLive(first);
    await page.getByRole('button', { name: 'Queue, 3' }).click();
    const dialog = page.getByRole('dialog', { name: 'Queue' });
    await dialog.getByRole('button', { name: /^Move Fourth: number 3 of 3/ }).focus();
    await page.keyboard.press('Home');
    await dialog.getByRole('button', { name: /^Move Fourth: number 1 of 3/ }).waitFor();
    await picture('live-queue');
    expect((await client.call('lab.status', {})).waiting).toEqual([ids[2], ids[0], ids[1]]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await client.call('lab.status', {})).waiting).toEqual([ids[0], ids[2], ids[1]]);

    await dialog
      .getByRole('listitem')
      .filter({ hasText: 'Third' })
      .dragTo(dialog.getByRole('listitem').filter({ hasText: 'Second' }), {
        targetPosition: { x: 100, y: 4 },
      });
    await expect.poll(async () => (await client.call('lab.status', {})).waiting).toEqual([ids[1], ids[0], ids[2]]);

    await dialog.getByRole('button', { name: 'Take Second out of the queue' }).click();
    await expect.poll(async () => (await client.call('lab.status', {})).waiting).toEqual([ids[1], ids[2]]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Put back' }).click();
    await expect.poll(async () => (await client.call('lab.status', {})).waiting).toEqual([ids[1], ids[2], ids[0]]);
    expect(offences).toEqual([]);
    await context.close();
  });
});

describe('an experiment that is over', () => {
  it('gets more seeds, says what to do next, and its charts zoom and are saved', async () => {
    const id = await start({ name: 'Small', replicates: 2, 'budget.amount': 10, 'factors.0.values': [8, 64, 'full'] });
    await ended(id);
    const { page, context, offences, picture } = await openLive(id);
    await page.getByRole('heading', { level: 1, name: 'All 6 runs trained' }).waitFor();
    await page.getByRole('region', { name: 'Next steps' }).getByText('2 seeds cannot tell').waitFor();
    await page.getByRole('figure', { name: 'Decision boundary' }).first().waitFor();
    await picture('live-finished');

    const again = ended(id);
    await page.getByRole('button', { name: 'Add seeds' }).click();
    const count = page.getByRole('textbox', { name: /^More seeds for each condition/ });
    await count.fill('0');
    expect(await page.getByRole('button', { name: 'Add seeds', exact: true }).last().isDisabled()).toBe(true);
    await count.fill('2');
    await page.getByText('6 more runs: 4 seeds for each of 3 conditions.').waitFor();
    await page.getByRole('button', { name: 'Add 2 seeds' }).click();
    await again;
    await page.getByRole('heading', { level: 1, name: 'All 12 runs trained' }).waitFor();

    const chart = page.getByRole('figure', { name: 'Test accuracy' });
    const box = await chart.getByRole('img').boundingBox();
    if (box === null) throw new Error('the chart has no size');
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await chart.getByRole('button', { name: 'Show the whole x axis again' }).waitFor();
    await picture('live-zoomed');
    await chart.getByRole('button', { name: 'Show the whole x axis again' }).click();
    await chart.getByRole('button', { name: 'How all charts are drawn' }).click();
    await page.getByRole('radio', { name: 'Updates' }).click();
    await page.getByRole('radio', { name: 'Strong' }).click();
    await picture('live-options');
    await page.keyboard.press('Escape');
    await page.getByText('; smoothed').first().waitFor();

    const files: string[] = [];
    for (const kind of ['Picture PNG', 'Picture for print', 'Drawing', 'Numbers']) {
      await chart.getByRole('button', { name: 'Save as' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: kind }).first().click();
      const file = await download;
      files.push(file.suggestedFilename());
      await file.saveAs(
        `${process.env.BATCHLAB_PICTURES ?? app.lab.dataDirectory}/${kind.replaceAll(' ', '-')}-${file.suggestedFilename()}`,
      );
    }
    expect(files).toEqual(['test-accuracy.png', 'test-accuracy.png', 'test-accuracy.svg', 'test-accuracy.csv']);

    await page.getByRole('heading', { name: /^Look inside/ }).scrollIntoViewIfNeeded();
    await page.getByRole('figure', { name: 'Confusion matrix' }).waitFor();
    await page.getByRole('figure', { name: 'Throughput' }).scrollIntoViewIfNeeded();
    await picture('live-more');
    expect(offences).toEqual([]);
    await context.close();
  });
});
