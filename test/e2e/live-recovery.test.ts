/** What a killed lab leaves behind: the next start tells of it, and one click takes it up where it was. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { failureOf } from '#core/failure';
import { connectInMemory } from '#host/memory';
import { openStore } from '#store/open-store';
import { start } from '#test/cli/spawn-batchlab';
import { startApp } from '#test/support/running-app';
import { modesWith } from '#test/support/specs';

/** Waits until a run has saved its weights: what is taken up then is not the beginning. */
async function untilSaved(directory: string): Promise<void> {
  for (;;) {
    await delay(250);
    try {
      const store = openStore(directory, { mode: 'read' });
      try {
        if (store.listExperiments().some(({ id }) => store.runs(id).some((run) => store.checkpoint(run.id) !== null))) return;
      } finally {
        store.close();
      }
    } catch (error) {
      // Until the writer has made its file there is nothing to read.
      if (failureOf(error).kind !== 'unreadableFile') throw error;
    }
  }
}

it('an experiment whose lab was killed is taken up again with one click', { timeout: 180_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'batchlab-recovery-'));
  const file = join(directory, 'long.json');
  writeFileSync(
    file,
    JSON.stringify(modesWith({ name: 'Cut off', replicates: 1, 'budget.amount': 15_000, 'factors.0.values': [8, 'full'] })),
  );
  const killed = start('run', file, '--data-dir', directory, '--engine', 'onnx-cpu', '--workers', '1');
  await untilSaved(directory);
  killed.interrupt('SIGKILL');
  await killed.ended;

  const app = await startApp(directory);
  const client = connectInMemory(app.lab.service);
  const [experiment] = await client.call('experiments.list', {});
  expect(experiment.state).toBe('interrupted');
  const { page, context, offences, picture } = await app.open();
  await page.getByText('was interrupted. Nothing is lost.').waitFor();
  await page.evaluate((hash) => (location.hash = hash), `#/live/${experiment.id}`);
  await page.getByRole('heading', { level: 1, name: /^Interrupted after/ }).waitFor();
  await picture('live-interrupted');
  await page.getByRole('button', { name: 'Resume' }).first().click();
  await expect.poll(async () => (await client.call('experiments.get', { id: experiment.id })).summary.state).toBe('training');
  await page.getByRole('heading', { level: 1, name: /of 2 runs trained/ }).waitFor();
  expect(await page.getByText('was interrupted. Nothing is lost.').count()).toBe(0);
  const { progress } = await client.call('experiments.get', { id: experiment.id });
  expect(progress.updatesDone).toBeGreaterThan(0);
  expect(offences).toEqual([]);
  await client.call('experiments.stop', { id: experiment.id });
  client.close();
  await context.close();
  await app.close();
});
