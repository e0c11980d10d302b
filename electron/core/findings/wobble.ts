/** Which batch sizes keep going up and down late in training. */
import { ladders, sizeText } from '#core/compare/ladders';
import { points } from '#core/compare/measure';
import { compareSeeds, FEWEST_SEEDS } from '#core/compare/pairs';
import { differenceEvidence, fewSeedsWords, intervalEvidence, testedWords, unitOf } from '#core/findings/evidence';
import type { Found, Rule } from '#core/findings/finding';
import { wobbles } from '#core/findings/wobble-of';
import { holm } from '#core/stats/holm';
import { summarize } from '#core/stats/summary';

const ID = 'wobble';

export const wobble: Rule = {
  id: ID,
  name: 'Wobble late in training',
  explanation:
    'The wobble of a run is the standard deviation of its evaluations over the last quarter of the epochs around their own straight line. All pairs of batch sizes are compared by seed (paired t, Holm over the pairs); told is the pair with the steadiest and the least steady batch size.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const { measure, level } = study.choices;
      const steps = ladder.groups
        .map((group) => {
          const seeds = wobbles(group, study);
          return { group, seeds, interval: summarize(seeds.values, level) };
        })
        .filter(({ seeds }) => seeds.values.length > 0);
      if (steps.length < 2) return [];
      const pairs = steps.flatMap((first, index) =>
        steps.slice(index + 1).map((second) => ({ first, second, ...compareSeeds(first.seeds, second.seeds, level) })),
      );
      const adjusted = holm(pairs.map(({ difference }) => difference.p));
      const byWobble = steps.toSorted((a, b) => a.interval.mean - b.interval.mean);
      const [steadiest, least] = [byWobble[0], byWobble[byWobble.length - 1]];
      const widest = pairs.findIndex(({ first, second }) => [first, second].every((one) => one === steadiest || one === least));
      const { difference } = pairs[widest];
      const isTold = difference.n >= FEWEST_SEEDS && adjusted[widest] < 1 - level;
      const [low, high] = pairs[widest].first === least ? [difference.low, difference.high] : [-difference.high, -difference.low];
      const numbers = `${points(measure, least.interval.mean)} at ${sizeText(least.group)} and ${points(measure, steadiest.interval.mean)} at ${sizeText(steadiest.group)} (difference: ${testedWords(measure, { ...difference, mean: Math.abs(difference.mean), low, high }, adjusted[widest], pairs.length)})`;
      return [
        {
          id: `${ID}/${ladder.key}`,
          verdict: isTold ? 'supported' : 'undecided',
          severity: 'result',
          claim: `How much ${measure.name} wobbles late in training depends on batch size${ladder.where}.`,
          sentence: `${
            isTold
              ? `Late in training ${measure.name} goes up and down most at ${sizeText(least.group)} and least at ${sizeText(steadiest.group)}${ladder.where}`
              : `How steady ${measure.name} is late in training does not tell the batch sizes apart${ladder.where}`
          }: ${numbers}.${fewSeedsWords(difference.n)}`,
          evidence: [
            ...steps.map(({ group, interval }) => intervalEvidence(`wobble at ${sizeText(group)}`, interval, unitOf(measure))),
            ...pairs.map((pair, index) =>
              differenceEvidence(
                `${sizeText(pair.first.group)} minus ${sizeText(pair.second.group)}`,
                pair.difference,
                unitOf(measure),
                adjusted[index],
              ),
            ),
          ],
          moreSeeds: null,
          showMe: {
            tab: 'curves',
            chart: 'score',
            settings: { lens: 'epochs', column: measure.column, groups: [steadiest.group.key, least.group.key] },
          },
        },
      ];
    }),
};
