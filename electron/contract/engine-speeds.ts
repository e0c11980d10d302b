/** The measured speeds of all engines side by side: one row for each kind of network and batch size. */
import type { EngineId, EngineReport, WorkFamily } from '#contract/engines';

export interface SpeedRow {
  readonly family: WorkFamily;
  readonly batchSize: number;
  /** Updates a second on all processes, stacked as well as the engine can; of engines that were measured. */
  readonly speeds: readonly { readonly engine: EngineId; readonly updatesPerSecond: number }[];
  /** Of those that can be used; null where there is none. */
  readonly fastest: EngineId | null;
}

/** The networks that are measured, in the field's words. */
export const FAMILY_WORDS: Readonly<Record<WorkFamily, { readonly name: string; readonly network: string }>> = {
  small: { name: 'Small network', network: '2-50-3' },
  large: { name: 'Wide network', network: '784-256-10' },
  convolutional: { name: 'Convolutional network', network: '28 x 28, 8 filters of 3 x 3, 10' },
};

export function speedRows(reports: readonly EngineReport[]): readonly SpeedRow[] {
  const measured = reports.flatMap(({ id, available, speeds = [], processes = 1 }) =>
    speeds.map((speed) => ({ ...speed, engine: id, available, updatesPerSecond: speed.updatesPerSecond * processes })),
  );
  const works = Map.groupBy(measured, ({ family, batchSize }) => `${family} ${String(batchSize)}`);
  return [...works.values()].map((ofWork) => {
    const [{ family, batchSize }] = ofWork;
    const best = new Map<EngineId, (typeof ofWork)[number]>();
    for (const one of ofWork) if (one.updatesPerSecond > (best.get(one.engine)?.updatesPerSecond ?? 0)) best.set(one.engine, one);
    const speeds = [...best.values()];
    const usable = speeds.filter((one) => one.available).toSorted((a, b) => b.updatesPerSecond - a.updatesPerSecond);
    return {
      family,
      batchSize,
      speeds: speeds.map(({ engine, updatesPerSecond }) => ({ engine, updatesPerSecond })),
      fastest: usable.at(0)?.engine ?? null,
    };
  });
}
