/** All rules of findings in the order in which they are shown, and the findings of a comparison. */
import { batchOne } from '#core/findings/batch-one';
import { bestScore } from '#core/findings/best-score';
import { criticalBatch } from '#core/findings/critical-batch';
import { divergence } from '#core/findings/divergence';
import { fastestPerEpoch, fastestPerUpdate } from '#core/findings/fastest-per';
import { fewSeeds } from '#core/findings/few-seeds';
import type { Finding, Rule, Severity } from '#core/findings/finding';
import { fitDiagnosis } from '#core/findings/fit-diagnosis';
import { generalisationGap } from '#core/findings/generalisation-gap';
import { learningRateEdge } from '#core/findings/learning-rate-edge';
import { raggedBatch } from '#core/findings/ragged-batch';
import { seedNoise } from '#core/findings/seed-noise';
import { survivesTheLens } from '#core/findings/survives-the-lens';
import { testAsValidation } from '#core/findings/test-as-validation';
import { unitsDisagree } from '#core/findings/units-disagree';
import { wobble } from '#core/findings/wobble';
import type { Study } from '#core/compare/study';

export const RULES: readonly Rule[] = [
  fewSeeds,
  divergence,
  raggedBatch,
  testAsValidation,
  learningRateEdge,
  unitsDisagree,
  survivesTheLens,
  fastestPerEpoch,
  fastestPerUpdate,
  criticalBatch,
  bestScore,
  generalisationGap,
  seedNoise,
  wobble,
  batchOne,
  fitDiagnosis,
];

const ORDER: Readonly<Record<Severity, number>> = { alarm: 0, result: 1, notice: 2 };

/** Every finding of a comparison: alarms first, then results, then notices, each in the order of the rules. */
export function findings(study: Study): readonly Finding[] {
  const all = RULES.flatMap((rule) => rule.find(study).map((found): Finding => ({ ...found, rule: rule.id })));
  return all.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** The rule that made a finding, for its name and explanation. */
export function ruleOf({ rule }: Pick<Finding, 'rule'>): Rule {
  const found = RULES.find(({ id }) => id === rule);
  // A finding is made by one of the rules.
  return found as Rule;
}
