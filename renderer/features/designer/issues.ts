/** Which field and which section an issue belongs to. */
import { fieldName } from '#core/experiment/describe';
import { factorPaths } from '#core/experiment/expand';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import { formatCount } from '#renderer/ui/format.ts';

export type SectionName =
  'question' | 'data' | 'model' | 'batch' | 'learningRate' | 'optimizer' | 'budget' | 'measure' | 'probes' | 'repeats';

export const SECTION_TITLES: Readonly<Record<SectionName, string>> = {
  question: 'Question',
  data: 'Data',
  model: 'Model',
  batch: 'Batch sizes',
  learningRate: 'Learning rate',
  optimizer: 'Optimizer',
  budget: 'Budget',
  measure: 'Measure',
  probes: 'Probes',
  repeats: 'Repeats',
};

const SECTIONS: readonly (readonly [string, SectionName])[] = [
  ['name', 'question'],
  ['question', 'question'],
  ['notes', 'question'],
  ['data', 'data'],
  ['model', 'model'],
  ['loss', 'model'],
  ['batch', 'batch'],
  ['optimizer.learningRate', 'learningRate'],
  ['learningRateRule', 'learningRate'],
  ['schedule', 'learningRate'],
  ['optimizer', 'optimizer'],
  ['labelSmoothing', 'optimizer'],
  ['budget', 'budget'],
  ['stopping', 'budget'],
  ['record.keepWeights', 'probes'],
  ['record.probes', 'probes'],
  ['record', 'measure'],
  ['target', 'measure'],
  ['replicates', 'repeats'],
  ['seed', 'repeats'],
];

const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}.`);

/** The field's path: for an issue inside a factor, that of the (first) field it varies. */
export function fieldPath(issue: Issue, spec: ExperimentSpec): string {
  const match = /^factors\.(\d+)/.exec(issue.path);
  const factor = match === null ? undefined : spec.factors.at(Number(match[1]));
  return factor === undefined ? issue.path : factorPaths(factor)[0];
}

/** null for what concerns the design as a whole. */
export function sectionOf(issue: Issue, spec: ExperimentSpec): SectionName | null {
  const path = fieldPath(issue, spec);
  return SECTIONS.find(([above]) => isBelow(path, above))?.[1] ?? null;
}

/** The first error at a field or below it, as a sentence of its own; null where all is well. */
export function errorAt(issues: readonly Issue[], spec: ExperimentSpec, path: string): string | null {
  const issue = issues.find((one) => one.severity === 'error' && isBelow(fieldPath(one, spec), path));
  return issue === undefined ? null : asSentence(issue.message);
}

/** The error of a path itself and not of what lies below it: of a whole layer, not of its fields. */
export function errorOf(issues: readonly Issue[], spec: ExperimentSpec, path: string): string | null {
  const issue = issues.find((one) => one.severity === 'error' && fieldPath(one, spec) === path);
  return issue === undefined ? null : asSentence(issue.message);
}

/** "must be at most 1000000, but is -3." -> "Must be at most 1,000,000, but is −3.", with numbers as the fields write them. */
export function asSentence(message: string): string {
  return (
    message.charAt(0).toUpperCase() +
    message
      .slice(1)
      .replaceAll(/ -(?=\d)/g, ' −')
      .replaceAll(/(?<![\w.,])\d{4,15}(?!\w|[.,]\d)/g, (digits) => formatCount(Number(digits)))
  );
}

/** "Data: classes": where an error is, for a list beside the form. */
export function placeOf(issue: Issue, spec: ExperimentSpec): string {
  const path = fieldPath(issue, spec);
  const section = sectionOf(issue, spec);
  if (section === null) return path;
  const [title, name] = [SECTION_TITLES[section], fieldName(path)];
  return name === path || title.toLowerCase().includes(name) ? title : `${title}: ${name}`;
}
