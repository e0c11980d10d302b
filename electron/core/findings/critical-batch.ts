/** The critical batch size: where larger batches begin to save ever fewer updates on the way to the target. */
import { ladderFit, ladderMedians } from '#core/compare/arrivals';
import { ladders, sizeText, type Ladder } from '#core/compare/ladders';
import { significant } from '#core/compare/measure';
import { FEWEST_SEEDS } from '#core/compare/pairs';
import type { Study } from '#core/compare/study';
import { metricAmount, metricName } from '#core/experiment/describe';
import { fewSeedsWords } from '#core/findings/evidence';
import { finite, type Evidence, type Found, type Rule, type Verdict } from '#core/findings/finding';
import { stepsAt, type Estimate, type StepsFit } from '#core/stats/steps-fit';

const ID = 'critical-batch';
/** An interval is narrow enough if its ends are no further apart than this factor: two doublings of the batch. */
const WIDEST = 4;
/** The law describes the sizes if it misses no median by more than this part of it. */
const LARGEST_MISS = 0.25;

export const criticalBatch: Rule = {
  id: ID,
  name: 'Critical batch size',
  explanation:
    'Fits updates to the target = S_min + E_min / B to the medians over seeds of at least three batch sizes (Shallue et al. 2019). At the critical batch size E_min / S_min the updates, and the samples, are twice their fewest. "Supported" means that its interval, from resampled seeds, lies within the batch sizes that were fitted and is at most a factor of four wide; "not supported" that all of it lies beyond them. Wider intervals, fewer than five seeds, or a law that misses a median by more than a quarter leave it undecided. The number belongs to this target and to these learning rates: another rule for the learning rate has another critical batch size.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const { target } = study.choices;
      const fit = ladderFit(ladder, study.choices);
      if (target === null || fit === null) return [];
      const misses = worstMiss(fit, ladder, study);
      const verdict = verdictOf(fit, misses.part);
      const goal = `${metricAmount(target.metric, target.value)} ${metricName(target.metric)}`;
      return [
        {
          id: `${ID}/${ladder.key}`,
          verdict,
          severity: 'result',
          claim: `On the way to ${goal} the critical batch size lies among the sizes tried${ladder.where}.`,
          sentence: `${sentenceOf(fit, verdict, misses, ladder.where)}${leftOutWords(fit)}${fewSeedsWords(fit.seeds)}`,
          evidence: [
            ...(fit.criticalBatch.value === Infinity
              ? []
              : [estimateEvidence('critical batch size, E_min / S_min', fit.criticalBatch, 'samples', fit)]),
            estimateEvidence('fewest updates, S_min', fit.fewestSteps, 'updates', fit),
            estimateEvidence('fewest samples, E_min', fit.fewestSamples, 'samples', fit),
          ],
          moreSeeds: null,
          showMe: { tab: 'tradeOff', chart: 'steps', settings: { lens: 'updates', groups: ladder.groups.map(({ key }) => key) } },
        },
      ];
    }),
};

interface Miss {
  readonly part: number;
  readonly size: string;
}

/** The fitted size whose median the law misses most, in parts of the median. */
function worstMiss(fit: StepsFit, ladder: Ladder, study: Study): Miss {
  const medians = ladderMedians(ladder, study.choices);
  return ladder.groups.reduce<Miss>(
    (worst, group, index) => {
      const { batchSize } = group;
      if (batchSize === null || !fit.sizes.includes(batchSize)) return worst;
      const part = Math.abs(stepsAt(fit, batchSize) / medians[index] - 1);
      return part > worst.part ? { part, size: sizeText(group) } : worst;
    },
    { part: 0, size: '' },
  );
}

function verdictOf({ criticalBatch: { low, high }, sizes, seeds }: StepsFit, miss: number): Verdict {
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  if (seeds < FEWEST_SEEDS || miss > LARGEST_MISS || !(low <= high)) return 'undecided';
  if (low > largest || high < smallest) return 'notSupported';
  return low >= smallest && high <= largest && high <= WIDEST * low ? 'supported' : 'undecided';
}

function sentenceOf({ criticalBatch: critical, sizes, level, seeds }: StepsFit, verdict: Verdict, miss: Miss, where: string): string {
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const interval = Number.isNaN(critical.low)
    ? ''
    : ` (${Math.round(level * 100)} % CI ${limit(critical.low)} to ${limit(critical.high)}, n = ${String(seeds)})`;
  const found = `${critical.value === Infinity ? 'no bound is seen' : `it is about ${limit(critical.value)}`}${interval}`;
  if (verdict === 'supported') {
    return `The critical batch size is about ${limit(critical.value)}${interval}${where}: smaller batches save updates almost in proportion to their size, larger ones ever fewer.`;
  }
  if (verdict === 'notSupported') {
    return critical.low > largest
      ? `The critical batch size lies beyond the largest size that arrives, ${limit(largest)}${where}: ${found}. Up to there a larger batch still saves updates.`
      : `The critical batch size lies below the smallest size tried, ${limit(smallest)}${where}: ${found}. Larger batches save hardly any updates.`;
  }
  const why =
    miss.part > LARGEST_MISS
      ? ` The law misses the median of ${miss.size} by ${Math.round(miss.part * 100)} %, so it does not describe these sizes.`
      : '';
  return `The critical batch size is undecided${where}: ${found}, from sizes ${limit(smallest)} to ${limit(largest)}.${why}`;
}

const limit = (value: number): string => (value === Infinity ? 'no limit' : significant(value));

const leftOutWords = ({ leftOut }: StepsFit): string =>
  leftOut.length === 0
    ? ''
    : ` Not fitted, because the median run never arrives: ${leftOut.map((size) => size.toLocaleString('en-US')).join(', ')}.`;

function estimateEvidence(label: string, { value, low, high }: Estimate, unit: Evidence['unit'], { seeds, level }: StepsFit): Evidence {
  const method = 'law fitted to medians, intervals from resampled seeds';
  return { label, value: finite(value), low: finite(low), high: finite(high), level, unit, n: seeds, method, p: null, holm: null };
}
