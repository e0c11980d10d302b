/** What a design is likely to mislead about, said before it runs. Nothing here forbids a start. */
import { factorPaths } from '#core/experiment/expand';
import { noiseWarnings } from '#core/experiment/noise-issues';
import { warning } from '#core/experiment/parse';
import type { Condition, Plan } from '#core/experiment/plan';
import { isRagged } from '#core/experiment/ragged';
import type { ExperimentSpec } from '#core/experiment/spec';
import { watchWarnings } from '#core/experiment/watch-issues';
import type { Issue } from '#core/failure';
import type { Steps } from '#core/steps';

/** All warnings of a design that has no errors, in steps of a condition. */
export function* designWarnings(spec: ExperimentSpec, plan: Plan): Steps<readonly Issue[]> {
  return [
    ...unequalUpdates(spec, plan),
    ...raggedBatches(plan),
    ...fewUpdates(plan),
    ...watchWarnings(plan),
    ...noiseWarnings(plan.conditions),
    ...(yield* sameConditions(plan)),
    ...fewSeeds(spec),
  ];
}

/** Equal epochs (or samples) give small batches many times the updates: the largest confounder of batch-size studies. */
function unequalUpdates(spec: ExperimentSpec, plan: Plan): Issue[] {
  const isBudgetVaried = spec.factors.some((factor) => factorPaths(factor).includes('budget.unit'));
  if (isBudgetVaried || (spec.budget.unit !== 'epochs' && spec.budget.unit !== 'samples')) return [];
  // Conditions of as many samples first: there the batch size alone makes the difference.
  const ofSameSize = [...Map.groupBy(plan.conditions, (one) => one.data.trainingRows).values()].map(extremes);
  const [most, fewest] = ofSameSize.find(isFarApart) ?? extremes(plan.conditions);
  if (!isFarApart([most, fewest])) return [];
  const [many, few] = [most, fewest].map((condition) => condition.length.updates.toLocaleString('en-US'));
  if (most.data.trainingRows !== fewest.data.trainingRows) {
    const [more, fewer] = [most, fewest].map((condition) => condition.data.trainingRows.toLocaleString('en-US'));
    const words = `A run on ${more} training samples makes up to ${many} updates, one on ${fewer} as few as ${few}.`;
    const risk = 'What looks like an effect of the number of samples may be an effect of the number of updates.';
    return [warning('budget.unit', `Equal ${spec.budget.unit} are not equal updates. ${words} ${risk}`)];
  }
  return [
    warning(
      'budget.unit',
      `Equal ${spec.budget.unit} are not equal updates. ${name(most)} makes ${many} updates and ${lower(name(fewest))} only ${few}, from the same samples. What looks like an effect of batch size may be an effect of the number of updates.`,
    ),
  ];
}

/** The conditions with most and fewest updates. */
function extremes(conditions: readonly Condition[]): readonly [Condition, Condition] {
  const byUpdates = [...conditions].sort((a, b) => b.length.updates - a.length.updates);
  return [byUpdates[0], byUpdates[byUpdates.length - 1]];
}

function isFarApart([most, fewest]: readonly [Condition, Condition]): boolean {
  return most.length.updates >= 4 * fewest.length.updates;
}

/** An incomplete batch that is small and comes often is a hidden variable: its few samples weigh as much as a whole batch. */
function raggedBatches(plan: Plan): Issue[] {
  const ragged = plan.conditions.filter(isRagged);
  return distinctBatches(ragged).map((one) =>
    warning(
      'batch.remainder',
      `${String(one.batchSize)} leaves ${String(one.lastBatch)} over. One update in ${String(one.updatesPerEpoch)} sees only ${String(one.lastBatch)} samples and counts as much as the others.`,
    ),
  );
}

function fewUpdates(plan: Plan): Issue[] {
  const few = plan.conditions.filter((one) => one.length.updates < 20);
  return distinctBatches(few).map((one) =>
    warning(
      'budget.amount',
      `${name(one)} makes only ${String(one.length.updates)} ${one.length.updates === 1 ? 'update' : 'updates'} in the whole budget.`,
    ),
  );
}

function* sameConditions(plan: Plan): Steps<Issue[]> {
  const firstOf = new Map<string, number>();
  for (const [index, one] of plan.conditions.entries()) {
    yield;
    const settings = JSON.stringify([
      one.data,
      one.batchSize,
      one.laterBatches,
      one.remainder,
      one.sampling,
      one.optimizer,
      one.schedule,
      one.model,
      one.labelSmoothing,
      one.length,
      one.stopping,
    ]);
    const first = firstOf.get(settings);
    if (first !== undefined) {
      const both = `${String(first + 1)} and ${String(index + 1)}`;
      return [warning('factors', `Conditions ${both} of the table are the same experiment; one of them can go.`)];
    }
    firstOf.set(settings, index);
  }
  return [];
}

function fewSeeds(spec: ExperimentSpec): Issue[] {
  if (spec.replicates >= 5) return [];
  const seeds = spec.replicates === 1 ? 'One seed shows' : `${String(spec.replicates)} seeds show`;
  return [warning('replicates', `${seeds} what happened, not what usually happens. Use at least 5 seeds before you conclude anything.`)];
}

function distinctBatches(conditions: readonly Condition[]): readonly Condition[] {
  return [...new Map(conditions.map((one) => [one.batchSize, one])).values()];
}

function name(condition: Condition): string {
  return condition.isFullBatch ? 'Full batch' : `Batch size ${condition.batchSize.toLocaleString('en-US')}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
