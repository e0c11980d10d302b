/** Alarm: the test set was used for what a validation set is for. */
import type { ComparedExperiment } from '#core/compare/experiments';
import { count, type Found, type Rule } from '#core/findings/finding';

const ID = 'test-as-validation';

/** What in a design looks at the test set before the end. */
function uses({ spec, rows, conditions }: ComparedExperiment): readonly string[] {
  if (rows.test === 0) return [];
  const isTargetOnTest = spec.target?.metric.startsWith('test.') === true;
  const isStoppedOnTest = spec.stopping?.metric.startsWith('test.') === true && spec.stopping.kind !== 'target';
  return [
    ...(isTargetOnTest ? ['its target is a test score'] : []),
    ...(isStoppedOnTest ? ['early stopping watches the test set'] : []),
    ...(rows.validation === 0 && conditions.length > 1 ? ['without validation rows the conditions are compared by their test scores'] : []),
  ];
}

export const testAsValidation: Rule = {
  id: ID,
  name: 'Test set used as validation set',
  explanation:
    'Raised where the test set decides something before the end: a target or early stopping on it, or a choice between conditions in a design without validation rows. The best of several conditions looks better on the set that chose it than on new data. This is a fact of the design; nothing is tested.',
  find: ({ experiments, choices }) =>
    experiments.flatMap((experiment): Found[] => {
      const reasons = uses(experiment);
      if (reasons.length === 0) return [];
      return [
        {
          id: `${ID}/${experiment.id}`,
          verdict: null,
          severity: 'alarm',
          claim: null,
          sentence: `"${experiment.name}" uses its test set as a validation set: ${reasons.join('; ')}. The score of whatever is chosen this way is too good; keep a validation part for choosing and look at the test set once.`,
          evidence: [
            count('validation rows', experiment.rows.validation, 'rows', experiment.runs.length),
            count('test rows', experiment.rows.test, 'rows', experiment.runs.length),
          ],
          moreSeeds: null,
          showMe: { tab: 'settings', chart: 'table', settings: { column: choices.measure.column } },
        },
      ];
    }),
};
