/** Where each term of the glossary is explained at length, and how it is written as a heading. Terms without a page stand in the glossary. */
import type { LearnPageId } from '#renderer/state/learn-pages.ts';
import { hrefOf } from '#renderer/state/route.ts';
import { GLOSSARY, type TermName } from '#renderer/ui/glossary.ts';

const PAGES: Readonly<Partial<Record<LearnPageId, readonly TermName[]>>> = {
  batch: ['batch', 'batchSize', 'update', 'epoch', 'lastBatch', 'sampling'],
  update: ['loss', 'learningRate', 'momentum', 'nesterov', 'optimizer'],
  noise: ['gradientNorm', 'noiseScale', 'clipping', 'probe'],
  'learning-rate': [
    'learningRateRule',
    'referenceBatch',
    'rateSchedule',
    'rateDecay',
    'rateEnd',
    'oneCycle',
    'warmUp',
    'batchSchedule',
    'plateauThreshold',
  ],
  fair: ['budget', 'target'],
  stopping: ['earlyStopping', 'patience', 'minimumChange', 'watched'],
  generalisation: ['split', 'shuffle', 'trainingSamples', 'accuracy', 'evaluation', 'labelNoise', 'stratify'],
  regularisation: ['dropout', 'batchNorm', 'ghostBatch', 'runningStatistics', 'weightDecay', 'decoupledDecay'],
  interval: ['seed', 'run', 'condition'],
};

/** Headings that are not simply the words of the name. */
const TITLES: Readonly<Partial<Record<TermName, string>>> = {
  batchNorm: 'Batch normalisation',
  beta1: 'Beta 1',
  beta2: 'Beta 2',
  clipping: 'Gradient clipping',
  clusterSpread: 'Spread of clouds',
  dataNoise: 'Noise of the data',
  leakySlope: 'Slope below zero (leaky ReLU)',
  decoupledDecay: 'Decoupled weight decay',
  minimumChange: 'Smallest improvement',
  noiseScale: 'Noise scale of the gradient',
  oneCycle: 'One cycle',
  plateauThreshold: 'Threshold of a plateau',
  rateDecay: 'Decay of the learning rate',
  rateEnd: 'Learning rate at the end',
  rateSchedule: 'Learning-rate schedule',
  residual: 'Residual block',
  learningRateRule: 'Learning-rate rule',
  batchSchedule: 'Batch-size schedule',
  lastBatch: 'Incomplete last batch',
  predicted: 'Column to predict',
  predictedKind: 'Classes or numbers to predict',
  linesAbove: 'Lines above the table',
  labelNoise: 'Wrong labels (label noise)',
  squareSmoothing: 'Smoothing of squares (RMSprop)',
  stratify: 'Same class shares (stratified split)',
  shuffle: 'Shuffled split',
  source: 'Source of the data',
  update: 'Update (iteration, step)',
  warmUp: 'Warm-up',
  watched: 'Watched result',
};

const pages = new Map(Object.entries(PAGES).flatMap(([page, terms]) => terms.map((term): [TermName, string] => [term, page])));

/** "gradientNorm" -> "Gradient norm" */
export function termTitle(name: TermName): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return TITLES[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The page of Learn that a click on the term opens. */
export function termHref(name: TermName): string {
  return hrefOf({ screen: 'learn', page: pages.get(name) ?? 'glossary', term: name });
}

/** null for text that is no term: an address may hold anything. */
export function termNamed(text: string | null): TermName | null {
  return allTerms().find((name) => name === text) ?? null;
}

/** Every term, by its title. */
export function allTerms(): readonly TermName[] {
  // The keys of GLOSSARY are the names of terms by definition.
  const names = Object.keys(GLOSSARY) as TermName[];
  return names.sort((a, b) => termTitle(a).localeCompare(termTitle(b), 'en'));
}
