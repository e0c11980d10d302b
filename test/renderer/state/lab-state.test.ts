/** What the window knows of the lab: why it could not be asked, and that asking again helps. */
import { expect, it } from 'vitest';
import type { LabClient } from '#contract/contract';
import type { LabStatus } from '#contract/system';
import { LabError } from '#core/failure';
import { LabState } from '#renderer/state/lab-state.svelte.ts';
import { status } from '#test/support/scripted-lab';

it('says why the lab could not be asked, until it answers or tells of itself', async () => {
  const failure = new LabError({ kind: 'conflict', problem: 'The disk does not answer.' });
  let answer = (): Promise<LabStatus> => Promise.reject(failure);
  let tell: (value: LabStatus) => void = () => undefined;
  const client = {
    call: () => answer(),
    subscribe: (_: string, listener: (value: LabStatus) => void) => {
      tell = listener;
      return () => undefined;
    },
    onConnection: () => () => undefined,
    close: () => undefined,
    // It answers the one method that is asked.
  } as unknown as LabClient;
  const lab = new LabState(client);
  await expect.poll(() => lab.error).toBe(failure);
  expect(lab.status).toBeNull();

  answer = () => Promise.resolve(status);
  lab.reload();
  await expect.poll(() => lab.status).toBe(status);
  expect(lab.error).toBeNull();

  answer = () => Promise.reject(failure);
  lab.reload();
  await expect.poll(() => lab.error).toBe(failure);
  tell(status);
  expect(lab.error).toBeNull();
});
