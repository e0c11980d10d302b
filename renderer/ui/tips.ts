/** The one tooltip of the window, which all that have something to say share: a tooltip of its own for each of a hundred buttons takes long to make. */
import { Tooltip } from 'bits-ui';

export interface Tip {
  readonly text: string;
  readonly side: 'top' | 'right' | 'bottom' | 'left';
}

export const tips = Tooltip.createTether<Tip>();
