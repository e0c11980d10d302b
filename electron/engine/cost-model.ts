/**
 * What training costs on this computer: predictions from what a network computes (`predicted-costs`), corrected by the calibration, works
 * that were measured once, and by what training has cost since (`learned-costs`).
 */
import type { OptimizerKind } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import type { NoiseScaleSettings } from '#core/experiment/record';
import type { TrainingCosts } from '#lab/ports/engines';
import { type CostKind, type ExpectedWork, type Learned, LearnedCosts } from '#engine/learned-costs';
import { networkFigures } from '#engine/model/network-figures';
import { nearbyLogRatio, placeOf, type RatioPoint } from '#engine/nearby-ratios';
import { predictedEvaluationSeconds, predictedSeconds, predictedStackSeconds, predictedStopSeconds } from '#engine/predicted-costs';
import { CACHED_NUMBERS, MOST_RUNS, stackLimit } from '#engine/stack-limit';
import type { JobCost } from '#engine/training/cost-meter';

/** What was measured of a stack. */
export interface MeasuredWork {
  readonly model: ModelShape;
  readonly batchSize: number;
  readonly runs: number;
  readonly secondsPerUpdate: number;
  /** What an interruption of the updates costs, and an evaluation on so many rows. */
  readonly secondsPerStop: number;
  readonly secondsPerEvaluation: number;
  readonly rows: number;
}

/** What is known of an engine on this computer. */
export interface Measurements {
  readonly works: readonly MeasuredWork[];
  /** Floats that a stack may touch before stacking stops paying. */
  readonly cachedNumbers: number;
}

const NOTHING: Measurements = { works: [], cachedNumbers: CACHED_NUMBERS };

/** A measured work counts to the fourth power of its distance: at its own place alone. */
const MEASURED = { power: 4, softness: 1e-9, doubt: 0 } as const;
/** A stop that was too short to be seen is this part of what was predicted. */
const SHORTEST_STOP = 0.05;

type Costs = Omit<TrainingCosts, 'places' | 'secondsToStart'>;

/** Costs by a calibration alone: the same measurements always give the same costs; without any it tells none. */
export function calibratedCosts(measurements: Measurements, mostRuns: number): Costs {
  const { works, cachedNumbers } = measurements;
  const costs = expectedCosts(measurements);
  const known = <Arguments extends readonly unknown[]>(seconds: (...work: Arguments) => number) => {
    return (...work: Arguments): number | null => (works.length === 0 ? null : seconds(...work));
  };
  return {
    stackLimit: (model, batchSize) => Math.min(mostRuns, stackLimit(model, batchSize, cachedNumbers)),
    secondsPerUpdate: known(costs.secondsPerUpdate),
    secondsPerStop: known(costs.secondsPerStop),
    secondsPerEvaluation: known(costs.secondsPerEvaluation),
    secondsPerStack: known(costs.secondsPerStack),
  };
}

interface ExpectedCosts {
  readonly secondsPerUpdate: (model: ModelShape, batchSize: number, runs: number, optimizer?: OptimizerKind) => number;
  readonly secondsPerStop: (model: ModelShape, batchSize: number, runs: number) => number;
  readonly secondsPerEvaluation: (model: ModelShape, rows: number, runs: number, noiseScale?: NoiseScaleSettings) => number;
  readonly secondsPerStack: (model: ModelShape, runs: number) => number;
}

/** Predictions times measured / predicted of the measured works. */
function expectedCosts({ works }: Measurements): ExpectedCosts {
  const points = (
    batchOf: (work: MeasuredWork) => number,
    measured: (work: MeasuredWork) => number,
    predicted: (work: MeasuredWork) => number,
  ): readonly RatioPoint[] => {
    return works.map((work) => ({
      ...placeOf(work.model, batchOf(work), work.runs),
      logRatio: Math.log(measured(work) / predicted(work)),
      weight: 1,
    }));
  };
  const updates = points(
    ({ batchSize }) => batchSize,
    ({ secondsPerUpdate }) => secondsPerUpdate,
    ({ model, batchSize, runs }) => predictedSeconds(model, batchSize, runs),
  );
  const stops = points(
    ({ batchSize }) => batchSize,
    (work) => Math.max(work.secondsPerStop, SHORTEST_STOP * predictedStopSeconds(work.model, work.runs)),
    ({ model, runs }) => predictedStopSeconds(model, runs),
  );
  const evaluations = points(
    () => 1,
    ({ secondsPerEvaluation }) => secondsPerEvaluation,
    ({ model, rows, runs }) => predictedEvaluationSeconds(model, rows, runs),
  );
  const ratio = (all: readonly RatioPoint[], ...place: Parameters<typeof placeOf>): number => {
    return Math.exp(nearbyLogRatio(all, placeOf(...place), MEASURED) ?? 0);
  };
  const secondsPerUpdate = (model: ModelShape, batchSize: number, runs: number, optimizer?: OptimizerKind): number =>
    ratio(updates, model, batchSize, runs) * predictedSeconds(model, batchSize, runs, optimizer);
  return {
    secondsPerUpdate,
    secondsPerStop: (model, batchSize, runs) => ratio(stops, model, batchSize, runs) * predictedStopSeconds(model, runs),
    secondsPerEvaluation(model, rows, runs, noiseScale) {
      const looking = ratio(evaluations, model, 1, runs) * predictedEvaluationSeconds(model, rows, runs);
      if (noiseScale === undefined) return looking;
      // For each run the gradients of its large batches, as a whole and in parts.
      return looking + runs * 2 * noiseScale.pairs * secondsPerUpdate(model, noiseScale.largeBatch, 1);
    },
    secondsPerStack: predictedStackSeconds,
  };
}

/** A stack as far as its costs go. */
export interface StackWork {
  readonly model: ModelShape;
  /** null for updates of several sizes, of which nothing is learned. */
  readonly batchSize: number | null;
  readonly runs: number;
  readonly optimizer: OptimizerKind;
  /** Looked at in an evaluation. */
  readonly rows: number;
  /** Measured at an evaluation. */
  readonly noiseScale: NoiseScaleSettings | undefined;
}

/** Calibrated costs corrected by what training costs. Tells none before either was measured. */
export class CostModel implements Costs {
  readonly learned = new LearnedCosts();
  private readonly mostRuns: number;
  private isCalibrated = false;
  private base: Costs;
  private expected: ExpectedCosts;

  /** `mostRuns`: the most that the engine stacks; 1 for one that trains runs one after the other. */
  constructor(mostRuns = MOST_RUNS) {
    this.mostRuns = mostRuns;
    this.base = calibratedCosts(NOTHING, mostRuns);
    this.expected = expectedCosts(NOTHING);
  }

  /** Costs without what was learned. */
  get calibrated(): Costs {
    return this.base;
  }

  /** Goes by new measurements, and by what training has cost since they were made. */
  begin(measurements: Measurements, learned: Learned = []): void {
    this.isCalibrated = measurements.works.length > 0;
    this.base = calibratedCosts(measurements, this.mostRuns);
    this.expected = expectedCosts(measurements);
    this.learned.clear();
    this.learned.recall(learned);
  }

  stackLimit(model: ModelShape, batchSize: number): number {
    return this.base.stackLimit(model, batchSize);
  }

  /** A part of a job has cost so much; `at` in milliseconds since 1970. */
  learn({ model, batchSize, runs, optimizer, rows, noiseScale }: StackWork, cost: JobCost, at: number): void {
    const { learned, expected } = this;
    if (cost.evaluations > 0) {
      const seconds = expected.secondsPerEvaluation(model, rows, runs, noiseScale);
      const work = { ...workOf('evaluation', model, 1, runs, nameOf(noiseScale)), seconds };
      learned.learn(work, cost.evaluationSeconds, cost.evaluations, at);
    }
    if (cost.stacks > 0) {
      const work = { ...workOf('stack', model, 1, runs), seconds: expected.secondsPerStack(model, runs) };
      learned.learn(work, cost.fixedSeconds, cost.stacks, at);
    }
    if (batchSize === null || cost.updates === 0) return;
    // Updates and the stops between them are timed together, so both are corrected by the same factor.
    const updates = expected.secondsPerUpdate(model, batchSize, runs, optimizer) * cost.updates;
    const seconds = updates + expected.secondsPerStop(model, batchSize, runs) * cost.evaluations;
    learned.learn({ ...workOf('update', model, batchSize, runs, optimizer), seconds }, cost.updateSeconds, 1, at);
  }

  secondsPerUpdate(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind = 'sgd'): number | null {
    const seconds = this.expected.secondsPerUpdate(model, batchSize, runs, optimizer);
    return this.corrected(seconds, workOf('update', model, batchSize, runs, optimizer));
  }

  secondsPerStop(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind = 'sgd'): number | null {
    return this.corrected(this.expected.secondsPerStop(model, batchSize, runs), workOf('update', model, batchSize, runs, optimizer));
  }

  secondsPerEvaluation(model: ModelShape, rows: number, runs: number, noiseScale?: NoiseScaleSettings): number | null {
    const seconds = this.expected.secondsPerEvaluation(model, rows, runs, noiseScale);
    return this.corrected(seconds, workOf('evaluation', model, 1, runs, nameOf(noiseScale)));
  }

  secondsPerStack(model: ModelShape, runs: number): number | null {
    return this.corrected(this.expected.secondsPerStack(model, runs), workOf('stack', model, 1, runs));
  }

  private corrected(seconds: number, work: Omit<ExpectedWork, 'seconds'>): number | null {
    return this.isCalibrated || this.learned.learnedAt !== null ? seconds * this.learned.correction(work) : null;
  }
}

/** `what` tells works of the same size apart. */
function workOf(kind: CostKind, model: ModelShape, batchSize: number, runs: number, what = ''): Omit<ExpectedWork, 'seconds'> {
  const name = `${networkFigures(model).name} ${String(batchSize)} x${String(runs)} ${what}`;
  return { kind, name, place: placeOf(model, batchSize, runs), runs };
}

function nameOf(noiseScale: NoiseScaleSettings | undefined): string {
  return noiseScale === undefined ? '' : `noise ${JSON.stringify(noiseScale)}`;
}
