/** Which batch sizes reach the target in fewer updates. */
import { arrivalFindings } from '#core/findings/arrival-trend';
import type { Rule } from '#core/findings/finding';

const ID = 'fastest-per-update';

export const fastestPerUpdate: Rule = {
  id: ID,
  name: 'Fastest per update',
  explanation:
    'As per epoch, but counting updates. Evaluations once an epoch are far apart for small batches when counted in updates; an order that they leave open counts for neither side, so evaluate more often to decide it.',
  find: (study) => arrivalFindings(ID, 'updates', study),
};
