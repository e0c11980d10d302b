/** How fast an engine trains the standard works, what size of stacks and how many processes serve it best, and what numbers it gets. */
import { optimizerDefaults } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import { CACHED_NUMBERS, type MeasuredWork, stackLimit, workingSet } from '#engine/cost-model';
import {
  STACKING_BATCH,
  STACKING_MODEL,
  STACKING_RUNS,
  STANDARD_MODELS,
  STANDARD_WORKS,
  type StandardWork,
  standardData,
} from '#engine/standard-works';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';

/** Of so long a piece of work the fastest of three counts: what else runs on the computer only ever makes it slower. */
const PIECE_SECONDS = 0.025;
const PIECES = 3;
const MOST_UPDATES = 20_000;
/** Updates that are worth no second look. */
const SLOW_SECONDS = 0.03;
const FIRST_UPDATES = 2;
const COMPARED_UPDATES = 20;
/** Another stack size, or number of processes, must be this much faster to be taken. */
const WORTHWHILE = 1.15;

export interface TimedWork extends StandardWork {
  readonly secondsPerUpdate: number;
}

/** Gives the pool what the functions below train on. */
export function provideStandardData(pool: EnginePool): void {
  for (const model of [STACKING_MODEL, ...Object.values(STANDARD_MODELS)]) pool.provide(dataIdOf(model), standardData(model));
}

/** Every standard work; stacked ones only where the engine stacks. Throws LabError if the engine fails. */
export async function measureWorks(pool: EnginePool): Promise<readonly TimedWork[]> {
  const isStacking = stacks(pool);
  const measured: TimedWork[] = [];
  for (const work of STANDARD_WORKS) {
    if (work.runs > 1 && !isStacking) continue;
    measured.push({ ...work, secondsPerUpdate: await secondsPerUpdate(pool, STANDARD_MODELS[work.family], work) });
  }
  return measured;
}

export function measuredWork({ family, ...work }: TimedWork): MeasuredWork {
  return { ...work, model: STANDARD_MODELS[family] };
}

/** Floats that a stack may touch before stacking stops paying; the usual number for an engine that does not stack. */
export async function measureStacking(pool: EnginePool): Promise<number> {
  if (!stacks(pool)) return CACHED_NUMBERS;
  const measured: { readonly runs: number; readonly seconds: number }[] = [];
  for (const runs of STACKING_RUNS) {
    measured.push({ runs, seconds: (await secondsPerUpdate(pool, STACKING_MODEL, { batchSize: STACKING_BATCH, runs })) / runs });
  }
  return bestStacking(measured);
}

/** From seconds a run and update at each stack size: the usual limit, unless another is clearly faster. */
export function bestStacking(measured: readonly { readonly runs: number; readonly seconds: number }[]): number {
  const usual = stackLimit(STACKING_MODEL, STACKING_BATCH);
  const atUsual = measured.find(({ runs }) => runs === usual);
  const best = measured.toSorted((a, b) => a.seconds - b.seconds)[0];
  if (atUsual !== undefined && atUsual.seconds <= WORTHWHILE * best.seconds) return CACHED_NUMBERS;
  return best.runs * workingSet(STACKING_MODEL, STACKING_BATCH);
}

/** How many processes side by side get through the most: `fewest`, unless `most` are clearly faster. Throws LabError if the engine fails. */
export async function measureProcesses(pool: EnginePool, fewest: number, most: number): Promise<number> {
  if (fewest >= most) return fewest;
  const perSecond = async (processes: number): Promise<number> => {
    const jobs = Array.from({ length: processes }, async (_, process) => {
      const work = { batchSize: 32, runs: 1, name: String(process) };
      return 1 / (await secondsPerUpdate(pool, STANDARD_MODELS.large, work));
    });
    return (await Promise.all(jobs)).reduce((sum, one) => sum + one, 0);
  };
  return bestProcesses([fewest, await perSecond(fewest)], [most, await perSecond(most)]);
}

/** Of two numbers of processes with their updates a second. */
export function bestProcesses([fewest, slowly]: readonly [number, number], [most, quickly]: readonly [number, number]): number {
  return quickly > WORTHWHILE * slowly ? most : fewest;
}

/** Losses, then gradient norms of 20 updates, then loss, weight norm and distance at their end. Throws LabError if the engine fails. */
export async function standardNumbers(pool: EnginePool): Promise<readonly number[]> {
  const model = STANDARD_MODELS.small;
  const work = { batchSize: 32, runs: 1 };
  const events = await train(pool, { ...jobOf(model, work), updates: COMPARED_UPDATES, evaluateAt: [0, COMPARED_UPDATES] });
  const progress = events.flatMap((event) => (event.kind === 'progress' ? event.runs : []));
  const column = (name: 'loss' | 'gradientNorm'): number[] => progress.flatMap(({ metrics }) => [...(metrics[name] ?? [])]);
  const evaluations = progress.flatMap((part) => part.evaluations).filter(({ update }) => update === COMPARED_UPDATES);
  return [...column('loss'), ...column('gradientNorm'), ...evaluations.flatMap((at) => [at.train.loss, at.weightNorm, at.weightDistance])];
}

/** Largest |a - b| / max(|a|, |b|) of numbers at the same place; infinite where they are not comparable. */
export function maxRelativeDifference(some: readonly number[], others: readonly number[]): number {
  if (some.length !== others.length) return Infinity;
  return some.reduce((worst, value, index) => {
    const difference = Math.abs(value - others[index]);
    if (Number.isNaN(difference)) return Infinity;
    return difference === 0 ? worst : Math.max(worst, difference / Math.max(Math.abs(value), Math.abs(others[index])));
  }, 0);
}

/** Some engines train one run after the other. */
function stacks(pool: EnginePool): boolean {
  return pool.stackLimit(STANDARD_MODELS.small, 1) > 1;
}

type Work = Pick<StandardWork, 'batchSize' | 'runs'> & { readonly name?: string };

/** Of all runs of the stack together, after a warm-up in which graphs are made and a graphics device compiles its programs. */
async function secondsPerUpdate(pool: EnginePool, model: ModelShape, work: Work): Promise<number> {
  const job = { ...jobOf(model, work), clock: 'processor' } as const;
  await timed(pool, { ...job, updates: 1 });
  const first = await timed(pool, { ...job, updates: FIRST_UPDATES });
  if (first > SLOW_SECONDS) return first;
  const updates = Math.max(FIRST_UPDATES, Math.min(MOST_UPDATES, Math.round(PIECE_SECONDS / first)));
  let fastest = Infinity;
  for (let piece = 0; piece < PIECES; piece++) fastest = Math.min(fastest, await timed(pool, { ...job, updates }));
  return fastest;
}

async function timed(pool: EnginePool, job: TrainingJob): Promise<number> {
  const events = await train(pool, job);
  const [outcome] = events.flatMap((event) => (event.kind === 'outcome' ? event.runs : []));
  // `seconds` is the share of one run. A clock that ticks slowly may show none.
  return Math.max(1e-7, (outcome.seconds * job.runs.length) / outcome.update);
}

function jobOf(model: ModelShape, { batchSize, runs, name = '0' }: Work): TrainingJob {
  const dataId = dataIdOf(model);
  const optimizer = { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.001 }), momentum: 0.9 };
  const stackedRun = (replicate: number): TrainingJob['runs'][number] => {
    return { runId: `${name}-${String(replicate)}`, replicate, optimizer, schedule: CONSTANT_RATE, checkpoint: null };
  };
  return {
    id: `${dataId}-${name}`,
    dataId,
    seed: 1,
    model,
    labelSmoothing: 0,
    batchSize,
    laterBatches: [],
    remainder: 'keep',
    sampling: 'shuffle',
    updates: 1,
    seconds: null,
    evaluateAt: [],
    everyUpdate: ['loss', 'accuracy', 'gradientNorm'],
    mostStacked: runs,
    runs: [stackedRun(0), ...Array.from({ length: runs - 1 }, (_, index) => stackedRun(index + 1))],
  };
}

function dataIdOf({ inputs }: ModelShape): string {
  return `standard-${String(inputs)}`;
}

function train(pool: EnginePool, job: TrainingJob): Promise<readonly EngineEvent[]> {
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = [];
    pool.start(job, (event) => {
      events.push(event);
      if (event.kind === 'ended') resolve(events);
      if (event.kind === 'failed') reject(new LabError(event.failure));
    });
  });
}
