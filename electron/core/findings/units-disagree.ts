/** Whether "which batch size learns faster" has opposite answers per epoch and per update. */
import { arrivalTrend, trendEvidence, trendWords } from '#core/findings/arrival-trend';
import { ladders } from '#core/compare/ladders';
import { FEWEST_SEEDS } from '#core/compare/pairs';
import { fewSeedsWords } from '#core/findings/evidence';
import type { Found, Rule } from '#core/findings/finding';

const ID = 'units-disagree';

export const unitsDisagree: Rule = {
  id: ID,
  name: 'Epochs and updates disagree',
  explanation:
    'Takes the trends of the two rules "fastest per epoch" and "fastest per update". If both are beyond chance and point in opposite directions, the answer depends on what is counted; if they point in the same direction it does not.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const [epochs, updates] = [arrivalTrend(ladder, 'epochs', study), arrivalTrend(ladder, 'updates', study)];
      if (epochs === null || updates === null) return [];
      const [perEpoch, perUpdate] = [epochs.trend, updates.trend];
      const n = Math.min(perEpoch.n, perUpdate.n);
      const isDecided = n >= FEWEST_SEEDS && [perEpoch, perUpdate].every(({ p }) => p < 1 - study.choices.level);
      const isOpposite = Math.sign(perEpoch.tau) === -Math.sign(perUpdate.tau);
      const verdict = !isDecided ? 'undecided' : isOpposite ? 'supported' : 'notSupported';
      const sooner = (tau: number): string => (tau > 0 ? 'smaller' : 'larger');
      const sentence = {
        supported: `The conclusion changes with what is counted${ladder.where}: per epoch ${sooner(perEpoch.tau)} batches arrive sooner (${trendWords(perEpoch)}), per update ${sooner(perUpdate.tau)} ones (${trendWords(perUpdate)}). A smaller batch makes more updates in an epoch; say which of the two you compare.`,
        notSupported: `The conclusion does not depend on the unit${ladder.where}: ${sooner(perEpoch.tau)} batches arrive sooner per epoch (${trendWords(perEpoch)}) and per update (${trendWords(perUpdate)}).`,
        undecided: `Whether epochs and updates lead to opposite conclusions${ladder.where} is undecided: not both trends are beyond chance (per epoch ${trendWords(perEpoch)}; per update ${trendWords(perUpdate)}).`,
      }[verdict];
      return [
        {
          id: `${ID}/${ladder.key}`,
          verdict,
          severity: verdict === 'supported' ? 'alarm' : 'result',
          claim: `Which batch sizes reach the target sooner depends on whether epochs or updates are counted${ladder.where}.`,
          sentence: `${sentence}${fewSeedsWords(n)}`,
          evidence: [
            { ...trendEvidence(perEpoch), label: 'batch size and epochs to the target' },
            { ...trendEvidence(perUpdate), label: 'batch size and updates to the target' },
          ],
          moreSeeds: null,
          showMe: { tab: 'tradeOff', chart: 'steps', settings: { lens: 'updates', groups: ladder.groups.map(({ key }) => key) } },
        },
      ];
    }),
};
