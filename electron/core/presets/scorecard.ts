/** Holds the results of an experiment against what its preset predicts: a row for each check, never dressed up. */
import { numberOf, unitOf } from '#core/presets/check-words';
import type { Check, Where } from '#core/presets/checks';
import { limitText, type ScoreUnit } from '#core/presets/score-words';
import { probeReading } from '#core/presets/probe-readings';
import { commonPoint, matches, pairs, reading, type ScoredRun } from '#core/presets/readings';
import { firstArrival } from '#core/series/steps-to-target';
import { targetColumn, type Target } from '#core/series/target';
import { fitLine } from '#core/stats/line-fit';
import { studentTCritical } from '#core/stats/student-t';
import { type Interval, summarize } from '#core/stats/summary';

/** `patternOnly`: in the predicted direction, but not by the predicted amount. */
export type ScoreVerdict = 'reproduced' | 'patternOnly' | 'notReproduced' | 'undecided';

export interface ScoreRow {
  /** Of the check, see there. */
  readonly id: string;
  readonly text: string;
  /** What `ours` is a number of: "slope of log distance to the optimum against log batch size". */
  readonly of: string;
  readonly unit: ScoreUnit;
  /** What was published or predicted, in the unit of `ours`; null where only a direction is. */
  readonly predicted: number | null;
  /** Ours: a mean with its interval; of pairs, the mean difference; of arrivals, the mean ratio. */
  readonly ours: Interval;
  /** What the verdict compares the ends of the interval with; empty where it goes by something else. */
  readonly limits: readonly number[];
  readonly verdict: ScoreVerdict;
  /** How the verdict came about. */
  readonly because: string;
}

/** Fewer seeds decide nothing. */
const FEWEST_SEEDS = 5;

/** `runs` are those that ended; `target` is the design's. */
export function scorecard(checks: readonly Check[], runs: readonly ScoredRun[], target: Target | null): readonly ScoreRow[] {
  return checks.map((check) => ({
    id: check.id,
    text: check.text,
    of: numberOf(check),
    unit: unitOf(check),
    ...judge(check, runs, target),
  }));
}

type Judgement = Omit<ScoreRow, 'id' | 'text' | 'of' | 'unit'>;

function judge(check: Check, runs: readonly ScoredRun[], target: Target | null): Judgement {
  switch (check.kind) {
    case 'published':
      return published(check, runs);
    case 'contrast':
      return contrast(check, runs);
    case 'arrival':
      return arrival(check, runs, target);
    case 'slope':
      return slope(check, runs);
    case 'probe':
      return probe(check, runs);
    default:
      return check satisfies never;
  }
}

const among = (runs: readonly ScoredRun[], where: Where): readonly ScoredRun[] => runs.filter((run) => matches(run.condition, where));
const finite = (values: readonly number[]): readonly number[] => values.filter((value) => Number.isFinite(value));

/** Too little to judge by, or null. */
function tooFew(n: number): string | null {
  if (n === 0) return 'No run with this measurement has ended.';
  return n < FEWEST_SEEDS
    ? `${String(n)} ${n === 1 ? 'seed decides' : 'seeds decide'} nothing; ${String(FEWEST_SEEDS)} are the least.`
    : null;
}

/** A published number comes from one run: it agrees where one further run of ours could be that far from our mean (95 % prediction interval). */
function published(check: Extract<Check, { kind: 'published' }>, runs: readonly ScoredRun[]): Judgement {
  const ours = summarize(finite(among(runs, check.where).map((run) => reading(run, check.measure, 'end'))));
  const base = { predicted: check.value, ours, limits: [] };
  const few = tooFew(ours.n);
  if (few !== null) return { ...base, verdict: 'undecided', because: few };
  const reach = studentTCritical(0.95, ours.n - 1) * ours.sd * Math.sqrt(1 + 1 / ours.n);
  const isNear = Math.abs(check.value - ours.mean) <= reach;
  return {
    ...base,
    verdict: isNear ? 'reproduced' : 'notReproduced',
    because: `The published run is ${isNear ? 'within' : 'outside'} the range that one more run of ours would have (95 % prediction interval).`,
  };
}

function contrast(check: Extract<Check, { kind: 'contrast' }>, runs: readonly ScoredRun[]): Judgement {
  const a = among(runs, check.a);
  const b = among(runs, check.b);
  const point = commonPoint([...a, ...b], check.at);
  const read = (run: ScoredRun): number => reading(run, check.measure, point);
  const ours = summarize(finite(pairs(a, b, read).map((pair) => pair.a - pair.b)));
  const { low, high } = ours;
  const { margin } = check;
  const limits = check.expect === 'near' ? [-margin, margin] : check.expect === 'above' ? [0, margin] : [0, -margin];
  const base = { predicted: null, ours, limits };
  const few = tooFew(ours.n);
  if (few !== null) return { ...base, verdict: 'undecided', because: few };
  const because = 'The 95 % interval of the paired difference ';
  const inUnit = (value: number): string => limitText(value, unitOf(check));
  if (check.expect === 'near') {
    const isWithin = low >= -margin && high <= margin;
    const isOutside = low > margin || high < -margin;
    return {
      ...base,
      verdict: isWithin ? 'reproduced' : isOutside ? 'notReproduced' : 'undecided',
      because: `${because}${isWithin ? 'lies within' : isOutside ? 'lies outside' : 'reaches over'} ±${inUnit(margin)}.`,
    };
  }
  // Seen from the predicted side.
  const isAbove = check.expect === 'above';
  const [least, most] = isAbove ? [low, high] : [-high, -low];
  const [beyond, short] = isAbove ? ['above', 'below'] : ['below', 'above'];
  const bound = inUnit(isAbove ? margin : -margin);
  if (least > margin) return { ...base, verdict: 'reproduced', because: `${because}lies ${beyond} ${bound}.` };
  if (least > 0) return { ...base, verdict: 'patternOnly', because: `${because}lies ${beyond} 0, but reaches ${short} ${bound}.` };
  if (most <= margin) return { ...base, verdict: 'notReproduced', because: `${because}does not reach ${beyond} ${bound}.` };
  return { ...base, verdict: 'undecided', because: `${because}holds ${margin === 0 ? '0' : `0 and ${bound}`}.` };
}

/** Runs that never arrive count as arriving at their end: a bound that can only understate them. */
function arrival(check: Extract<Check, { kind: 'arrival' }>, runs: readonly ScoredRun[], target: Target | null): Judgement {
  const nothing = { predicted: null, ours: summarize([]), limits: [1], verdict: 'undecided' } as const;
  if (target === null) return { ...nothing, because: 'The experiment has no target.' };
  const axis = check.unit === 'epochs' ? 'epoch' : 'update';
  const arrivalOf = (run: ScoredRun): number => {
    const { evaluations } = run;
    const index = firstArrival(target, evaluations[targetColumn(target.metric)]);
    return (index === null ? evaluations[axis].at(-1) : evaluations[axis][index]) ?? NaN;
  };
  const ratios = pairs(among(runs, check.a), among(runs, check.b), arrivalOf).map((pair) => Math.log(pair.a / pair.b));
  const logs = summarize(finite(ratios));
  const ours = { ...logs, mean: Math.exp(logs.mean), low: Math.exp(logs.low), high: Math.exp(logs.high) };
  const few = tooFew(logs.n);
  if (few !== null) return { ...nothing, ours, because: few };
  const isSooner = logs.high < 0;
  const isLater = logs.low > 0;
  const isPredicted = check.expect === 'sooner' ? isSooner : isLater;
  const because = `The 95 % interval of the ratio of ${check.unit} to the target, paired by seed, ${isSooner ? 'lies below 1' : isLater ? 'lies above 1' : 'holds 1'}.`;
  return { ...nothing, ours, because, verdict: isPredicted ? 'reproduced' : isSooner || isLater ? 'notReproduced' : 'undecided' };
}

function slope(check: Extract<Check, { kind: 'slope' }>, runs: readonly ScoredRun[]): Judgement {
  const { from = 1, to = Infinity } = check;
  const chosen = among(runs, check.where).filter(({ condition }) => condition.batchSize >= from && condition.batchSize <= to);
  const slopes = [...Map.groupBy(chosen, (run) => run.replicate).values()].map((ofSeed) => {
    const points = ofSeed
      .map((run) => ({ x: Math.log(run.condition.batchSize), y: Math.log(reading(run, check.measure, 'end')) }))
      .filter(({ y }) => Number.isFinite(y));
    return (
      fitLine(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
      )?.slope.value ?? NaN
    );
  });
  const ours = summarize(finite(slopes));
  const { low, high } = ours;
  const few = tooFew(ours.n);
  if (typeof check.expect === 'string') {
    const base = { predicted: null, ours, limits: [0] };
    if (few !== null) return { ...base, verdict: 'undecided', because: few };
    const isRising = low > 0;
    const isFalling = high < 0;
    const isPredicted = check.expect === 'rises' ? isRising : isFalling;
    const because = `The 95 % interval of the slope (logarithms of both) ${isRising ? 'lies above 0' : isFalling ? 'lies below 0' : 'holds 0'}.`;
    return { ...base, because, verdict: isPredicted ? 'reproduced' : isRising || isFalling ? 'notReproduced' : 'undecided' };
  }
  const { slope: predicted, tolerance } = check.expect;
  const [least, most] = [predicted - tolerance, predicted + tolerance];
  const base = { predicted, ours, limits: [0, least, most] };
  if (few !== null) return { ...base, verdict: 'undecided', because: few };
  const range = `${limitText(predicted, 'plain')} ± ${String(tolerance)}`;
  if (low >= least && high <= most)
    return { ...base, verdict: 'reproduced', because: `The 95 % interval of the slope lies within ${range}.` };
  const isOutside = low > most || high < least;
  const hasSign = Math.sign(low) === Math.sign(predicted) && Math.sign(high) === Math.sign(predicted);
  return {
    ...base,
    verdict: !isOutside ? 'undecided' : hasSign ? 'patternOnly' : 'notReproduced',
    because: `The 95 % interval of the slope ${isOutside ? `lies outside ${range}${hasSign ? ', but has the predicted sign' : ''}` : `reaches over ${range}`}.`,
  };
}

/** Ratios are averaged as logarithms, and paired by seed. */
function probe(check: Extract<Check, { kind: 'probe' }>, runs: readonly ScoredRun[]): Judgement {
  const { over, quantity, epoch, value } = check;
  const read =
    (at: number | null) =>
    (run: ScoredRun): number =>
      probeReading(run.probes, run.runId, quantity, at);
  const of = among(runs, check.of);
  let ours = summarize(finite(of.map(read(epoch))));
  if (over !== null) {
    const above = of.map((run) => ({ replicate: run.replicate, value: read(epoch)(run) }));
    const below = new Map(among(runs, over.of).map((run) => [run.replicate, read(over.epoch)(run)]));
    const logs = summarize(finite(above.map((one) => Math.log(one.value / (below.get(one.replicate) ?? NaN)))));
    ours = { ...logs, mean: Math.exp(logs.mean), low: Math.exp(logs.low), high: Math.exp(logs.high) };
  }
  const base = { predicted: null, ours, limits: [value] };
  const few = tooFew(ours.n);
  if (few !== null) return { ...base, verdict: 'undecided', because: few };
  const isAbove = ours.low > value;
  const isBelow = ours.high < value;
  const isPredicted = check.expect === 'above' ? isAbove : isBelow;
  const because = `The 95 % interval of the ${over === null ? 'value' : 'ratio, paired by seed,'} ${isAbove ? 'lies above' : isBelow ? 'lies below' : 'holds'} ${limitText(value, unitOf(check))}.`;
  return { ...base, because, verdict: isPredicted ? 'reproduced' : isAbove || isBelow ? 'notReproduced' : 'undecided' };
}
