/** The ways out of what stands in the way of an import, as buttons beside the sentence that says so. Pure. */
import type { TableInspection } from '#contract/inspection';
import type { ImportChoices } from '#renderer/features/datasets/import-state.svelte.ts';

export interface ImportRemedy {
  readonly label: string;
  readonly choices: Partial<ImportChoices>;
}

/** The reader complains of columns of words before it comes to missing values: so do these. */
export function importRemedies({ columns, incomplete, problem }: TableInspection, choices: ImportChoices): readonly ImportRemedy[] {
  if (problem === null) return [];
  const words = columns.find(({ role, kind }) => role === 'feature' && kind === 'words');
  if (words !== undefined && choices.words === 'refuse') {
    return [
      { label: `Leave out ${words.name}`, choices: { unused: [...choices.unused, words.name] } },
      { label: 'Make a feature of each word', choices: { words: 'oneHot' } },
    ];
  }
  if (incomplete.rows === 0 || choices.missing !== 'refuse') return [];
  return [
    { label: incomplete.rows === 1 ? 'Leave this row out' : 'Leave these rows out', choices: { missing: 'dropRows' } },
    { label: 'Fill in the mean', choices: { missing: 'mean' } },
  ];
}
