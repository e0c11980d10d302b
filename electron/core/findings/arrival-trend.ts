/** What the two rules about the way to a target share: whether it gets longer or shorter with the batch size, counted on one axis. */
import { arrivalBlocks, groupArrivals } from '#core/compare/arrivals';
import type { Group } from '#core/compare/groups';
import { ladders, sizeText, type Ladder } from '#core/compare/ladders';
import { significant } from '#core/compare/measure';
import type { Study } from '#core/compare/study';
import { metricAmount, metricName } from '#core/experiment/describe';
import { arrivalEvidence, fewSeedsWords, listed } from '#core/findings/evidence';
import { finite, verdictOn, type Evidence, type Found } from '#core/findings/finding';
import type { ProgressAxis } from '#core/series/axis';
import { pWords } from '#core/stats/p-value';
import type { ArrivalMedian } from '#core/stats/survival';
import { trend, type TrendResult } from '#core/stats/trend';

interface Step {
  readonly group: Group;
  readonly median: ArrivalMedian;
}

export interface ArrivalTrend {
  /** By batch size: those of which at least half of the runs arrive. */
  readonly steps: readonly Step[];
  /** Those that mostly do not arrive. */
  readonly others: readonly Step[];
  readonly trend: TrendResult;
}

/** Three rules ask for the same trends of a study, and a study does not change. */
const known = new WeakMap<Study, Map<string, ArrivalTrend | null>>();

/** The trend over the sizes of a ladder that mostly arrive; null without a target, or with fewer than two of them. */
export function arrivalTrend(ladder: Ladder, axis: ProgressAxis, study: Study): ArrivalTrend | null {
  const ofStudy = known.get(study) ?? new Map<string, ArrivalTrend | null>();
  known.set(study, ofStudy);
  const key = `${axis}/${ladder.key}`;
  const found = ofStudy.get(key);
  if (found !== undefined) return found;
  const worked = workOut(ladder, axis, study);
  ofStudy.set(key, worked);
  return worked;
}

function workOut(ladder: Ladder, axis: ProgressAxis, study: Study): ArrivalTrend | null {
  const all = ladder.groups.flatMap((group): Step[] => {
    const arrivals = groupArrivals(group, study.choices);
    return arrivals === null || arrivals[axis].runs === 0 ? [] : [{ group, median: arrivals[axis] }];
  });
  const mostlyArrives = ({ median }: Step): boolean => median.arrived * 2 >= median.runs && median.median !== null;
  const steps = all.filter(mostlyArrives);
  if (steps.length < 2) return null;
  const blocks = arrivalBlocks(
    steps.map(({ group }) => group),
    axis,
    study.choices,
  );
  return { steps, others: all.filter((step) => !mostlyArrives(step)), trend: trend(blocks) };
}

/** One finding a ladder: "smaller batches reach the target in fewer epochs", yes, no or undecided. */
export function arrivalFindings(rule: string, axis: 'epochs' | 'updates', study: Study): readonly Found[] {
  const { target, level } = study.choices;
  if (target === null) return [];
  const goal = `${metricAmount(target.metric, target.value)} ${metricName(target.metric)}`;
  return ladders(study.groups).flatMap((ladder): Found[] => {
    const found = arrivalTrend(ladder, axis, study);
    if (found === null) return [];
    const { steps, others, trend: result } = found;
    const { n, tau, p } = result;
    const verdict = verdictOn({ n, p, isAsClaimed: tau > 0, alpha: 1 - level });
    const [first, last] = [steps[0], steps[steps.length - 1]];
    const medians = `the median run needs ${wayText(first.median.median ?? NaN, axis)} at ${sizeText(first.group)} and ${significant(last.median.median ?? NaN)} at ${sizeText(last.group)} (${trendWords(result)})`;
    const start = {
      supported: `Smaller batches reach ${goal} in fewer ${axis}${ladder.where}: ${medians}.`,
      notSupported: `Smaller batches do not reach ${goal} in fewer ${axis}${ladder.where}, they need more: ${medians}.`,
      undecided: `Whether smaller batches reach ${goal} in fewer ${axis}${ladder.where} is undecided: ${medians}.`,
    }[verdict];
    return [
      {
        id: `${rule}/${ladder.key}`,
        verdict,
        severity: 'result',
        claim: `Smaller batches reach ${goal} in fewer ${axis}${ladder.where}.`,
        sentence: `${start}${fastestWords(steps, axis)}${othersWords(others)}${fewSeedsWords(n)}`,
        evidence: [trendEvidence(result), ...[...steps, ...others].map((step) => arrivalEvidence(sizeText(step.group), step.median, axis))],
        moreSeeds: null,
        showMe: { tab: 'tradeOff', chart: 'steps', settings: { lens: axis, groups: ladder.groups.map(({ key }) => key) } },
      },
    ];
  });
}

/** "n = 10, p < 0.001" */
export const trendWords = ({ n, p }: TrendResult): string => (Number.isFinite(p) ? `n = ${n}, ${pWords(p)}` : `n = ${n}`);

/** "1 epoch", "3.4 epochs" */
function wayText(way: number, axis: ProgressAxis): string {
  const written = significant(way);
  return `${written} ${written === '1' ? axis.slice(0, -1) : axis}`;
}

/** The lowest median of the runs seen: a description, so it names no winner beyond the numbers. */
function fastestWords(steps: readonly Step[], axis: ProgressAxis): string {
  const lowest = Math.min(...steps.map(({ median }) => median.median ?? Infinity));
  const fastest = steps.filter(({ median }) => median.median === lowest).map(({ group }) => sizeText(group));
  return steps.length < 3 ? '' : ` The lowest median of all is that of ${listed(fastest)}: ${wayText(lowest, axis)}.`;
}

function othersWords(others: readonly Step[]): string {
  if (others.length === 0) return '';
  const words = others.map(({ group, median }) => `${sizeText(group)} (${median.arrived} of ${median.runs} runs arrive)`);
  return ` Left out, because most of its runs never arrive: ${listed(words)}.`;
}

export function trendEvidence({ n, tau, p }: TrendResult): Evidence {
  const method = 'trend within seeds, permutation test';
  const label = 'rank correlation of batch size and way to the target';
  return { label, value: finite(tau), low: null, high: null, level: null, unit: 'correlation', n, method, p: finite(p), holm: null };
}
