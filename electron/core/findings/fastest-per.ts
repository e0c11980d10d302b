/** Which batch sizes reach the target sooner: in fewer passes over the data, and in fewer updates. */
import { arrivalFindings } from '#core/findings/arrival-trend';
import type { Rule } from '#core/findings/finding';

function fastestPer(unit: 'epoch' | 'update', explanation: string): Rule {
  const id = `fastest-per-${unit}`;
  return { id, name: `Fastest per ${unit}`, explanation, find: (study) => arrivalFindings(id, `${unit}s`, study) };
}

export const fastestPerEpoch = fastestPer(
  'epoch',
  'For every seed the batch sizes are put in the order in which they arrived. Counted are only orders that are certain: a run that was evaluated every 125 updates may have arrived anywhere between two evaluations, and one that never arrived comes after all that did while it was watched. The test shuffles the batch sizes within every seed 10,000 times. Batch sizes of which fewer than half of the runs arrive are named and left out.',
);

export const fastestPerUpdate = fastestPer(
  'update',
  'As per epoch, but counting updates. Evaluations once an epoch are far apart for small batches when counted in updates; an order that they leave open counts for neither side, so evaluate more often to decide it.',
);
