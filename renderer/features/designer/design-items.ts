/** Lines of the dialogs that open a design: drafts, own templates, ready-made questions, experiments of the history. Pure. */
import type { DesignSummary } from '#contract/designs';
import type { ExperimentSummary } from '#contract/experiments';
import type { PresetSummary } from '#contract/presets';
import { questionsOf } from '#renderer/features/home/questions.ts';
import { formatWhen, plural } from '#renderer/ui/format.ts';

export interface DesignItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly hint: string;
  /** Kept by a person, who may delete it. */
  readonly isOwn: boolean;
  readonly isOpen: boolean;
}

/** "Without a name" for a draft whose experiment has none yet. */
export const designName = ({ name }: { readonly name: string }): string => (name === '' ? 'Without a name' : name);

export function keptItem(design: DesignSummary, openId: string, now: number): DesignItem {
  const { id, description, changedAt } = design;
  return { id, label: designName(design), description, hint: formatWhen(changedAt, now), isOwn: true, isOpen: id === openId };
}

/** `full` in the id of a long form. */
export function questionItems(presets: readonly PresetSummary[]): readonly (DesignItem & { readonly preset: PresetSummary })[] {
  const item = (preset: PresetSummary, id: string, label: string, runs: number) => ({
    ...{ id, label, description: '', hint: plural(runs, 'run'), isOwn: false, isOpen: false, preset },
  });
  return questionsOf(presets, 'all').flatMap((preset) => [
    item(preset, preset.id, preset.spec.question, preset.runs),
    ...(preset.full === null ? [] : [item(preset, `${preset.id}, full`, `${preset.spec.question} (full form)`, preset.full.runs)]),
  ]);
}

const MOST_EXPERIMENTS = 100;

export function experimentItems(list: readonly ExperimentSummary[], now: number): readonly DesignItem[] {
  return list.slice(0, MOST_EXPERIMENTS).map(({ id, name, description, createdAt }) => ({
    ...{ id, label: name, description, hint: formatWhen(createdAt, now), isOwn: false, isOpen: false },
  }));
}
