/** One line for each section of the designer: what a closed section says. */
import type { DataShape } from '#core/data/table';
import { describeSource, fieldName } from '#core/experiment/describe';
import { factorPaths, modelShape } from '#core/experiment/expand';
import { parameterCount } from '#core/experiment/layer-shapes';
import type { Activation, ExperimentSpec, LayerSpec } from '#core/experiment/spec';
import { batchSizes, valuesOf } from '#renderer/features/designer/factors.ts';
import { isReadBySome, kindsOf, OPTIMIZERS } from '#renderer/features/designer/optimizer-words.ts';
import { batchScheduleWords, scheduleWords } from '#renderer/features/designer/schedule-words.ts';
import { stoppingWords } from '#renderer/features/designer/watch-words.ts';
import { formatCount, formatNumber, formatPercent, plural } from '#renderer/ui/format.ts';

export const ACTIVATIONS: Readonly<Record<Activation, string>> = {
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  gelu: 'GELU',
  linear: 'linear',
};

/** A layer that is not dense, in a few words. */
export function layerWords(layer: Exclude<LayerSpec, { kind: 'dense' }>): string {
  switch (layer.kind) {
    case 'conv2d':
      return `${plural(layer.filters, 'filter')} ${String(layer.kernel)}×${String(layer.kernel)} ${ACTIVATIONS[layer.activation]}`;
    case 'maxPool':
      return `max pooling ${String(layer.size)}×${String(layer.size)}`;
    case 'averagePool':
      return `average pooling ${String(layer.size)}×${String(layer.size)}`;
    case 'flatten':
      return 'flatten';
    case 'dropout':
      return `dropout ${formatNumber(layer.rate)}`;
    case 'batchNorm':
      return 'batch normalisation';
    case 'residual':
      return `residual block of ${plural(layer.layers.length, 'layer')}`;
    default:
      return layer satisfies never;
  }
}

export function dataSummary(spec: ExperimentSpec, shape: DataShape | null): string {
  const name = describeSource(spec.data.source);
  if (shape === null) return `${name}, not imported here`;
  const target = shape.target.kind === 'class' ? plural(shape.target.classes, 'class', 'classes') : 'a number to predict';
  const facts = `${name}, ${target} in ${plural(shape.features, 'dimension')}`;
  const varied = spec.factors.flatMap(factorPaths).filter((path) => path.startsWith('data.'));
  return [facts, ...varied.map((path) => `${plural(valuesOf(spec, path).length, 'value')} of ${fieldName(path)}`)].join('; ');
}

export function modelSummary(spec: ExperimentSpec, shape: DataShape | null): string {
  const units = (index: number): string => valuesOf(spec, `model.layers.${index}.units`).map(String).join(' | ');
  const layers = spec.model.layers.map((layer, index) =>
    layer.kind === 'dense' ? `${units(index)} ${ACTIVATIONS[layer.activation]}` : layerWords(layer),
  );
  if (shape === null) return layers.length === 0 ? 'No hidden layer' : layers.join(', ');
  const model = modelShape(spec, shape);
  const output = { crossEntropy: `${formatCount(model.outputs)} softmax`, binaryCrossEntropy: '1 logistic', meanSquaredError: '1 output' }[
    spec.loss
  ];
  return [plural(model.inputs, 'input'), ...layers, `${output}: ${plural(parameterCount(model), 'parameter')}`].join(', ');
}

export function batchSummary(spec: ExperimentSpec, trainingRows: number | null): string {
  const name = (size: number | 'full'): string => {
    if (size !== 'full') return formatCount(size);
    return trainingRows === null ? 'full' : `full (${formatCount(trainingRows)})`;
  };
  const order = (size: number | 'full'): number => (size === 'full' ? Infinity : size);
  const sizes = [...batchSizes(spec)].sort((a, b) => order(a) - order(b));
  const shown =
    sizes.length === 1
      ? `${name(sizes[0])} for every run`
      : `${plural(sizes.length, 'value')}, ${name(sizes[0])} to ${name(sizes[sizes.length - 1])}`;
  const drawn = spec.batch.sampling === 'replacement' ? ['drawn with replacement'] : [];
  return [shown, ...drawn, ...[batchScheduleWords(spec) ?? []].flat()].join('; ');
}

export function learningRateSummary(spec: ExperimentSpec): string {
  const rates = valuesOf(spec, 'optimizer.learningRate').map((rate) => formatNumber(Number(rate)));
  const shown = rates.length === 1 ? rates[0] : `${plural(rates.length, 'value')}, ${rates[0]} to ${rates[rates.length - 1]}`;
  const rule = spec.learningRateRule;
  const course = scheduleWords(spec);
  if (valuesOf(spec, 'learningRateRule.kind').length > 1) {
    return `${shown}, by ${plural(valuesOf(spec, 'learningRateRule.kind').length, 'rule')} for other batch sizes; ${course}`;
  }
  if (rule.kind === 'none') return `${shown} for every batch size, ${course}`;
  const growth = rule.kind === 'linear' ? 'in proportion to' : 'with the root of';
  const grown = `${shown} at batch size ${formatCount(rule.referenceBatch)}, growing ${growth} the batch size`;
  return course === 'constant' ? grown : `${grown}; ${course}`;
}

export function optimizerSummary(spec: ExperimentSpec): string {
  const values = (path: string): string =>
    valuesOf(spec, path)
      .map((value) => (typeof value === 'number' ? formatNumber(value) : String(value)))
      .join(' | ');
  const momentum = values('optimizer.momentum');
  const decay = values('optimizer.weightDecay');
  const clip = values('optimizer.clipNorm');
  const smoothing = values('labelSmoothing');
  const decayName = spec.optimizer.decoupled && isReadBySome(spec, 'decoupled') ? 'decoupled weight decay' : 'weight decay';
  return [
    kindsOf(spec)
      .map((kind) => OPTIMIZERS[kind].label)
      .join(' | '),
    ...(!isReadBySome(spec, 'momentum')
      ? []
      : [momentum === '0' ? 'no momentum' : `${spec.optimizer.nesterov ? 'Nesterov momentum' : 'momentum'} ${momentum}`]),
    decay === '0' ? 'no weight decay' : `${decayName} ${decay}`,
    ...(clip === 'off' ? [] : [`clipped at ${clip}`]),
    ...(smoothing === '0' ? [] : [`label smoothing ${smoothing}`]),
  ].join(', ');
}

export function budgetSummary(spec: ExperimentSpec): string {
  const { unit } = spec.budget;
  const amount = valuesOf(spec, 'budget.amount')
    .map((value) => formatNumber(Number(value), 8))
    .join(' | ');
  const nouns = { epochs: 'passes over the data', updates: 'steps', samples: 'samples seen', seconds: 'seconds of training' } as const;
  if (valuesOf(spec, 'budget.unit').length > 1) return 'Several budgets, one after the other';
  const early = stoppingWords(spec);
  return `Equal ${unit}: ${amount} ${nouns[unit]}${early === null ? '' : ` ${early}`}`;
}

export function measureSummary(spec: ExperimentSpec): string {
  const { amount, unit } = spec.record.evaluateEvery;
  const interval = amount === 1 ? `Every ${unit.slice(0, -1)}` : `Every ${formatNumber(amount)} ${unit}`;
  const every = (spec.record.noiseScale ?? null) === null ? interval : `${interval}, with the noise scale`;
  if (spec.target === null) return `${every}, no target`;
  const value = spec.target.metric.endsWith('accuracy') ? formatPercent(spec.target.value, 0) : formatNumber(spec.target.value);
  return `${every}; target ${spec.target.metric.replace('.', ' ')} ${value}`;
}

export function repeatsSummary(spec: ExperimentSpec): string {
  const seeds = plural(spec.replicates, 'seed');
  return spec.replicates > 1 ? `${seeds}, the same ones in every condition` : seeds;
}
