/** Alarm: too few seeds to conclude anything. */
import { FEWEST_SEEDS } from '#core/compare/pairs';
import type { Group } from '#core/compare/groups';
import { listed } from '#core/findings/evidence';
import { count, type Rule } from '#core/findings/finding';

const ID = 'few-seeds';
/** Groups that the sentence names; of more it says how many. */
const MOST_NAMED = 2;

/** More seeds would diverge as well: that these runs diverged is an alarm of its own. */
const isDiverged = ({ seeds }: Group): boolean => seeds.every(({ runs }) => runs.every(({ status }) => status === 'diverged'));
const finishedSeeds = ({ seeds }: Group): number => seeds.filter(({ runs }) => runs.every(({ status }) => status === 'finished')).length;

export const fewSeeds: Rule = {
  id: ID,
  name: 'Too few seeds',
  explanation:
    'Raised for groups with fewer than five seeds that finished, other than those of which every run diverged. With so few, one unusual seed decides the mean, and no finding ever says "supported". Five is the least, not enough: the statistics tab says how many a difference needs.',
  find: (study) => {
    const few = study.groups
      .filter((group) => group.seeds.length > 0 && !isDiverged(group))
      .map((group) => ({ group, seeds: finishedSeeds(group) }))
      .filter(({ seeds }) => seeds < FEWEST_SEEDS);
    if (few.length === 0) return [];
    const listing = listed(few.map(({ group, seeds }) => `${group.label} (${seeds})`));
    // A long list stands in the evidence alone.
    const who =
      few.length <= MOST_NAMED
        ? listing
        : `${few.length === study.groups.length ? 'all' : `${few.length} of`} ${study.groups.length} conditions`;
    const missing = Math.max(...few.map(({ seeds }) => FEWEST_SEEDS - seeds));
    return [
      {
        id: ID,
        verdict: null,
        severity: 'alarm',
        claim: null,
        sentence: `Fewer than ${FEWEST_SEEDS} finished seeds: ${who}. Nothing is concluded about ${few.length === 1 ? 'it' : 'them'}; most of what differs between single runs is the luck of the seed.`,
        evidence: few.map(({ group, seeds }) => count(`finished seeds of ${group.label}`, seeds, 'seeds', seeds)),
        moreSeeds: missing,
        showMe: { tab: 'statistics', chart: 'table', settings: { groups: few.map(({ group }) => group.key) } },
      },
    ];
  },
};
