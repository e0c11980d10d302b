/** What an experiment is, in a few lines: data, network, optimizer, budget, seeds, target. Pure. */
import type { ExperimentDetail } from '#contract/experiments';
import { describeBudget, describeNetwork, describeSource, describeStopping, metricAmount, metricName } from '#core/experiment/describe';
import { isRising } from '#core/series/target';
import { optimizerSummary } from '#renderer/features/designer/summaries.ts';
import { formatCount, plural } from '#renderer/ui/format.ts';

export interface LiveFact {
  readonly term: string;
  readonly text: string;
}

export function liveFacts({ spec, conditions }: Pick<ExperimentDetail, 'spec' | 'conditions'>): readonly LiveFact[] {
  const rows = conditions.map(({ data }) => data.trainingRows);
  const [fewest, most] = [Math.min(...rows), Math.max(...rows)];
  const samples = `${fewest === most ? '' : `${formatCount(fewest)} to `}${plural(most, 'training sample')}`;
  const { target } = spec;
  const stopping = describeStopping(spec);
  return [
    { term: 'Data', text: `${describeSource(spec.data.source)}, ${samples}` },
    { term: 'Network', text: describeNetwork(conditions[0].model, spec) },
    { term: 'Optimizer', text: optimizerSummary(spec) },
    { term: 'Budget', text: `${describeBudget(spec)}${stopping === null ? '' : ` at most, ${stopping}`}` },
    ...(target === null
      ? []
      : [
          {
            term: 'Target',
            text: `${metricName(target.metric)} ${isRising(target.metric) ? 'at least' : 'at most'} ${metricAmount(target.metric, target.value)}`,
          },
        ]),
  ];
}
