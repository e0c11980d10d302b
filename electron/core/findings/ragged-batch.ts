/** Alarm: an incomplete last batch that is small and comes often is a hidden variable. */
import { BATCH_FIELD } from '#core/compare/fields';
import type { Group } from '#core/compare/groups';
import { ladders, sizeText } from '#core/compare/ladders';
import { compareSeeds } from '#core/compare/pairs';
import type { Study } from '#core/compare/study';
import type { Condition } from '#core/experiment/plan';
import { isRagged } from '#core/experiment/ragged';
import { differenceEvidence, fewSeedsWords, intervalWords, unitOf } from '#core/findings/evidence';
import { count, verdictOn, type Found, type Rule } from '#core/findings/finding';
import { wobbles } from '#core/findings/wobble-of';

const ID = 'ragged-batch';

export const raggedBatch: Rule = {
  id: ID,
  name: 'Ragged last batch',
  explanation:
    'Raised where the batch size does not divide the training rows, the rest is kept, is at most a quarter of a batch, and comes at least once in ten updates: its few samples then move the weights as far as a whole batch. The verdict is about the visible effect: whether the curve wobbles more late in training than at the nearest batch size without such a rest (paired t by seed).',
  find: (study) =>
    study.groups.filter((group) => group.members.some(({ condition }) => isRagged(condition))).map((group) => findingOf(group, study)),
};

function findingOf(group: Group, study: Study): Found {
  const { measure, level } = study.choices;
  // The rule has chosen groups with a ragged member.
  const condition = group.members.map((member) => member.condition).find(isRagged) as Condition;
  const rows = Math.round(condition.samples / condition.epochs);
  const fact = `Batch size ${condition.batchSize.toLocaleString('en-US')} leaves ${condition.lastBatch} of ${rows.toLocaleString('en-US')} samples over: one update in ${condition.updatesPerEpoch} sees only these ${condition.lastBatch} and moves the weights as much as the others.`;
  const facts = [
    count('training rows', rows, 'rows', group.seeds.length),
    count('rows in the last batch', condition.lastBatch, 'rows', group.seeds.length),
  ];
  const other = nearest(group, study);
  const base = {
    id: `${ID}/${group.key}`,
    severity: 'alarm',
    moreSeeds: null,
    showMe: {
      tab: 'curves',
      chart: 'score',
      settings: { lens: 'epochs', column: measure.column, groups: [group.key, ...(other === null ? [] : [other.key])] },
    },
  } as const;
  const remedy = ' Drop the rest, weight it by its size, or take a batch size that divides the rows.';
  if (other === null) return { ...base, verdict: null, claim: null, sentence: `${fact}${remedy}`, evidence: facts };
  const { difference } = compareSeeds(wobbles(group, study), wobbles(other, study), level);
  const { n, p, mean } = difference;
  const verdict = verdictOn({ n, p, isAsClaimed: mean > 0, alpha: 1 - level });
  const effect = {
    supported: `Late in training its ${measure.name} wobbles more than at ${sizeText(other)}`,
    notSupported: `Late in training its ${measure.name} does not wobble more than at ${sizeText(other)}, but less`,
    undecided: `Whether its ${measure.name} wobbles more late in training than at ${sizeText(other)} is undecided`,
  }[verdict];
  return {
    ...base,
    verdict,
    claim: `The incomplete batch makes ${measure.name} wobble more at ${sizeText(group)} than at ${sizeText(other)}.`,
    sentence: `${fact} ${effect} (difference of the wobble: ${intervalWords(measure, difference)}).${fewSeedsWords(n)}${remedy}`,
    evidence: [...facts, differenceEvidence(`wobble of ${sizeText(group)} minus that of ${sizeText(other)}`, difference, unitOf(measure))],
  };
}

/** The group of the same ladder without a ragged batch whose size is nearest by ratio and that was measured. */
function nearest(group: Group, study: Study): Group | null {
  const ladder = ladders(study.groups).find(({ groups }) => groups.includes(group));
  const size = Number(group.fields[BATCH_FIELD]);
  const away = (other: Group): number => Math.abs(Math.log((other.batchSize ?? NaN) / size));
  const whole = (ladder?.groups ?? []).filter(
    (other) => !other.members.some(({ condition }) => isRagged(condition)) && wobbles(other, study).values.length > 0,
  );
  return whole.toSorted((a, b) => away(a) - away(b)).at(0) ?? null;
}
