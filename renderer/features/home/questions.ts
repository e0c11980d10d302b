/** The ready-made questions in the order and under the topics of Home. Pure. */
import type { PresetSummary } from '#contract/presets';

export const TOPICS = [
  { id: 'all', label: 'All' },
  { id: 'accuracy', label: 'Accuracy' },
  { id: 'speed', label: 'Speed' },
  { id: 'noise', label: 'Gradients and noise' },
  { id: 'rate', label: 'Learning rate' },
] as const;
export type Topic = (typeof TOPICS)[number]['id'];

/** What a newcomer asks first stands first. */
const QUESTIONS: readonly (readonly [id: string, ...topics: readonly Topic[]])[] = [
  ['modes', 'accuracy'],
  ['stability', 'accuracy'],
  ['equal-updates', 'accuracy', 'speed'],
  ['steps-to-target', 'speed'],
  ['sweet-spot', 'rate'],
  ['gradient-norm', 'noise'],
  ['scaling-rules', 'rate'],
  ['throughput', 'speed'],
  ['dynamics', 'accuracy', 'rate'],
  ['train-longer', 'accuracy'],
  ['noise-scale', 'noise'],
  ['epsilon-ball', 'noise'],
  ['sharp-minima', 'accuracy', 'noise'],
  ['grow-the-batch', 'speed', 'rate'],
  ['regularise', 'accuracy'],
];

/** Those of a topic; questions that this list does not know come last, under all. */
export function questionsOf(presets: readonly PresetSummary[], topic: Topic): readonly PresetSummary[] {
  const place = (id: string): number => {
    const index = QUESTIONS.findIndex(([known]) => known === id);
    return index === -1 ? QUESTIONS.length : index;
  };
  return presets
    .filter(({ id }) => topic === 'all' || QUESTIONS.some(([known, ...topics]) => known === id && topics.includes(topic)))
    .toSorted((a, b) => place(a.id) - place(b.id));
}

/** "synthetic digits", or the name of the imported data that stands in for them; null for other data. */
export function digitsNote({ spec, importedData }: Pick<PresetSummary, 'spec' | 'importedData'>): string | null {
  if (importedData !== null) return `on ${importedData}`;
  return spec.data.source.kind === 'digits' ? 'synthetic digits' : null;
}
