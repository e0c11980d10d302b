/** The table of conditions: its columns (what is varied beside the batch size) and a row for each condition. Pure. */
import { fieldName, valueName } from '#core/experiment/describe';
import { factorPaths } from '#core/experiment/expand';
import type { Condition, Plan } from '#core/experiment/plan';
import type { ExperimentSpec, FactorValue } from '#core/experiment/spec';
import { asSentence } from '#renderer/features/designer/issues.ts';
import { scalingName } from '#renderer/features/designer/scaling-words.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface ConditionColumn {
  readonly path: string;
  readonly title: string;
}

/** Every varied field but the batch size, which has its own column; a rule that changes the rate shows the rate. */
export function factorColumns(spec: ExperimentSpec): readonly ConditionColumn[] {
  const paths = spec.factors.flatMap(factorPaths).filter((path) => path !== 'batch.size');
  const withRate =
    spec.learningRateRule.kind === 'none' || paths.includes('optimizer.learningRate') ? paths : [...paths, 'optimizer.learningRate'];
  // Unit and amount of a budget are one thing to read.
  const shown = withRate.includes('budget.unit') ? withRate.filter((path) => path !== 'budget.amount') : withRate;
  return shown.map((path) => ({ path, title: path === 'budget.unit' ? 'Budget' : asSentence(fieldName(path)) }));
}

/** What a condition shows in such a column: the resolved learning rate, else the value of the factor. */
export function cellText(condition: Condition, path: string): string {
  if (path === 'optimizer.learningRate') return formatNumber(condition.optimizer.learningRate, 3);
  if (path === 'budget.unit') return `${valueText(condition.factors['budget.amount'])} ${valueText(condition.factors[path])}`.trim();
  if (path === 'data.trainingRows') return formatCount(condition.data.trainingRows);
  if (path === 'data.labelNoise') return `${formatNumber(condition.data.labelNoise * 100, 4)}\u00a0%`;
  if (path === 'data.scaling') return scalingName(condition.data.scaling);
  return valueText(condition.factors[path]);
}

function valueText(value: FactorValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value, 6);
  return valueName(value);
}

export function lastBatchText(condition: Condition): string {
  if (condition.lastBatch === condition.batchSize) return condition.remainder === 'drop' ? 'complete, rest dropped' : 'complete';
  return `${formatCount(condition.lastBatch)} of ${formatCount(condition.batchSize)}`;
}

/** True where the last batch is so small, and comes so often, that the design warns of it. */
export function isRagged(condition: Condition): boolean {
  return condition.updatesPerEpoch > 1 && condition.updatesPerEpoch <= 10 && condition.lastBatch <= condition.batchSize / 4;
}

/** "The same for every run: 200 epochs, 100,000 samples seen." or null where nothing is. */
export function sameForAll(plan: Plan): string | null {
  const [first] = plan.conditions;
  if (plan.conditions.length < 2 || first.length.seconds !== null) return null;
  const isSame = (read: (condition: Condition) => number): boolean =>
    plan.conditions.every((condition) => Math.abs(read(condition) - read(first)) < 1e-9);
  const parts = [
    isSame((condition) => condition.epochs) ? `${formatNumber(first.epochs, 6)} epochs` : null,
    isSame((condition) => condition.length.updates) ? `${formatCount(first.length.updates)} updates` : null,
    isSame((condition) => condition.samples) ? `${formatCount(first.samples)} samples seen` : null,
  ].filter((part) => part !== null);
  const isMost = plan.conditions.some(({ stopping }) => stopping !== undefined);
  return parts.length === 0 ? null : `The same for every run: ${isMost ? 'at most ' : ''}${parts.join(', ')}.`;
}
