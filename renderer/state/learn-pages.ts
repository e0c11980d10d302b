/** The pages of Learn: their addresses, titles, what each asks, and the ready-made experiments that show it. Pure. */

export const LEARN_GROUPS = ['The words', 'What batch size does', 'In practice'] as const;

interface PageFacts {
  readonly id: string;
  readonly title: string;
  /** The heading of the page. */
  readonly question: string;
  readonly group: (typeof LEARN_GROUPS)[number];
  /** Presets that show it, the best first; those that are not in this lab are left out. */
  readonly presets: readonly string[];
}

export const LEARN_PAGES = [
  {
    id: 'batch',
    title: 'Batch, update, epoch',
    question: 'What are a batch, an update and an epoch?',
    group: 'The words',
    presets: ['modes', 'stability'],
  },
  {
    id: 'update',
    title: 'One update, step by step',
    question: 'What happens in one update?',
    group: 'The words',
    presets: ['modes'],
  },
  {
    id: 'modes',
    title: 'Batch, mini-batch, stochastic',
    question: 'All samples at once, some, or one by one?',
    group: 'The words',
    presets: ['modes', 'stability'],
  },
  {
    id: 'noise',
    title: 'Noise of the gradient',
    question: 'Why do gradients get less noisy with larger batches?',
    group: 'What batch size does',
    presets: ['gradient-norm', 'noise-scale', 'stability'],
  },
  {
    id: 'learning-rate',
    title: 'Learning rate and batch size',
    question: 'Should the learning rate grow with the batch?',
    group: 'What batch size does',
    presets: ['scaling-rules', 'sweet-spot', 'modes'],
  },
  {
    id: 'fair',
    title: 'A fair comparison',
    question: 'Is a large batch worse, or did it get fewer updates?',
    group: 'What batch size does',
    presets: ['equal-updates', 'steps-to-target', 'stability'],
  },
  {
    id: 'generalisation',
    title: 'Generalisation gap',
    question: 'Do small batches generalise better?',
    group: 'What batch size does',
    presets: ['dynamics', 'train-longer', 'equal-updates', 'stability'],
  },
  {
    id: 'minima',
    title: 'Sharp and flat minima',
    question: 'Do large batches end in sharp minima?',
    group: 'What batch size does',
    presets: ['sharp-minima', 'stability'],
  },
  {
    id: 'stopping',
    title: 'Early stopping',
    question: 'When has a run trained long enough?',
    group: 'In practice',
    presets: ['regularise', 'steps-to-target', 'stability'],
  },
  {
    id: 'regularisation',
    title: 'Dropout and batch normalisation',
    question: 'What do dropout and batch normalisation do, and what has batch size to do with it?',
    group: 'In practice',
    presets: ['regularise', 'train-longer', 'stability'],
  },
  {
    id: 'interval',
    title: 'Confidence intervals',
    question: 'How is a confidence interval read?',
    group: 'In practice',
    presets: ['stability', 'modes'],
  },
  {
    id: 'choose',
    title: 'Choosing a batch size',
    question: 'How do I choose a batch size?',
    group: 'In practice',
    presets: ['steps-to-target', 'sweet-spot', 'throughput', 'stability'],
  },
  { id: 'claims', title: 'What is said', question: 'What is said about batch size, and is it so here?', group: 'In practice', presets: [] },
  { id: 'glossary', title: 'Glossary', question: 'What does the word mean?', group: 'In practice', presets: [] },
] as const satisfies readonly PageFacts[];

export type LearnPageId = (typeof LEARN_PAGES)[number]['id'];
export type LearnPage = PageFacts & { readonly id: LearnPageId };

/** null for an address that is no page. */
export function learnPage(id: string | null): LearnPage | null {
  return LEARN_PAGES.find((page) => page.id === id) ?? null;
}

/** What to read before and after a page; null at the ends. */
export function learnNeighbours(id: LearnPageId): { readonly before: LearnPage | null; readonly after: LearnPage | null } {
  const index = LEARN_PAGES.findIndex((page) => page.id === id);
  return { before: index > 0 ? LEARN_PAGES[index - 1] : null, after: LEARN_PAGES.at(index + 1) ?? null };
}
