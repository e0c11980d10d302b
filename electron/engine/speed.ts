/** How fast an engine trains the standard works, what size of stacks and how many processes serve it best, and what numbers it gets. */
import { optimizerDefaults } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import type { MeasuredWork } from '#engine/cost-model';
import { CACHED_NUMBERS, stackLimit, workingSet } from '#engine/stack-limit';
import {
  MEDIUM_BATCHES,
  MEDIUM_MODEL,
  STACKING_BATCH,
  STACKING_MODEL,
  STACKING_RUNS,
  STANDARD_MODELS,
  STANDARD_WORKS,
  type StandardWork,
  standardData,
  standardRows,
} from '#engine/standard-works';
import type { EngineEvent, TrainingJob } from '#lab/ports/engines';
import type { MeasuredPool } from '#engine/process/pool';
import type { JobCost } from '#engine/training/cost-meter';
import type { WorkFamily } from '#contract/engines';

/** Of so long a piece of work the fastest of three counts: what else runs on the computer only ever makes it slower. */
const PIECE_SECONDS = 0.025;
const PIECES = 3;
const MOST_UPDATES = 20_000;
/** Updates that are worth no second look. */
const SLOW_SECONDS = 0.03;
const FIRST_UPDATES = 2;
const [FEWEST_EVALUATIONS, MOST_EVALUATIONS] = [4, 50];
/** What a clock that ticks slowly may not show. */
const SHORTEST_SECONDS = 1e-7;
const COMPARED_UPDATES = 20;
/** Another stack size, or number of processes, must be this much faster to be taken. */
const WORTHWHILE = 1.15;

/** What a piece of work takes: an update of all runs of the stack, an interruption of the updates, an evaluation of all rows. */
interface Timed {
  readonly secondsPerUpdate: number;
  readonly secondsPerStop: number;
  readonly secondsPerEvaluation: number;
}

/** null in place of a family: a network of medium size, measured for estimates alone. */
export interface TimedWork extends Timed {
  readonly family: WorkFamily | null;
  readonly batchSize: number;
  readonly runs: number;
}

/** Gives the pool what the functions below train on. */
export function provideStandardData(pool: MeasuredPool): void {
  for (const model of [STACKING_MODEL, MEDIUM_MODEL, ...Object.values(STANDARD_MODELS)]) pool.provide(dataIdOf(model), standardData(model));
}

/** Every standard work, and some for estimates alone; stacked ones only where the engine stacks. Throws LabError if the engine fails. */
export async function measureWorks(pool: MeasuredPool): Promise<readonly TimedWork[]> {
  const isStacking = stacks(pool);
  const measured: TimedWork[] = [];
  for (const work of [...STANDARD_WORKS, ...MEDIUM_BATCHES.map((batchSize) => ({ family: null, batchSize, runs: 1 }))]) {
    if (work.runs > 1 && !isStacking) continue;
    const model = modelOf(work);
    const updating = await secondsPerUpdate(pool, model, work);
    // Evaluations, and what they interrupt, are those of the network whatever its batch size.
    const alike = measured.find(({ family, runs }) => family === work.family && runs === work.runs);
    const { secondsPerStop, secondsPerEvaluation } = alike ?? (await secondsAround(pool, model, work, updating));
    measured.push({ ...work, secondsPerUpdate: updating, secondsPerStop, secondsPerEvaluation });
  }
  return measured;
}

export function measuredWork({ family, ...work }: TimedWork): MeasuredWork {
  const model = modelOf({ family });
  return { ...work, model, rows: standardRows(model.inputs) };
}

function modelOf({ family }: Pick<TimedWork, 'family'>): ModelShape {
  return family === null ? MEDIUM_MODEL : STANDARD_MODELS[family];
}

/** Floats that a stack may touch before stacking stops paying; the usual number for an engine that does not stack. */
export async function measureStacking(pool: MeasuredPool): Promise<number> {
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
export async function measureProcesses(pool: MeasuredPool, fewest: number, most: number): Promise<number> {
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
export async function standardNumbers(pool: MeasuredPool): Promise<readonly number[]> {
  const model = STANDARD_MODELS.small;
  const work = { batchSize: 32, runs: 1 };
  const { events } = await train(pool, { ...jobOf(model, work), updates: COMPARED_UPDATES, evaluateAt: [0, COMPARED_UPDATES] });
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
function stacks(pool: MeasuredPool): boolean {
  return pool.stackLimit(STANDARD_MODELS.small, 1) > 1;
}

type Work = Pick<StandardWork, 'batchSize' | 'runs'> & { readonly name?: string };

/** Of all runs of the stack together, after a warm-up in which graphs are made and a graphics device compiles its programs. */
async function secondsPerUpdate(pool: MeasuredPool, model: ModelShape, work: Work): Promise<number> {
  const job = jobOf(model, work);
  await timed(pool, { ...job, updates: 1 });
  let updates = FIRST_UPDATES;
  let fastest = await timed(pool, { ...job, updates });
  if (fastest > SLOW_SECONDS) return fastest;
  // A few updates are slow, for they share the cost of their native call: pieces grow until they are long.
  while (updates < MOST_UPDATES && fastest * updates < PIECE_SECONDS / 2) {
    updates = Math.min(MOST_UPDATES, updates * Math.max(2, Math.min(20, Math.round(PIECE_SECONDS / (fastest * updates)))));
    fastest = Math.min(fastest, await timed(pool, { ...job, updates }));
  }
  for (let piece = 1; piece < PIECES; piece++) fastest = Math.min(fastest, await timed(pool, { ...job, updates }));
  return fastest;
}

/** An evaluation, and what it costs the updates around it: one after each of some updates. */
async function secondsAround(
  pool: MeasuredPool,
  model: ModelShape,
  work: Work,
  updating: number,
): Promise<Pick<Timed, 'secondsPerStop' | 'secondsPerEvaluation'>> {
  const evaluated = async (updates: number): Promise<Pick<Timed, 'secondsPerStop' | 'secondsPerEvaluation'>> => {
    const evaluateAt = Array.from({ length: updates + 1 }, (_, index) => index);
    const { cost } = await train(pool, { ...jobOf(model, work), updates, evaluateAt });
    return {
      secondsPerStop: Math.max(0, cost.updateSeconds / cost.updates - updating),
      secondsPerEvaluation: Math.max(SHORTEST_SECONDS, cost.evaluationSeconds / cost.evaluations),
    };
  };
  const first = await evaluated(FIRST_UPDATES);
  const together = updating + first.secondsPerStop + first.secondsPerEvaluation;
  if (together > SLOW_SECONDS) return first;
  const updates = Math.max(FEWEST_EVALUATIONS, Math.min(MOST_EVALUATIONS, Math.round(PIECE_SECONDS / together)));
  const pieces: (typeof first)[] = [];
  for (let piece = 0; piece < PIECES; piece++) pieces.push(await evaluated(updates));
  return {
    secondsPerStop: Math.min(...pieces.map((piece) => piece.secondsPerStop)),
    secondsPerEvaluation: Math.min(...pieces.map((piece) => piece.secondsPerEvaluation)),
  };
}

async function timed(pool: MeasuredPool, job: TrainingJob): Promise<number> {
  const { cost } = await train(pool, job);
  return Math.max(SHORTEST_SECONDS, cost.updateSeconds / cost.updates);
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
    isMeasurement: true,
    mostStacked: runs,
    runs: [stackedRun(0), ...Array.from({ length: runs - 1 }, (_, index) => stackedRun(index + 1))],
  };
}

function dataIdOf({ inputs }: ModelShape): string {
  return `standard-${String(inputs)}`;
}

function train(pool: MeasuredPool, job: TrainingJob): Promise<{ readonly events: readonly EngineEvent[]; readonly cost: JobCost }> {
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = [];
    const running = pool.start(job, (event) => {
      events.push(event);
      if (event.kind === 'ended') resolve({ events, cost: running.cost() });
      if (event.kind === 'failed') reject(new LabError(event.failure));
    });
  });
}
