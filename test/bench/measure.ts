/** Repeated measurements of the bench: jobs on a pool, medians with their spread, and the rows that are printed. */
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import { processorSeconds } from '#test/bench/processor-time';

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted[sorted.length - 1] };
}

/** What is counted: time that passes, or time of processors, which other programs on the machine change less. */
export type Clock = 'wall' | 'processor';

/** Seconds since some moment. */
export function secondsOf(clock: Clock): number {
  return clock === 'wall' ? performance.now() / 1000 : processorSeconds();
}

/** What is measured against the same in PyTorch (null without it), in turns, so that both see the same machine. */
export interface PairedRow {
  readonly name: string;
  readonly unit: string;
  readonly own: Spread;
  readonly pytorch: Spread | null;
  /** PyTorch / own: above 1 where this project is faster. */
  readonly ratio: number | null;
}

/** In turns, `repeats` times. */
export async function paired(
  name: string,
  unit: string,
  repeats: number,
  own: () => Promise<number>,
  pytorch: (() => Promise<number>) | null,
): Promise<PairedRow> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < repeats; repeat++) {
    ours.push(await own());
    if (pytorch !== null) theirs.push(await pytorch());
  }
  const [first, second] = [spreadOf(ours), pytorch === null ? null : spreadOf(theirs)];
  return { name, unit, own: first, pytorch: second, ratio: second === null ? null : second.median / first.median };
}

export function rowText({ name, unit, own, pytorch, ratio }: PairedRow): string {
  const text = (spread: Spread): string => `${spreadText(spread)} ${unit}`;
  const other = pytorch === null || ratio === null ? '' : `   PyTorch ${text(pytorch)}   ${ratio.toFixed(2)}x`;
  return `${name.padEnd(52)} ${text(own)}${other}`;
}

export function spreadText({ median, least, most }: Spread): string {
  return least === most ? figure(median) : `${figure(median)} (${figure(least)} to ${figure(most)})`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Trains a job to its end. Throws where it fails. */
export function finished(pool: EnginePool, job: TrainingJob): Promise<EngineEvent & { kind: 'outcome' }> {
  return new Promise((resolve, reject) => {
    let outcome: (EngineEvent & { kind: 'outcome' }) | null = null;
    pool.start(job, (event) => {
      if (event.kind === 'outcome') outcome = event;
      if (event.kind === 'failed') reject(new Error(JSON.stringify(event.failure)));
      if (event.kind === 'ended') {
        if (outcome === null) reject(new Error('no outcome'));
        else resolve(outcome);
      }
    });
  });
}

/** Milliseconds of an update of one run, of a job that trains for so many seconds in all. */
export async function updateMilliseconds(pool: EnginePool, job: TrainingJob, seconds: number, clock: Clock): Promise<number> {
  const bare = { ...job, evaluateAt: [] };
  const train = async (updates: number): Promise<{ readonly wall: number; readonly processor: number; readonly update: number }> => {
    const start = processorSeconds();
    const { runs } = await finished(pool, { ...bare, updates, seconds: seconds / job.runs.length });
    return { wall: runs[0].seconds, processor: (processorSeconds() - start) / runs.length, update: runs[0].update };
  };
  // Graphs are made ready, and data sent, before anything counts.
  await train(1);
  if (clock === 'wall') {
    const { wall, update } = await train(1e8);
    return (1000 * wall) / update;
  }
  // The wall is that of updates alone; processors also work on messages and on the evaluation at the end, which a single update has too.
  const [one, many] = [await train(1), await train(1e8)];
  return (1000 * (many.processor - one.processor)) / (many.update - one.update);
}
