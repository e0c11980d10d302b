/** The ways to scale features, as the designer offers them. */
import type { Scaling } from '#core/experiment/spec';

export const SCALINGS: readonly { readonly value: Scaling; readonly label: string; readonly hint: string }[] = [
  { value: 'none', label: 'None', hint: 'as the data comes' },
  { value: 'standardizePerFeature', label: 'Standardise each', hint: 'mean 0, spread 1' },
  { value: 'standardizeGlobal', label: 'Standardise all', hint: 'one mean and spread' },
  { value: 'minMaxPerFeature', label: 'Min-max each', hint: '0 to 1' },
  { value: 'minMaxGlobal', label: 'Min-max all', hint: '0 to 1, one range' },
];

export function scalingName(scaling: Scaling): string {
  return SCALINGS.find(({ value }) => value === scaling)?.label ?? scaling;
}
