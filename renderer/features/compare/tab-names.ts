/** The tabs of a comparison in their order. */
import type { CompareTab } from '#renderer/features/compare/compare-state.svelte.ts';

export const TABS: readonly { readonly value: CompareTab; readonly label: string }[] = [
  { value: 'overview', label: 'Overview' },
  { value: 'curves', label: 'Curves' },
  { value: 'batchSize', label: 'Batch-size effect' },
  { value: 'tradeOff', label: 'Trade-off' },
  { value: 'generalisation', label: 'Generalisation' },
  { value: 'gradients', label: 'Gradients' },
  { value: 'weights', label: 'Weights' },
  { value: 'settings', label: 'Settings' },
  { value: 'statistics', label: 'Statistics' },
];
