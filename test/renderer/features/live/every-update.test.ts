import { expect, it } from 'vitest';
import type { LabClient } from '#contract/contract';
import { toCsv } from '#core/table-text';
import { everyUpdate, UPDATES_AT_ONCE } from '#renderer/features/live/every-update.ts';

/** A lab whose series counts: update u has the loss 1 / (u + 3), and no accuracy before update 2. */
function lab() {
  const asked: (readonly [string, number, number])[] = [];
  const client = {
    call: (
      _: string,
      { metric, fromUpdate, toUpdate, points }: { metric: string; fromUpdate: number; toUpdate: number; points: number },
    ) => {
      expect(toUpdate - fromUpdate).toBeLessThanOrEqual(points);
      asked.push([metric, fromUpdate, toUpdate]);
      const from = metric === 'accuracy' ? Math.max(2, fromUpdate) : fromUpdate;
      const update = Float64Array.from({ length: toUpdate - from }, (__, index) => from + index);
      const mean = Float32Array.from(update, (at) => (metric === 'loss' ? 1 / (at + 3) : 0.5));
      return Promise.resolve({ metric, update, min: mean, mean, max: mean });
    },
    // The method that is called here has this shape in the contract.
  } as Pick<LabClient, 'call'>;
  return { client, asked };
}

it('has one row for every update, beyond what the lab hands out at once', async () => {
  const { client, asked } = lab();
  const updates = 2 * UPDATES_AT_ONCE + 5;
  const { columns, rows } = await everyUpdate(client, 'r', ['loss'], updates);
  expect(asked.map(([, from, to]) => [from, to])).toEqual([
    [0, 20_000],
    [20_000, 40_000],
    [40_000, 40_005],
  ]);
  expect([columns, rows.length, rows.every(([update], index) => update === index)]).toEqual([['update', 'mini-batch loss'], updates, true]);
  expect(rows.every(([update, loss]) => Math.fround(Number(loss)) === Math.fround(1 / (Number(update) + 3)))).toBe(true);
});

it('leaves a value empty that was not recorded', async () => {
  const { client } = lab();
  expect(toCsv(await everyUpdate(client, 'r', ['loss', 'accuracy'], 3))).toBe(
    'update,mini-batch loss,mini-batch accuracy\r\n0,0.333333343,\r\n1,0.25,\r\n2,0.200000003,0.5\r\n',
  );
});

it('is a table without rows before the first update', async () => {
  const { client, asked } = lab();
  expect([await everyUpdate(client, 'r', ['accuracy'], 0), asked]).toEqual([{ columns: ['update', 'mini-batch accuracy'], rows: [] }, []]);
});
