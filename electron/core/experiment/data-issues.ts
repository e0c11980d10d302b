/** What is wrong with the data of a design: its split, its source, and whether the loss fits the target. */
import { sourceShape } from '#core/data/shape';
import { NO_GIVEN_SPLIT } from '#core/data/split';
import type { DataShape } from '#core/data/table';
import { predictsClasses } from '#core/experiment/loss';
import { error } from '#core/experiment/parse';
import type { ExperimentSpec, Loss } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import { splitCounts } from '#core/schedule/split-counts';

/** 800 MB as float32. */
const MOST_VALUES = 200_000_000;

/** Parts of the data that add up to too much, or are empty. */
export function splitIssues(spec: ExperimentSpec, shape: DataShape | null): Issue[] {
  const { use, train, validation, test } = spec.data.split;
  const sum = use === 'file' ? train + validation : train + validation + test;
  if (sum > 1 + 1e-9) {
    return [
      error(
        'data.split',
        `The parts add up to ${String(Math.round(sum * 1000) / 10)} % of ${use === 'file' ? 'its training part' : 'the data'}; they may be 100 % at most.`,
      ),
    ];
  }
  if (shape === null) return [];
  if (use === 'file' && shape.givenSplit === undefined) return [error('data.split.use', NO_GIVEN_SPLIT)];
  const counts = splitCounts(shape.rows, spec.data.split, shape.givenSplit);
  if (counts.train === 0) return [error('data.split.train', `leaves no training samples out of ${String(shape.rows)}.`)];
  if (spec.data.trainingRows !== 'all' && spec.data.trainingRows > counts.train) {
    return [error('data.trainingRows', `must be at most ${counts.train.toLocaleString('en-US')}, the training samples of the split.`)];
  }
  const empty = (['validation', 'test'] as const).filter((part) => spec.data.split[part] > 0 && counts[part] === 0);
  return empty.map((part) => error(`data.split.${part}`, `is too small: it leaves no sample out of ${String(shape.rows)}.`));
}

/** Data that cannot be made, or does not fit what is asked of it. */
export function dataIssues(spec: ExperimentSpec, shape: DataShape | null): Issue[] {
  const { source } = spec.data;
  const issues: Issue[] = [];
  if (shape === null && source.kind === 'dataset') {
    issues.push(error('data.source.name', `There is no dataset called "${source.name}" here. Import it first.`));
  }
  if ('classes' in source && source.samples < source.classes) {
    issues.push(error('data.source.samples', `must be at least one for each of the ${String(source.classes)} classes.`));
  }
  if (source.kind !== 'dataset' && source.samples * sourceShape(source).features > MOST_VALUES) {
    const values = (source.samples * sourceShape(source).features).toLocaleString('en-US');
    issues.push(
      error(
        'data.source.samples',
        `makes ${values} numbers; at most ${MOST_VALUES.toLocaleString('en-US')} fit in memory. Use fewer samples or features.`,
      ),
    );
  }
  if (shape === null) return issues;
  if (spec.data.split.stratify && shape.target.kind === 'value') {
    issues.push(error('data.split.stratify', 'Only data with classes can be split class by class. Switch it off.'));
  }
  if (spec.data.labelNoise > 0 && (shape.target.kind === 'value' || shape.target.classes < 2)) {
    issues.push(error('data.labelNoise', 'Wrong labels need a target of two classes or more. Set it to 0.'));
  }
  return [...issues, ...lossIssues(spec.loss, shape)];
}

/** A head that does not fit the target. */
function lossIssues(loss: Loss, { target }: DataShape): Issue[] {
  if (predictsClasses(loss) && target.kind === 'value') {
    return [error('loss', 'Cross-entropy needs classes, but the target of this data is a number. Use "meanSquaredError".')];
  }
  if (loss === 'meanSquaredError' && target.kind === 'class') {
    return [error('loss', 'Mean squared error needs a number to predict, but the target of this data is a class. Use "crossEntropy".')];
  }
  if (loss === 'binaryCrossEntropy' && target.kind === 'class' && target.classes !== 2) {
    const words = `Binary cross-entropy tells two classes apart with one output, but this data has ${String(target.classes)}.`;
    return [error('loss', `${words} Use "crossEntropy", which has one output for each class.`)];
  }
  return [];
}
