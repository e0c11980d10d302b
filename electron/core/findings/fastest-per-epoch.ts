/** Which batch sizes reach the target in fewer passes over the data. */
import { arrivalFindings } from '#core/findings/arrival-trend';
import type { Rule } from '#core/findings/finding';

const ID = 'fastest-per-epoch';

export const fastestPerEpoch: Rule = {
  id: ID,
  name: 'Fastest per epoch',
  explanation:
    'For every seed the batch sizes are put in the order in which they arrived. Counted are only orders that are certain: a run that was evaluated every 125 updates may have arrived anywhere between two evaluations, and one that never arrived comes after all that did while it was watched. The test shuffles the batch sizes within every seed 10,000 times. Batch sizes of which fewer than half of the runs arrive are named and left out.',
  find: (study) => arrivalFindings(ID, 'epochs', study),
};
