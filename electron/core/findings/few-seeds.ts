/** Alarm: too few seeds to conclude anything. */
import { FEWEST_SEEDS } from '#core/compare/pairs';
import { resultRows } from '#core/compare/results';
import { listed } from '#core/findings/evidence';
import { count, type Rule } from '#core/findings/finding';

const ID = 'few-seeds';

export const fewSeeds: Rule = {
  id: ID,
  name: 'Too few seeds',
  explanation:
    'Raised for groups with fewer than five seeds that finished and were measured. With so few, one unusual seed decides the mean, and no finding ever says "supported". Five is the least, not enough: the statistics tab says how many a difference needs.',
  find: (study) => {
    const few = resultRows(study).filter(({ seeds, group }) => seeds.values.length < FEWEST_SEEDS && group.seeds.length > 0);
    if (few.length === 0) return [];
    const words = few.map(({ group, seeds }) => `${group.label} (${seeds.values.length})`);
    const missing = Math.max(...few.map(({ seeds }) => FEWEST_SEEDS - seeds.values.length));
    return [
      {
        id: ID,
        verdict: null,
        severity: 'alarm',
        claim: null,
        sentence: `Fewer than ${FEWEST_SEEDS} measured seeds: ${listed(words)}. Nothing is concluded about ${few.length === 1 ? 'it' : 'them'}; most of what differs between single runs is the luck of the seed.`,
        evidence: few.map(({ group, seeds }) =>
          count(`measured seeds of ${group.label}`, seeds.values.length, 'seeds', seeds.values.length),
        ),
        moreSeeds: missing,
        showMe: { tab: 'statistics', chart: 'table', settings: { groups: few.map(({ group }) => group.key) } },
      },
    ];
  },
};
