/** `compare`: experiments side by side at equal effort, with intervals, differences and findings. */
import { EXIT, UsageError, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { loadCurves } from '#cli/load-curves';
import { findingsText } from '#cli/loaded-experiment';
import { number, table } from '#cli/words';
import { comparedExperiment, type ComparedExperiment } from '#core/compare/experiments';
import { amount, points } from '#core/compare/measure';
import { comparePairs, type PairRow } from '#core/compare/pairs';
import { resultRows, type ResultRow } from '#core/compare/results';
import { openStudy, type Lens, type Study } from '#core/compare/study';
import { findings } from '#core/findings/rules';
import { capital } from '#core/sentences';
import type { LabClient } from '#contract/contract';

export interface CompareRequest {
  readonly ids: readonly string[];
  /** null for the budget of the first experiment. */
  readonly lens: Lens | null;
  /** Conditions by themselves, or equal settings of all experiments together. */
  readonly group: 'condition' | 'allButSeed';
}

export async function compareCommand(client: LabClient, request: CompareRequest, options: OutputOptions, io: Io): Promise<number> {
  if (new Set(request.ids).size < request.ids.length) throw new UsageError('Every experiment can be compared once: an id is there twice.');
  const experiments: ComparedExperiment[] = [];
  for (const id of request.ids) {
    const detail = await client.call('experiments.get', { id });
    experiments.push(comparedExperiment(detail, await loadCurves(client, detail.runs)));
  }
  const study = openStudy(experiments, { groupBy: { kind: request.group }, ...(request.lens === null ? {} : { lens: request.lens }) });
  const rows = resultRows(study);
  const pairs = comparePairs(rows, study.choices.level);
  if (options.json) writeJson(io, document(study, rows, pairs));
  else write(study, rows, io);
  return EXIT.done;
}

function document(study: Study, rows: readonly ResultRow[], pairs: readonly PairRow[]): unknown {
  const { measure, lens, level } = study.choices;
  return {
    experiments: study.experiments.map(({ id, name }) => ({ id, name })),
    measure: measure.name,
    lens,
    level,
    place: study.place,
    groups: rows.map(({ group, interval, range, outcomes, leftOut, seeds }) => ({
      key: group.key,
      label: group.label,
      batchSize: group.batchSize,
      fields: group.fields,
      ...{ n: interval.n, mean: interval.mean, sd: interval.sd, low: interval.low, high: interval.high },
      ...(seeds.values.length === 0 ? { min: null, max: null } : range),
      values: seeds.values,
      outcomes,
      leftOut,
    })),
    pairs: pairs.map(({ first, second, difference, holm, wilcoxon, permutation, power }) => ({
      first: first.group.key,
      second: second.group.key,
      difference,
      holm,
      wilcoxon,
      permutation,
      power,
    })),
    findings: findings(study),
  };
}

function write(study: Study, rows: readonly ResultRow[], io: Io): void {
  const { measure } = study.choices;
  io.out(`${capital(measure.name)} ${placeInWords(study)}, mean over seeds with 95 % interval\n`);
  const cells = rows.map(({ group, interval, outcomes, leftOut }) => [
    group.label,
    String(interval.n),
    amount(measure, interval.mean),
    Number.isFinite(interval.low) ? `${amount(measure, interval.low)} to ${amount(measure, interval.high)}` : '-',
    Number.isFinite(interval.sd) ? points(measure, interval.sd) : '-',
    leftOut === 0 ? '-' : `${String(leftOut)} left out, ${String(outcomes.diverged ?? 0)} diverged`,
  ]);
  io.out(table(['Condition', 'Seeds', 'Mean', '95 % interval', 'SD', 'Not counted'], cells));
  const found = findingsText(findings(study));
  if (found !== '') io.out(`\n${found}`);
}

/** "after 200 epochs", "at the end of each run" */
function placeInWords({ place }: Study): string {
  if (place === null) return 'of runs that have not finished yet';
  return place.kind === 'end' ? 'at the end of each run' : `after ${number(place.x)} ${place.axis}`;
}
