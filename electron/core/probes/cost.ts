/** What a probe would cost on one core, and why one is too much or makes no sense: said before anything is computed. */
import { layerShapes, parameterCount, valueCount } from '#core/experiment/layer-shapes';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { hasBatchNorm, smallBatchReason, smallestBatch } from '#core/probes/batch-norm';
import type { ProbeQuestion } from '#core/probes/questions';
import { capital } from '#core/sentences';

/** A run that a question names, as far as costs and limits go by it. */
export interface ProbedModel {
  /** Within a sentence. */
  readonly name: string;
  readonly model: ModelShape;
  readonly optimizer: OptimizerSettings;
  readonly trainingRows: number;
  readonly heldOutRows: number;
  /** How many weights of it are known. */
  readonly moments: number;
  /** Two runs with the same text were trained on the same rows. */
  readonly data: string;
}

/** Measured on a core of a small machine: products of matrices, and everything that is done once for a number of an activation. */
const SECONDS_PER_PRODUCT = 2 / 60e9;
const SECONDS_PER_NUMBER = 2.5e-9;
const SECONDS_TO_BEGIN = 0.4;
/** A table of products of gradients: to make an entry, to add one up for a batch, and to draw a sample into a batch. */
const SECONDS_PER_ENTRY = 30e-9;
const SECONDS_PER_PAIR = 3.5e-9;
const SECONDS_PER_DRAWN = 100e-9;
/** Losses at many weights: a feature of a row, a weight that is moved and copied, and the evaluation itself. */
const SECONDS_PER_FEATURE = 1e-9;
const SECONDS_PER_WEIGHT = 20e-9;
const SECONDS_PER_EVALUATION = 0.25e-3;
/** What the search for the sharpest direction does with a weight beside each gradient. */
const SECONDS_PER_STEPPED = 60e-9;
/** The exact minimum of a convex loss is looked for at so many places; a look is at one input and output of one row. */
const SEARCH_LOOKS = 1500;
const SECONDS_PER_LOOK = 4e-9;
const MOST_SECONDS = 2 * 3600;

/** Rows whose gradients are multiplied with each other at most; a table of 4,096 x 4,096 numbers takes 64 MB. */
export const MOST_PAIRED_ROWS = 4096;
/** Numbers in the gradients of single samples that are in memory at once: 256 MB. */
export const MOST_GRADIENT_NUMBERS = 64 * 1024 * 1024;

interface RowSeconds {
  readonly forward: number;
  readonly gradient: number;
}

/** Of one row. A backward pass costs twice a forward one, but for the first layer with weights, whose input needs no gradient. */
function secondsPerRow(model: ModelShape): RowSeconds {
  const layers = layerShapes(model).map(({ output, parameters }) => {
    const places = output.kind === 'image' ? output.height * output.width : 1;
    return {
      products: parameters.reduce((own, { rows, columns }) => own + rows * columns * places, 0) * SECONDS_PER_PRODUCT,
      numbers: valueCount(output) * SECONDS_PER_NUMBER,
    };
  });
  const forward = layers.reduce((sum, { products, numbers }) => sum + products + numbers, 0);
  const first = layers.find(({ products }) => products > 0)?.products ?? 0;
  return { forward, gradient: 3 * forward - first };
}

/** All rows, of which each part is looked at, at one place of a line or plane. */
function secondsPerPlace({ model, trainingRows, heldOutRows }: ProbedModel): number {
  const rows = trainingRows + heldOutRows;
  const perRow = secondsPerRow(model).forward + model.inputs * SECONDS_PER_FEATURE;
  return SECONDS_PER_EVALUATION + parameterCount(model) * SECONDS_PER_WEIGHT + rows * perRow;
}

/** Random batches of each of these sizes out of so many rows, by a table of products where there can be one. */
function batchSeconds(model: ModelShape, rows: number, sizes: readonly number[], trials: number): number {
  const drawn = sizes.reduce((sum, size) => sum + size, 0) * trials;
  if (!canPair(model, rows)) return drawn * secondsPerRow(model).gradient;
  const layers = layerShapes(model).filter(({ parameters }) => parameters.length > 0);
  const widths = layers.reduce((sum, { input, output }) => sum + valueCount(input) + valueCount(output), 0);
  const table = rows * rows * (widths * SECONDS_PER_PRODUCT + layers.length * SECONDS_PER_ENTRY);
  // Batches of more than a sixth of the rows are summed as a product of matrices.
  const sums = sizes.map((size) => (size <= rows / 6 ? (size * size * SECONDS_PER_PAIR) / 2 : rows * rows * SECONDS_PER_PRODUCT));
  return table + layers.length * (trials * sums.reduce((sum, each) => sum + each, 0) + drawn * SECONDS_PER_DRAWN);
}

/** Whether all layers that learn are dense, so that gradients of single samples are products of two vectors. */
export function isDense(model: ModelShape): boolean {
  return model.layers.every(({ kind }) => kind === 'dense' || kind === 'dropout' || kind === 'flatten');
}

/** Whether products of the gradients of so many rows exist and can be held: all about batches then follows from them without new gradients. */
export function canPair(model: ModelShape, rows: number): boolean {
  return !hasBatchNorm(model) && rows <= MOST_PAIRED_ROWS && (isDense(model) || rows * parameterCount(model) <= MOST_GRADIENT_NUMBERS);
}

export function rowsOf(rows: number | 'all', trainingRows: number): number {
  return rows === 'all' ? trainingRows : Math.min(rows, trainingRows);
}

/** Estimated seconds. `models` belong to the runs of the question, in the order of `runsIn`. */
export function probeSeconds(question: ProbeQuestion, models: readonly ProbedModel[]): number {
  const [first] = models;
  const { model, trainingRows } = first;
  const { gradient } = secondsPerRow(model);
  const place = secondsPerPlace(first);
  switch (question.kind) {
    case 'gradient': {
      const rows = rowsOf(question.rows, trainingRows);
      const sizes = question.batchSizes.filter((size) => size <= rows);
      return SECONDS_TO_BEGIN + 3 * rows * gradient + batchSeconds(model, rows, sizes, question.trials);
    }
    case 'noiseScale': {
      const rows = rowsOf(question.rows, trainingRows);
      const sizes = [question.smallBatch, question.largeBatch];
      return SECONDS_TO_BEGIN + 2 * rows * gradient + batchSeconds(model, rows, sizes, question.trials);
    }
    case 'sharpness': {
      const rows = rowsOf(question.rows, trainingRows);
      const step = rows * gradient + parameterCount(model) * SECONDS_PER_STEPPED;
      return SECONDS_TO_BEGIN + step * (120 + 66 * question.boxSizes.length);
    }
    case 'slices':
      return SECONDS_TO_BEGIN + question.directions * question.points * place;
    case 'distances':
      return SECONDS_TO_BEGIN + models.reduce((sum, one) => sum + one.moments * one.trainingRows * secondsPerRow(one.model).gradient, 0);
    case 'optimum': {
      // Runs that minimise the same share the search for the minimum; each of their moments is looked at once.
      const problems = Map.groupBy(models, (one) => JSON.stringify([one.data, one.model.loss, one.optimizer.weightDecay]));
      const looks = [...problems.values()].map((runs) => SEARCH_LOOKS + runs.reduce((sum, { moments }) => sum + moments, 0));
      return (
        SECONDS_TO_BEGIN + looks.reduce((sum, times) => sum + times, 0) * trainingRows * model.inputs * model.outputs * SECONDS_PER_LOOK
      );
    }
    case 'interpolation':
      return SECONDS_TO_BEGIN + question.points * (question.isNormalised ? 3 : 1) * place;
    case 'plane':
      return SECONDS_TO_BEGIN + question.points ** 2 * place;
    default:
      return question satisfies never;
  }
}

/** Why a question cannot be answered, in a sentence that says what to do; null where it can. */
export function probeProblem(question: ProbeQuestion, models: readonly ProbedModel[]): string | null {
  return kindProblem(question, models) ?? timeProblem(question, models);
}

function kindProblem(question: ProbeQuestion, models: readonly ProbedModel[]): string | null {
  const [first] = models;
  switch (question.kind) {
    case 'gradient':
      if (Math.min(...question.batchSizes) > rowsOf(question.rows, first.trainingRows))
        return `Every batch size is larger than the ${rowsOf(question.rows, first.trainingRows).toLocaleString('en-US')} rows that batches are drawn from. Name smaller ones.`;
      return smallProblem(Math.max(...question.batchSizes.filter((size) => size <= rowsOf(question.rows, first.trainingRows))), first);
    case 'noiseScale': {
      const rows = rowsOf(question.rows, first.trainingRows);
      if (question.smallBatch >= question.largeBatch) return 'The small batch must be smaller than the large one.';
      if (question.largeBatch > rows)
        return `The large batch has more samples than there are rows to draw from (${rows.toLocaleString('en-US')}). Make it smaller.`;
      return smallProblem(question.smallBatch, first);
    }
    case 'sharpness':
      return normProblem(models);
    case 'distances':
      return sameModel(models) ?? normProblem(models);
    case 'slices':
      return null;
    case 'optimum':
      return models.map(convexProblem).find((problem) => problem !== null) ?? null;
    case 'interpolation':
    case 'plane':
      return sameModel(models) ?? sameData(models);
    default:
      return question satisfies never;
  }
}

/** Where even the batch of this size is smaller than what batch normalisation needs. */
function smallProblem(size: number, { name, model }: ProbedModel): string | null {
  const smallest = smallestBatch(model);
  if (size >= smallest) return null;
  return `Batches of ${size.toLocaleString('en-US')} have no gradient in the network of ${name}. ${smallBatchReason(smallest)} Name larger batches.`;
}

/** With batch normalisation a loss is one of a whole batch: curvature and gradient of the training loss add up those of single samples. */
function normProblem(models: readonly ProbedModel[]): string | null {
  const has = models.find(({ model }) => hasBatchNorm(model));
  if (has === undefined) return null;
  return `${capital(has.name)} has batch normalisation: each sample is scaled by the others of its batch, so no sample has a gradient of its own, which this probe adds up. Ask about a run without batch normalisation, or train the same design without it. Gradients of many batches, the noise scale, slices of the loss, and lines and planes between runs can be asked with it.`;
}

function sameModel([first, ...others]: readonly ProbedModel[]): string | null {
  const text = ({ model }: ProbedModel): string => JSON.stringify([model.inputs, model.image, model.layers, model.outputs, model.loss]);
  const other = others.find((one) => text(one) !== text(first));
  if (other === undefined) return null;
  return `${capital(first.name)} and ${other.name} have different networks, so there is nothing between their weights. Choose runs of the same network.`;
}

function sameData([first, ...others]: readonly ProbedModel[]): string | null {
  const other = others.find((one) => one.data !== first.data);
  if (other === undefined) return null;
  return `${capital(first.name)} and ${other.name} were trained on different data, so their losses cannot be compared along one line.`;
}

function convexProblem({ name, model, optimizer }: ProbedModel): string | null {
  if (model.layers.some(({ kind }) => kind !== 'flatten')) {
    return `${capital(name)} has hidden layers: its loss has many minima, and no exact optimum is known. This probe is for networks without hidden layers.`;
  }
  const { kind, decoupled, weightDecay } = optimizer;
  // Plain descent ends where gradient + weightDecay w is zero, whichever way the decay is applied.
  const isApart = weightDecay > 0 && (kind === 'adamW' || kind === 'lamb' || (decoupled && kind !== 'sgd'));
  if (isApart) {
    return `${capital(name)} has decoupled weight decay, which is no part of its loss: what it minimises has no exact optimum to compare with.`;
  }
  if (model.loss !== 'meanSquaredError' && weightDecay === 0) {
    return `${capital(name)} has no weight decay: the optimum of its loss is not one point, and may lie at infinity. Give the optimizer a weight decay above zero.`;
  }
  return null;
}

function timeProblem(question: ProbeQuestion, models: readonly ProbedModel[]): string | null {
  const seconds = probeSeconds(question, models);
  if (seconds <= MOST_SECONDS) return null;
  return `This would take about ${Math.round(seconds / 3600).toLocaleString('en-US')} hours. Ask for fewer trials, points or rows.`;
}
