/** Words, tones and signs of the verdicts of scorecards and claims. */
import Check from '@lucide/svelte/icons/check';
import Equal from '@lucide/svelte/icons/equal-approximately';
import Minus from '@lucide/svelte/icons/minus';
import X from '@lucide/svelte/icons/x';
import type { ClaimVerdict } from '#core/claims/ledger';
import type { ScoreRow, ScoreUnit, ScoreVerdict } from '#core/presets/scorecard';
import { formatDecimals, formatNumber, formatPercent } from '#renderer/ui/format.ts';
import type { IconComponent } from '#renderer/ui/icon.ts';

interface Look {
  readonly word: string;
  readonly tone: 'neutral' | 'positive' | 'negative' | 'caution';
  readonly icon?: IconComponent;
}

export const SCORE_LOOKS: Readonly<Record<ScoreVerdict, Look>> = {
  reproduced: { word: 'Reproduced', tone: 'positive', icon: Check },
  patternOnly: { word: 'Pattern only', tone: 'caution', icon: Equal },
  notReproduced: { word: 'Not reproduced', tone: 'negative', icon: X },
  undecided: { word: 'Undecided', tone: 'neutral', icon: Minus },
};

export const CLAIM_LOOKS: Readonly<Record<ClaimVerdict, Look>> = {
  supported: { word: 'Supported', tone: 'positive', icon: Check },
  notSupported: { word: 'Not supported', tone: 'negative', icon: X },
  undecided: { word: 'Undecided', tone: 'neutral', icon: Minus },
  untested: { word: 'Untested', tone: 'neutral' },
  byDefinition: { word: 'By definition', tone: 'neutral' },
};

/** A number of a scorecard in its unit: "83.2 %", "1.2 points", "0.31 times". */
export function scoreText(value: number, unit: ScoreUnit): string {
  switch (unit) {
    case 'percent':
      return formatPercent(value);
    case 'points':
      return `${formatDecimals(value * 100, 1)}\u00a0points`;
    case 'times':
      return `${formatNumber(value, 3)}\u00a0times`;
    case 'plain':
      return formatNumber(value, 3);
    default:
      return unit satisfies never;
  }
}

/** The interval of ours: "82.9 to 83.5"; null below two seeds. */
export function intervalText({ ours, unit }: Pick<ScoreRow, 'ours' | 'unit'>): string | null {
  if (!Number.isFinite(ours.low)) return null;
  const bare = (value: number): string =>
    unit === 'percent' || unit === 'points' ? formatDecimals(value * 100, 1) : formatNumber(value, 3);
  return `${bare(ours.low)} to ${bare(ours.high)}`;
}
