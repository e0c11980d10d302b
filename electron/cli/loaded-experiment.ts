/** Everything that a report on one experiment is made of, fetched once; and the findings that follow from it. */
import { loadCurves } from '#cli/load-curves';
import { comparedExperiment } from '#core/compare/experiments';
import { openStudy } from '#core/compare/study';
import type { Finding } from '#core/findings/finding';
import { findings } from '#core/findings/rules';
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';
import type { RunCurves } from '#contract/runs';
import type { PresetScorecard } from '#contract/presets';
import type { ProbeSummary } from '#contract/probes';

export interface LoadedExperiment {
  readonly detail: ExperimentDetail;
  /** A run without curves has no best values and reached no target. */
  readonly curves: readonly RunCurves[];
  /** Stored answers about the weights of its runs. */
  readonly probes: readonly ProbeSummary[];
  /** null where it has the design of no preset. */
  readonly scorecard: PresetScorecard | null;
}

export async function loadExperiment(client: LabClient, detail: ExperimentDetail): Promise<LoadedExperiment> {
  const [curves, probes, scorecard] = await Promise.all([
    loadCurves(client, detail.runs),
    client.call('probes.list', { experimentId: detail.summary.id }),
    client.call('presets.scorecard', { id: detail.summary.id }),
  ]);
  return { detail, curves, probes, scorecard };
}

/** What the app says of the experiment when it is opened in Compare by itself. */
export function findingsOf({ detail, curves }: Pick<LoadedExperiment, 'detail' | 'curves'>): readonly Finding[] {
  return findings(openStudy([comparedExperiment(detail, curves)]));
}

const VERDICTS = { supported: 'supported', notSupported: 'not supported', undecided: 'undecided' } as const;

/** A heading and a line for each, at most so many; '' where there is none. */
export function findingsText(found: readonly Finding[], most = Infinity): string {
  if (found.length === 0) return '';
  const lines = found
    .slice(0, most)
    .map(({ sentence, verdict, severity }) => `- ${verdict === null ? severity : VERDICTS[verdict]}: ${sentence}`);
  const left = found.length - lines.length;
  return ['Findings', ...lines, ...(left > 0 ? [`- and ${String(left)} more: add --json to see all.`] : [])].join('\n');
}
