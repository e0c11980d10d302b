/** The inspector's small chart: training and judged score of a run or condition, or the judged score of every condition. */
import type { ExperimentDetail } from '#contract/experiments';
import type { RunCurves, RunSummary } from '#contract/runs';
import { conditionColours } from '#renderer/charts/condition-colour.ts';
import { curveSeries, type ConditionTraces, type CurveChoice } from '#renderer/charts/condition-curves.ts';
import { curvesOption } from '#renderer/charts/curves-option.ts';
import type { CurveSeries } from '#renderer/charts/curves-input.ts';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import { judgingSplit, scoreOf, type SplitName } from '#renderer/charts/score.ts';

export interface SmallChart {
  readonly option: OptionBuilder | null;
  /** "Test accuracy of 82.2 % at the end" and the like, for those who do not see it. */
  readonly words: string;
}

/** `runs` are those in question; with runs of several conditions, each condition is one line. */
export function smallChart(detail: ExperimentDetail, runs: readonly RunSummary[], curves: readonly RunCurves[]): SmallChart {
  const kind = detail.summary.scoreKind;
  const split = judgingSplit(detail);
  const judged = scoreOf(split, kind);
  const looks = conditionColours(detail.conditions);
  const columnsOf = new Map(curves.map((curve) => [curve.runId, curve.evaluations]));
  const traces = looks.flatMap((look, index): ConditionTraces[] => {
    const own = runs.flatMap((run) => {
      const columns = columnsOf.get(run.id);
      return run.condition !== index || columns === undefined ? [] : [{ replicate: run.replicate, columns }];
    });
    return own.length === 0 ? [] : [{ ...look, key: String(index), runs: own }];
  });
  const choice: CurveChoice = {
    column: judged.column,
    axis: 'epochs',
    scale: judged.scale,
    smoothing: 0,
    band: 'interval',
    selected: null,
  };
  const named = (name: string, ofSplit: SplitName, dash: number): readonly CurveSeries[] => {
    const quantity = scoreOf(ofSplit, kind);
    return curveSeries(traces, { ...choice, column: quantity.column }).map((series) => {
      const last = series.band.mean.at(-1) ?? NaN;
      return { ...series, dash, label: `${name} ${quantity.format(last)}` };
    });
  };
  const isOne = traces.length === 1;
  const pair = split === 'train' ? named('train', 'train', 1) : [...named(split, split, 1), ...named('train', 'train', 3)];
  const series = isOne ? pair : curveSeries(traces, choice);
  const title = kind === 'accuracy' ? 'correct, %' : 'R²';
  return {
    words: isOne ? pair.map(({ label }) => label).join(', ') : `${judged.title} of ${traces.length} conditions`,
    option:
      series.length === 0
        ? null
        : (view, theme) =>
            curvesOption(
              {
                series,
                x: { title: 'epochs', short: 'epochs', isLog: false },
                y: { title, isLog: false, ...(judged.limits === undefined ? {} : { limits: judged.limits }) },
                target: null,
              },
              view,
              theme,
            ),
  };
}
