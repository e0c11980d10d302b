/** Over-fitting, under-fitting or settled: read from the losses in the second half of training. */
import { indexAt, type Place } from '#core/compare/place';
import type { ComparedRun } from '#core/compare/experiments';
import type { Group } from '#core/compare/groups';
import { judgingSplit, lossMeasure, significant } from '#core/compare/measure';
import { FEWEST_SEEDS } from '#core/compare/pairs';
import { bySeed } from '#core/compare/results';
import { differenceWords, listed } from '#core/findings/evidence';
import { capital } from '#core/sentences';
import { placeWords } from '#core/findings/place-words';
import { finite, type Evidence, type Found, type Rule } from '#core/findings/finding';
import { holm } from '#core/stats/holm';
import { pairedDifference, type Difference } from '#core/stats/difference';
import type { EvaluationColumn } from '#core/series/evaluation';

const ID = 'fit-diagnosis';
const WINDOW = 5;

/** Mean loss over the last evaluations up to the place, minus that over as many at half the way; NaN where there are too few. */
function change(run: ComparedRun, column: EvaluationColumn, place: Place): number {
  const last = indexAt(run.columns, place);
  if (last === null) return NaN;
  const { epoch } = run.columns;
  const half = epoch.findLastIndex((value) => value <= epoch[last] / 2);
  if (half + 1 < WINDOW || last - half < WINDOW) return NaN;
  const mean = (end: number): number =>
    run.columns[column].subarray(end + 1 - WINDOW, end + 1).reduce((sum, value) => sum + value, 0) / WINDOW;
  return mean(last) - mean(half);
}

type Diagnosis = 'overfitting' | 'improving' | 'worsening';

interface Reading {
  readonly group: Group;
  readonly train: Difference;
  readonly judged: Difference;
}

const WORDS: Readonly<Record<Diagnosis, { readonly one: string; readonly several: string; readonly advice: string }>> = {
  overfitting: {
    one: 'over-fits',
    several: 'over-fit',
    advice: 'Training loss goes on falling while the loss on new data rises: stop earlier, regularise, or get more data.',
  },
  improving: {
    one: 'is still under-fitted',
    several: 'are still under-fitted',
    advice: 'Both losses go on falling: train longer before you compare final results.',
  },
  worsening: {
    one: 'gets worse while it trains',
    several: 'get worse while they train',
    advice: 'Both losses rise: the learning rate is probably too large there.',
  },
};

export const fitDiagnosis: Rule = {
  id: ID,
  name: 'Over-fitting and under-fitting',
  explanation:
    'For each seed the mean loss of the last five evaluations is compared with that of the five at half the way (paired t over seeds, Holm over all groups and both losses). Training loss down and loss on new data up: over-fitted. Both down: under-fitted, training on would help. Both up: the steps are too large. Anything else is not called. The two places are fixed beforehand, because the lowest point of a noisy curve always lies below its end.',
  find: (study) => {
    const split = judgingSplit(study.experiments);
    if (study.place === null || split === 'train') return [];
    const place = study.place;
    const readings = study.groups.map((group): Reading => {
      const read = (column: EvaluationColumn): Difference => {
        const { values } = bySeed(group, (run) => change(run, column, place));
        return pairedDifference(
          values,
          values.map(() => 0),
          study.choices.level,
        );
      };
      return { group, train: read('trainLoss'), judged: read(lossMeasure(split).column) };
    });
    const adjusted = holm(readings.flatMap(({ train, judged }) => [train.p, judged.p]));
    const direction = (difference: Difference, index: number): number =>
      difference.n >= FEWEST_SEEDS && adjusted[index] < 1 - study.choices.level ? Math.sign(difference.mean) : 0;
    const called = readings.map((reading, index) => {
      const [train, judged] = [direction(reading.train, 2 * index), direction(reading.judged, 2 * index + 1)];
      const diagnosis: Diagnosis | null =
        train < 0 && judged > 0 ? 'overfitting' : train < 0 && judged < 0 ? 'improving' : train > 0 && judged > 0 ? 'worsening' : null;
      return { reading, diagnosis, holm: [adjusted[2 * index], adjusted[2 * index + 1]] as const };
    });
    return (['overfitting', 'improving', 'worsening'] as const).flatMap((diagnosis): Found[] => {
      const found = called.filter((one) => one.diagnosis === diagnosis);
      if (found.length === 0) return [];
      const { one, several, advice } = WORDS[diagnosis];
      const names = listed(found.map(({ reading }) => reading.group.label));
      const range = (read: (reading: Reading) => Difference): string => changes(found.map(({ reading }) => read(reading)));
      return [
        {
          id: `${ID}/${diagnosis}`,
          verdict: 'supported',
          severity: diagnosis === 'improving' ? 'notice' : 'alarm',
          claim: `${capital(names)} ${found.length === 1 ? one : several}${placeWords(place)}.`,
          sentence: `${capital(names)} ${found.length === 1 ? one : several}${placeWords(place)}: from half the way to the end training loss changes by ${range(({ train }) => train)}, ${lossMeasure(split).name} by ${range(({ judged }) => judged)}. ${advice}`,
          evidence: found.flatMap(({ reading, holm: [train, judged] }) => [
            lossEvidence(`change of training loss, ${reading.group.label}`, reading.train, train),
            lossEvidence(`change of ${lossMeasure(split).name}, ${reading.group.label}`, reading.judged, judged),
          ]),
          moreSeeds: null,
          showMe: {
            tab: 'generalisation',
            chart: 'loss',
            settings: {
              lens: study.choices.lens,
              column: lossMeasure(split).column,
              groups: found.map(({ reading }) => reading.group.key),
            },
          },
        },
      ];
    });
  },
};

/** "−0.021 (95 % CI −0.030 to −0.012, n = 10)"; of several the smallest and the largest mean. */
function changes(differences: readonly Difference[]): string {
  if (differences.length === 1) {
    const [difference] = differences;
    return differenceWords({ unit: 'number' }, difference, null);
  }
  const means = differences.map(({ mean }) => mean);
  const counts = differences.map(({ n }) => n);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return `${significant(Math.min(...means))} to ${significant(Math.max(...means))} (means, n = ${fewest === most ? String(most) : `${String(fewest)} to ${String(most)}`})`;
}

function lossEvidence(label: string, { mean, low, high, level, n, p }: Difference, adjusted: number): Evidence {
  return {
    label,
    value: finite(mean),
    low: finite(low),
    high: finite(high),
    level,
    unit: 'loss',
    n,
    method: 'paired t',
    p: finite(p),
    holm: finite(adjusted),
  };
}
