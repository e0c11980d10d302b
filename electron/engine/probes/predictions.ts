/** The predictions of one network on one split: confusion, calibration, samples, and a map where there are two features. */
import { painted } from '#core/data/sample-images';
import { spreadRows } from '#core/data/spread-rows';
import type { Table } from '#core/data/table';
import { invariant, LabError } from '#core/failure';
import { BatchDraws } from '#core/probes/batch-draws';
import { calibrationOf, confusionOf } from '#core/probes/calibration';
import type { ClassPredictions, DecisionMap, PredictedSample, PredictionReport } from '#core/probes/predictions';
import type { Unit } from '#core/probes/units';
import type { PredictionInspection } from '#lab/ports/inspector';
import { floatData } from '#engine/onnx/session';
import { type Answers, answersOf, featuresOf } from '#engine/probes/answers';
import type { Subject, Weights } from '#engine/probes/subject';

const MOST_POINTS = 2000;
/** How far a map goes beyond its rows, as a part of their extent. */
const MARGIN = 0.1;

type Described = Pick<Table, 'featureNames' | 'target' | 'image'>;

export async function predictions(
  subject: Subject,
  weights: Weights,
  question: PredictionInspection,
  described: Described,
  seed: number,
): Promise<Omit<PredictionReport, 'runId' | 'update' | 'epoch'>> {
  const rows = subject.data.split[question.split];
  if (rows.length === 0) throw new LabError({ kind: 'conflict', problem: `This experiment has no ${question.split} samples to predict.` });
  const actual = Float64Array.from(rows, (row) => subject.data.targets[row]);
  const answers = await answersOf(subject, weights, rows, actual);
  const loss = answers.loss.reduce((sum, value) => sum + value, 0) / rows.length;
  const { target } = described;
  const classes = target.kind === 'class' ? classPredictions(target.classNames, actual, answers, question.bins) : null;
  const mean = actual.reduce((sum, value) => sum + value, 0) / rows.length;
  const spread = actual.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const right = answers.predicted.reduce((sum, value, row) => sum + (value === actual[row] ? 1 : 0), 0);
  const shown = spreadRows(rows.length, MOST_POINTS);
  return {
    split: question.split,
    rows: rows.length,
    loss,
    score: classes === null ? 1 - (loss * rows.length) / spread : right / rows.length,
    classes,
    values:
      classes === null
        ? { actual: Float32Array.from(shown, (row) => actual[row]), predicted: Float32Array.from(shown, (row) => answers.predicted[row]) }
        : null,
    map: question.units.length === 2 ? await mapOf(subject, weights, question, described, rows, answers, actual, shown) : null,
    samples: samplesOf(subject, question.samples, described, rows, answers, actual, seed),
  };
}

function classPredictions(names: readonly string[], actual: Float64Array, answers: Answers, bins: number): ClassPredictions {
  const isRight = Uint8Array.from(answers.predicted, (value, row) => (value === actual[row] ? 1 : 0));
  return { names, ...confusionOf(actual, answers.predicted, names.length), calibration: calibrationOf(answers.confidence, isRight, bins) };
}

function samplesOf(
  { data }: Subject,
  count: number,
  { image }: Described,
  rows: Int32Array,
  answers: Answers,
  actual: Float64Array,
  seed: number,
): PredictionReport['samples'] {
  const many = Math.min(count, rows.length);
  const sample = (index: number): PredictedSample => ({
    row: rows[index],
    actual: actual[index],
    predicted: answers.predicted[index],
    confidence: answers.confidence[index],
    ownProbability: answers.own[index],
    loss: answers.loss[index],
  });
  // A loss that is not a number is worse than any.
  const badness = (index: number): number => (Number.isNaN(answers.loss[index]) ? Infinity : answers.loss[index]);
  const byLoss = Int32Array.from(rows.keys()).sort((a, b) => (badness(b) > badness(a) ? 1 : badness(b) < badness(a) ? -1 : a - b));
  const worst = Array.from(byLoss.subarray(0, many), sample);
  const random = Array.from(new BatchDraws(seed, many, rows.length).next(), sample);
  if (image === undefined) return { worst, random, images: null };
  const features = floatData(data.features);
  const columns = data.features.dims[1];
  const all = [...worst, ...random];
  const values = new Float32Array(all.length * (columns - 1));
  all.forEach(({ row }, index) => {
    values.set(features.subarray(row * columns, (row + 1) * columns - 1), index * (columns - 1));
  });
  return { worst, random, images: { shape: image, pixels: painted(values) } };
}

async function mapOf(
  subject: Subject,
  weights: Weights,
  { map: points, units }: PredictionInspection,
  { featureNames, target }: Described,
  rows: Int32Array,
  answers: Answers,
  actual: Float64Array,
  shown: Int32Array,
): Promise<DecisionMap> {
  const features = floatData(subject.data.features);
  const [first, second] = [0, 1].map((feature) => Float64Array.from(rows, (row) => raw(features[row * 3 + feature], units[feature])));
  const [x, y] = [axisOf(first, points), axisOf(second, points)];
  const grid = Array.from(y, (high) => Array.from(x, (wide) => [seen(wide, units[0]), seen(high, units[1])])).flat();
  const indices = Int32Array.from(grid.keys());
  const said = await answersOf(subject, weights, indices, new Float64Array(grid.length), featuresOf(grid, 2));
  const isClass = target.kind === 'class';
  const [nameX, nameY] = featureNames;
  invariant(featureNames.length === 2, 'a map has two features');
  return {
    featureNames: [nameX, nameY],
    x,
    y,
    answer: isClass ? Int32Array.from(said.predicted) : new Int32Array(grid.length),
    value: Float32Array.from(isClass ? said.confidence : said.predicted),
    points: {
      x: Float32Array.from(shown, (row) => first[row]),
      y: Float32Array.from(shown, (row) => second[row]),
      label: Int32Array.from(shown, (row) => (isClass ? actual[row] : 0)),
      isRight: Uint8Array.from(shown, (row) => (isClass && answers.predicted[row] === actual[row] ? 1 : 0)),
    },
  };
}

function seen(value: number, { scale, shift }: Unit): number {
  return value * scale + shift;
}

/** A feature without spread is shown as the network sees it. */
function raw(value: number, { scale, shift }: Unit): number {
  return scale === 0 ? value : (value - shift) / scale;
}

function axisOf(values: Float64Array, points: number): Float64Array {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const extent = high > low ? high - low : 1;
  return Float64Array.from(
    { length: points },
    (_, index) => low - MARGIN * extent + ((1 + 2 * MARGIN) * extent * index) / Math.max(1, points - 1),
  );
}
