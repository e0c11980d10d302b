/** Every stored value of a run's updates, as a table for other programs: nothing is averaged, however long the run. */
import type { LabClient } from '#contract/contract';
import type { MetricName } from '#core/experiment/spec';
import type { Cell, DataTable } from '#core/table-text';

/** Most that the lab hands out at once without putting updates together. */
export const UPDATES_AT_ONCE = 20_000;
const TITLES = {
  loss: 'mini-batch loss',
  accuracy: 'mini-batch accuracy',
  gradientNorm: 'gradient norm',
} as const satisfies Record<MetricName, string>;

/** Accuracy as a part of 1, as it is stored. `updates`: how far the run is. */
export async function everyUpdate(
  client: Pick<LabClient, 'call'>,
  runId: string,
  metrics: readonly MetricName[],
  updates: number,
): Promise<DataTable> {
  const rows: Cell[][] = Array.from({ length: updates }, (_, update) => [update, ...metrics.map(() => null)]);
  for (const [index, metric] of metrics.entries()) {
    for (let fromUpdate = 0; fromUpdate < updates; fromUpdate += UPDATES_AT_ONCE) {
      const toUpdate = Math.min(updates, fromUpdate + UPDATES_AT_ONCE);
      const window = await client.call('runs.series', { runId, metric, fromUpdate, toUpdate, points: UPDATES_AT_ONCE });
      // Nine digits tell every stored number from its neighbours.
      for (const [at, value] of window.mean.entries()) rows[window.update[at]][index + 1] = Number(value.toPrecision(9));
    }
  }
  return { columns: ['update', ...metrics.map((metric) => TITLES[metric])], rows };
}
