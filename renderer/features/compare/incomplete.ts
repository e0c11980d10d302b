/** Whether runs of a comparison are still to come. */
import type { LoadedExperiment } from '#renderer/features/compare/loaded.ts';

export function isIncomplete(loaded: readonly LoadedExperiment[]): boolean {
  return loaded.some(({ compared }) => compared.runs.some(({ status }) => status === 'waiting' || status === 'training'));
}
