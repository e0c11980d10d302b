/** An experiment in words: the sentence of the designer, and the line under its name in lists. */
import { factorLevels, factorPaths } from '#core/experiment/expand';
import type { Plan } from '#core/experiment/plan';
import type { DataSource, ExperimentSpec, FactorValue, LayerSpec } from '#core/experiment/spec';
import { isRising, type TargetMetric } from '#core/series/target';

const SOURCE_NAMES: Readonly<Record<Exclude<DataSource['kind'], 'dataset'>, string>> = {
  blobs: 'Blobs',
  moons: 'Moons',
  circles: 'Circles',
  spirals: 'Spirals',
  xor: 'XOR',
  gaussianQuantiles: 'Gaussian quantiles',
  softmaxRegression: 'Softmax regression',
  linearRegression: 'Linear regression',
  nonlinearRegression: 'Nonlinear regression',
  digits: 'Synthetic digits',
};

export function describeSource(source: DataSource): string {
  return source.kind === 'dataset' ? source.name : SOURCE_NAMES[source.kind];
}

/** "2-50-3": inputs, hidden units, outputs; "784-conv16-pool-dense50-10" where layers are of several kinds. */
export function describeNetwork(sizes: { readonly inputs: number; readonly outputs: number }, spec: ExperimentSpec): string {
  const { layers } = spec.model;
  const isDense = layers.every((layer) => layer.kind === 'dense');
  return [sizes.inputs, ...layers.flatMap((layer) => layerWord(layer, isDense)), sizes.outputs].join('-');
}

function layerWord(layer: LayerSpec, isDense: boolean): string[] {
  switch (layer.kind) {
    case 'dense':
      return [isDense ? String(layer.units) : `dense${String(layer.units)}`];
    case 'conv2d':
      return [`conv${String(layer.filters)}`];
    case 'maxPool':
    case 'averagePool':
      return ['pool'];
    case 'dropout':
      return [`drop${String(layer.rate)}`];
    case 'batchNorm':
      return ['norm'];
    case 'flatten':
      return [];
    case 'residual':
      return [`residual(${layer.layers.flatMap((inner) => layerWord(inner, false)).join('-')})`];
    default:
      return layer satisfies never;
  }
}

/** "3 batch sizes x 2 learning rates", "4 pairs of batch size and learning rate", or "one setting". */
export function describeGrid(spec: ExperimentSpec): string {
  if (spec.factors.length === 0) return 'one setting';
  const parts = spec.factors.map((factor) => {
    const count = factorLevels(factor).length;
    const names = factorPaths(factor).map(fieldName);
    if (names.length > 1)
      return `${String(count)} ${count === 1 ? 'combination' : 'combinations'} of ${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
    return `${String(count)} ${count === 1 ? names[0] : several(names[0])}`;
  });
  return parts.join(' × ');
}

export function describeBudget(spec: ExperimentSpec): string {
  const { amount, unit } = spec.budget;
  const shown = amount.toLocaleString('en-US', { maximumFractionDigits: 2 });
  const noun = unit === 'samples' ? 'samples seen' : unit;
  return amount === 1 ? `${shown} ${noun.replace(/s( seen)?$/, '$1')}` : `${shown} ${noun}`;
}

/** "validation loss". */
export function metricName(metric: TargetMetric): string {
  return metric.replace('train.', 'training ').replace('.', ' ');
}

/** "80 %" of an accuracy, "0.25" of a loss. */
export function metricAmount(metric: TargetMetric, value: number): string {
  const shown = isRising(metric) ? `${Number((100 * value).toPrecision(4)).toLocaleString('en-US')} %` : Number(value.toPrecision(4));
  return String(shown);
}

/** "until validation loss has not got better in 10 evaluations"; null where every run makes its whole budget. */
export function describeStopping({ stopping, target, factors }: Pick<ExperimentSpec, 'stopping' | 'target' | 'factors'>): string | null {
  if (stopping === null) return null;
  const { metric, patience, minimumChange } = stopping;
  const varied = factors.find((factor) => factorPaths(factor).includes('stopping.kind'));
  const column = varied === undefined ? 0 : factorPaths(varied).indexOf('stopping.kind');
  const kinds: readonly unknown[] = varied === undefined ? [stopping.kind] : factorLevels(varied).map((level) => level[column]);
  const isAny = (...wanted: readonly string[]): boolean => kinds.some((kind) => wanted.includes(String(kind)));
  if (!isAny('patience', 'target', 'both')) return null;
  const by = minimumChange === 0 ? '' : ` by more than ${isRising(metric) ? metricAmount(metric, minimumChange) : String(minimumChange)}`;
  const evaluations = `${patience.toLocaleString('en-US')} ${patience === 1 ? 'evaluation' : 'evaluations'}`;
  const patient = `${metricName(metric)} has not got better${by} in ${evaluations}`;
  const reached =
    target === null ? 'the target is reached' : `${metricName(target.metric)} reaches ${metricAmount(target.metric, target.value)}`;
  const reasons = [...(isAny('target', 'both') ? [reached] : []), ...(isAny('patience', 'both') ? [patient] : [])];
  return `until ${reasons.join(' or ')}${isAny('never') ? ', with and without stopping early' : ''}`;
}

/**
 * "Train a 2-50-3 network on Blobs, 500 training samples, with 3 batch sizes x 10 seeds, for 200 epochs: 30 runs, 310,000 updates"; with
 * early stopping "for at most 200 epochs, until ...: 30 runs, at most 310,000 updates".
 */
export function sentence(spec: ExperimentSpec, plan: Plan): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const network = describeNetwork(plan.conditions[0].model, spec);
  const fewest = plan.conditions.reduce((least, { data }) => Math.min(least, data.trainingRows), plan.trainingRows);
  const rows = `${fewest === plan.trainingRows ? '' : `${number(fewest)} to `}${number(plan.trainingRows)}`;
  const seeds = `${number(spec.replicates)} ${spec.replicates === 1 ? 'seed' : 'seeds'}`;
  const isBudgetVaried = spec.factors.some((factor) => factorPaths(factor).some((path) => path.startsWith('budget.')));
  const stopping = describeStopping(spec);
  const most = stopping === null ? '' : 'at most ';
  const start = `Train a ${network} network on ${describeSource(spec.data.source)}, ${rows} training samples, with ${describeGrid(spec)} × ${seeds}${isBudgetVaried ? '' : `, for ${most}${describeBudget(spec)}`}${stopping === null ? '' : `, ${stopping}`}`;
  const runs = `${number(plan.runs)} ${plan.runs === 1 ? 'run' : 'runs'}`;
  return spec.budget.unit === 'seconds'
    ? `${start}: ${runs}`
    : `${start}: ${runs}, ${most}${number(plan.updates)} ${plan.updates === 1 ? 'update' : 'updates'}`;
}

/** "Blobs, 2-50-3, batch size 1 to full". */
export function describeExperiment(spec: ExperimentSpec, sizes: { readonly inputs: number; readonly outputs: number }): string {
  return [describeSource(spec.data.source), describeNetwork(sizes, spec), ...describeFactors(spec)].join(', ');
}

/** ["batch size 1 to full", "learning rate 0.01 to 0.1"]; empty where nothing is varied. */
export function describeFactors(spec: ExperimentSpec): readonly string[] {
  return spec.factors.flatMap((factor) =>
    factorPaths(factor).map((path, index) => {
      const values = [...new Set(factorLevels(factor).map((level) => level[index]))];
      const shown = values.every((value) => typeof value === 'number') || path === 'batch.size' ? sorted(values) : values;
      return shown.length === 1
        ? `${fieldName(path)} ${String(shown[0])}`
        : `${fieldName(path)} ${String(shown[0])} to ${String(shown[shown.length - 1])}`;
    }),
  );
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  const order = (value: unknown): number => (typeof value === 'number' ? value : Infinity);
  return [...values].sort((a, b) => order(a) - order(b));
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  'batch.size': 'batch size',
  'batch.remainder': 'incomplete last batch',
  'optimizer.learningRate': 'learning rate',
  'optimizer.momentum': 'momentum',
  'optimizer.nesterov': 'Nesterov momentum',
  'optimizer.weightDecay': 'weight decay',
  'model.initializer': 'initializer',
  'budget.amount': 'budget',
  'budget.unit': 'budget unit',
  'learningRateRule.kind': 'learning-rate rule',
  'optimizer.kind': 'optimizer',
  'optimizer.decoupled': 'decoupled weight decay',
  'optimizer.beta1': 'beta 1',
  'optimizer.beta2': 'beta 2',
  'optimizer.smoothing': 'RMSprop smoothing',
  'optimizer.epsilon': 'epsilon',
  'optimizer.trustCoefficient': 'trust coefficient',
  'optimizer.clipNorm': 'gradient clipping',
  'schedule.kind': 'learning-rate schedule',
  'schedule.warmUp': 'warm-up',
  'schedule.decay': 'learning-rate decay',
  'schedule.every': 'decay interval',
  'batch.sampling': 'sampling',
  'batch.schedule.kind': 'batch-size schedule',
  'batch.schedule.by': 'batch-size growth',
  'batch.schedule.every': 'batch-size growth interval',
  'schedule.patience': 'patience of the learning-rate schedule',
  'schedule.metric': 'metric of the learning-rate schedule',
  'schedule.end': 'part of the learning rate left',
  'schedule.unit': 'unit of the learning-rate schedule',
  'schedule.power': 'power of the learning-rate schedule',
  'schedule.rise': 'rising part of the learning-rate schedule',
  'schedule.startDivisor': 'divisor of the first learning rate',
  'schedule.endDivisor': 'divisor of the last learning rate',
  'schedule.threshold': 'smallest improvement of the learning-rate schedule',
  'batch.schedule.unit': 'unit of the batch-size schedule',
  'batch.schedule.most': 'largest batch size of the schedule',
  'learningRateRule.referenceBatch': 'reference batch size',
  'data.split.use': 'division of the data',
  'stopping.kind': 'stopping rule',
  'stopping.metric': 'metric of early stopping',
  'stopping.patience': 'patience of early stopping',
  'stopping.minimumChange': 'smallest improvement',
  loss: 'loss',
  labelSmoothing: 'label smoothing',
  'data.content': 'content of the data',
  'data.labelNoise': 'label noise',
  'data.scaling': 'scaling of features',
  'data.trainingRows': 'training samples',
  'data.source.kind': 'kind of data',
  'data.source.name': 'data set',
  'data.source.samples': 'samples in all',
  'data.source.classes': 'classes',
  'data.source.features': 'features',
  'data.source.stream': 'random numbers of the data',
  'data.split.train': 'training part',
  'data.split.validation': 'validation part',
  'data.split.test': 'test part',
  'data.split.stratify': 'equal shares of classes',
  'data.split.order': 'order of the division',
  'data.source.clusterStd': 'spread of the blobs',
  'data.source.distortion': 'distortion of the digits',
  'data.source.factor': 'ratio of the circles',
  'data.source.noise': 'noise level of the data',
  'data.source.seed': 'data seed',
  'data.source.signal': 'signal strength of the data',
  'data.source.turns': 'turns of the spirals',
};

const LAYER_FIELD_NAMES: Readonly<Record<string, string>> = {
  rate: 'dropout rate',
  kernel: 'kernel size',
  size: 'window size',
  ghostSize: 'ghost batch size',
  kind: 'kind',
};

/** The name a person knows a field by. */
export function fieldName(path: string): string {
  const field = /^model\.layers\.(\d+)\.(?:layers\.(\d+)\.)?(\w+)$/.exec(path);
  if (field !== null) {
    const inner = (field.at(2) ?? '') === '' ? '' : ` of layer ${String(Number(field[2]) + 1)}`;
    return `${LAYER_FIELD_NAMES[field[3]] ?? field[3]}${inner} of layer ${String(Number(field[1]) + 1)}`;
  }
  return FIELD_NAMES[path] ?? path;
}

/** What has no plural that anybody says. */
const UNCOUNTED = [
  'momentum',
  'Nesterov momentum',
  'incomplete last batch',
  'sampling',
  'weight decay',
  'decoupled weight decay',
  'label smoothing',
  'gradient clipping',
  'warm-up',
  'smoothing',
  'RMSprop smoothing',
  'epsilon',
  'beta 1',
  'beta 2',
  'learning-rate decay',
  'batch-size growth',
];

const several = (name: string): string => (UNCOUNTED.includes(name) ? `values of ${name}` : plural(name));

/** "weightBySize" -> "weight by size", true -> "yes": a value of a factor as it is read. */
export function valueName(value: FactorValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value) : value.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function plural(name: string): string {
  if (name.endsWith('batch size')) return 'batch sizes';
  if (name === 'training samples') return 'numbers of training samples';
  if (name === 'label noise') return 'levels of label noise';
  const [first, ...rest] = name.split(' of ');
  if (rest.length > 0) return [plural(first), ...rest].join(' of ');
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : name.endsWith('s') ? name : `${name}s`;
}
