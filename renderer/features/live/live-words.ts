/** What the head of the Live screen says about an experiment's state. */
import type { ExperimentState } from '#contract/experiments';
import type { BandKind } from '#core/series/mean-band';
import { BAND_WORDS } from '#renderer/charts/curves-chart.ts';
import { formatCount } from '#renderer/ui/format.ts';

/** "86 of 100 runs trained", "All 100 runs trained", "Paused after 86 of 100 runs". Diverged runs have ended, too; where there are only such, it says so. */
export function headline(state: ExperimentState, ended: number, total: number, diverged = 0): string {
  const share = `${formatCount(ended)} of ${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`;
  switch (state) {
    case 'waiting':
      return `Waiting to train ${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`;
    case 'training':
      return `${share} trained`;
    case 'paused':
      return `Paused after ${share}`;
    case 'stopping':
      return `Stopping after ${share}`;
    case 'stopped':
      return `Stopped after ${share}`;
    case 'interrupted':
      return `Interrupted after ${share}`;
    case 'failed':
      return `Failed after ${share}`;
    case 'finished':
      if (diverged > 0 && diverged === total) return total === 1 ? 'The run diverged' : `All ${formatCount(total)} runs diverged`;
      return ended < total ? `${share} trained` : total === 1 ? 'The run is trained' : `All ${formatCount(total)} runs trained`;
    default:
      return state satisfies never;
  }
}

/** With more conditions than this, only the selected one has its band and its runs. */
const BANDS_FOR_ALL = 4;

/** What the lines of a chart of curves are. Smoothing is always said. */
export function curvesSubtitle(of: {
  readonly replicates: number;
  readonly conditions: number;
  /** "batch size 4" */
  readonly selectedName: string;
  readonly band: BandKind;
  readonly isWithRuns: boolean;
  readonly isSmoothed: boolean;
}): string {
  const end = of.isSmoothed ? '; smoothed' : '';
  if (of.replicates === 1) return `${of.conditions > 1 ? 'One run for each condition' : 'One run'}${end}`;
  const band = BAND_WORDS[of.band];
  if (of.conditions > BANDS_FOR_ALL) return `Means; ${of.isWithRuns ? `runs and ${band}` : band}: ${of.selectedName}${end}`;
  return `Mean, ${band}${of.isWithRuns ? `; runs of ${of.selectedName}` : ''}${end}`;
}
