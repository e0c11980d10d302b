/** What the inspector lists of an experiment, a condition or a run, as pairs of name and value. */
import type { ExperimentDetail } from '#contract/experiments';
import type { RunSummary } from '#contract/runs';
import { hasActivation } from '#core/experiment/layers';
import type { Condition } from '#core/experiment/plan';
import { describeBudget, describeNetwork, describeSource, describeStopping } from '#core/experiment/describe';
import { outputsFor } from '#core/experiment/loss';
import { trainingRowCount } from '#core/data/training-rows';
import { splitCounts } from '#core/schedule/split-counts';
import { scheduleWords } from '#renderer/features/designer/schedule-words.ts';
import { ACTIVATIONS, optimizerSummary } from '#renderer/features/designer/summaries.ts';
import { formatCount, formatDuration, formatNumber, formatPercent, plural } from '#renderer/ui/format.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** A hash: written in fixed width, shortened, whole as its title. */
  readonly isHash?: boolean;
}

/** Settings of a condition, or those common to all conditions: what is varied is named as such. */
export function settingFacts(
  { spec, dataShape }: Pick<ExperimentDetail, 'spec' | 'dataShape'>,
  condition: Condition | null,
): readonly Fact[] {
  const counts = splitCounts(dataShape.rows, spec.data.split, dataShape.givenSplit);
  const train = trainingRowCount(spec.data, dataShape);
  const sizes = {
    inputs: dataShape.features,
    outputs: dataShape.target.kind === 'class' ? outputsFor(spec.loss, dataShape.target.classes) : 1,
  };
  const isVaried = (path: string): boolean =>
    spec.factors.some((factor) => ('path' in factor ? factor.path === path : factor.paths.includes(path)));
  const one = <Value>(path: string, common: Value, own: (condition: Condition) => Value, write: (value: Value) => string): string =>
    condition !== null ? write(own(condition)) : isVaried(path) ? 'varied' : write(common);
  const activations = [...new Set(spec.model.layers.filter(hasActivation).map(({ activation }) => ACTIVATIONS[activation]))].join(', ');
  const rule =
    spec.learningRateRule.kind === 'none' || condition !== null
      ? ''
      : `, ${spec.learningRateRule.kind === 'linear' ? 'linear' : 'square-root'} rule`;
  // A condition is a design in which nothing is varied.
  const own = condition === null ? spec : { ...spec, optimizer: condition.optimizer, factors: [] };
  const schedule = scheduleWords(spec);
  const early = describeStopping(spec);
  const full = (size: number | 'full'): string => (size === 'full' ? 'full' : formatCount(size));
  return [
    { name: 'Data', value: `${describeSource(spec.data.source)}, ${formatCount(train)} train, ${formatCount(counts.test)} test` },
    ...(counts.validation > 0 ? [{ name: 'Validation', value: `${formatCount(counts.validation)} samples` }] : []),
    ...(spec.data.labelNoise > 0 ? [{ name: 'Label noise', value: formatPercent(spec.data.labelNoise) }] : []),
    { name: 'Model', value: [describeNetwork(sizes, spec), activations].filter((part) => part !== '').join(', ') },
    {
      name: 'Batch size',
      value: one<number | 'full'>('batch.size', spec.batch.size, (own) => (own.isFullBatch ? 'full' : own.batchSize), full),
    },
    {
      name: 'Learning rate',
      value: one('optimizer.learningRate', spec.optimizer.learningRate, (own) => own.optimizer.learningRate, formatNumber) + rule,
    },
    ...(schedule === 'constant' ? [] : [{ name: 'Schedule', value: schedule }]),
    { name: 'Optimizer', value: optimizerSummary(own) },
    { name: 'Budget', value: isVaried('budget.amount') ? 'varied' : describeBudget(spec) },
    ...(early === null ? [] : [{ name: 'Stops early', value: early }]),
    ...(condition === null ? [] : [{ name: 'Last batch', value: plural(condition.lastBatch, 'sample') }]),
    { name: 'Seeds', value: `${formatCount(spec.replicates)}, from ${spec.seed}` },
  ];
}

export function provenanceFacts({ provenance }: Pick<ExperimentDetail, 'provenance'>, run: RunSummary | null): readonly Fact[] {
  return [
    { name: 'Engine', value: `${run?.engine ?? provenance.engine} ${run === null ? provenance.engineVersion : ''}`.trim() },
    { name: 'Device', value: run?.device ?? provenance.device },
    ...(provenance.engineReason === undefined ? [] : [{ name: 'Chosen by', value: provenance.engineReason }]),
    ...(run === null ? [] : [{ name: 'Training time', value: formatDuration(run.seconds) }]),
    ...(run === null ? [] : [{ name: 'Updates', value: formatCount(run.update) }]),
    { name: 'Batch Size Lab', value: provenance.app },
    { name: 'System', value: provenance.os },
    { name: 'Data fingerprint', value: provenance.dataHash, isHash: true },
    { name: 'Design fingerprint', value: provenance.specHash, isHash: true },
    ...(run === null || run.weightHash === null ? [] : [{ name: 'Final weights', value: run.weightHash, isHash: true }]),
  ];
}

/** "7c1e 09ab 52d4" */
export const shortHash = (hash: string): string => (hash.slice(0, 12).match(/.{1,4}/g) ?? []).join(' ');
