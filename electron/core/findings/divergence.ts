/** Alarm: runs whose loss became infinite are left out of every mean. */
import type { Group } from '#core/compare/groups';
import { listed } from '#core/findings/evidence';
import { capital } from '#core/sentences';
import { count, type Rule } from '#core/findings/finding';

const ID = 'divergence';

const statuses = (group: Group): readonly string[] => group.seeds.flatMap(({ runs }) => runs.map(({ status }) => status));
const diverged = (group: Group): number => statuses(group).filter((status) => status === 'diverged').length;

export const divergence: Rule = {
  id: ID,
  name: 'Diverged runs',
  explanation:
    'Raised where runs diverged: their loss was no longer a number. They enter no mean and never arrive at a target, so the mean of the others describes only those that survived. This is a count; nothing is tested.',
  find: (study) => {
    const found = study.groups.filter((group) => diverged(group) > 0);
    if (found.length === 0) return [];
    const words = found.map((group) => `${diverged(group)} of ${statuses(group).length} runs at ${group.label}`);
    const rest = found.every((group) => diverged(group) === statuses(group).length)
      ? 'so there is no result there'
      : 'so what is shown there describes only the runs that survived';
    return [
      {
        id: ID,
        verdict: null,
        severity: 'alarm',
        claim: null,
        sentence: `${capital(listed(words))} diverged. They are in no mean, ${rest}; a smaller learning rate is the first thing to try.`,
        evidence: found.map((group) => count(`diverged at ${group.label}`, diverged(group), 'runs', statuses(group).length)),
        moreSeeds: null,
        showMe: { tab: 'curves', chart: 'loss', settings: { lens: 'updates', column: 'trainLoss', groups: found.map(({ key }) => key) } },
      },
    ];
  },
};
