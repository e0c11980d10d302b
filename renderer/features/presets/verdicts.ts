/** Words, tones and signs of the verdicts of scorecards and claims. */
import Check from '@lucide/svelte/icons/check';
import Equal from '@lucide/svelte/icons/equal-approximately';
import Minus from '@lucide/svelte/icons/minus';
import X from '@lucide/svelte/icons/x';
import type { ClaimVerdict } from '#core/claims/ledger';
import { type ScoreNumbers, scoreNumbers } from '#core/presets/score-words';
import type { ScoreVerdict } from '#core/presets/scorecard';
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

/** The numbers of a row as they stand on a screen: none is parted from its unit. */
export function rowNumbers(row: Parameters<typeof scoreNumbers>[0]): ScoreNumbers {
  const { ours, interval, predicted } = scoreNumbers(row);
  const held = (text: string): string => text.replace(' ', '\u00a0');
  return { ours: held(ours), interval, predicted: predicted === null ? null : held(predicted) };
}
