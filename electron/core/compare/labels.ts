/** Groups in words: of all settings that differ only what a person needs to tell them apart. */
import type { ComparedExperiment } from '#core/compare/experiments';
import { BATCH_FIELD, DATA_FIELD, fieldText, RATE_FIELD, type Fields } from '#core/compare/fields';
import { describeNetwork, describeSource } from '#core/experiment/describe';
import { withField } from '#core/experiment/field-path';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';

/** A condition of a group, with the experiment that it is of. */
export interface GroupMember {
  readonly experiment: ComparedExperiment;
  readonly condition: Condition;
}

/** ["batch size 32", "Moons", "learning rate 0.01"], the batch size first. Settings that members do not share are left out. */
export function tellingWords(fields: Fields, differing: readonly string[], [member]: readonly GroupMember[]): readonly string[] {
  const isTelling = (path: string): boolean => differing.includes(path);
  const hasOtherData = ['data.source.kind', 'data.source.name'].some(isTelling);
  const hasOtherLayers = differing.filter((path) => path.startsWith('model.layers.')).length > 1;
  const spec = specOf(member);
  const words = differing
    .filter((path) => path in fields)
    .flatMap((path): string[] => {
      if (path === BATCH_FIELD) return [];
      if (path === DATA_FIELD)
        return differing.some((other) => other.startsWith('data.') && other !== DATA_FIELD) ? [] : [fieldText(path, fields[path])];
      // Other data are divided in their own way: their name says enough.
      if (hasOtherData && /^data[.](source|split)[.]/.test(path)) return [];
      if (hasOtherLayers && path.startsWith('model.layers.')) return [];
      if (isTelling('optimizer.kind') && path.startsWith('optimizer.') && path !== 'optimizer.kind' && path !== RATE_FIELD) return [];
      return [fieldText(path, fields[path])];
    });
  return [
    ...(isTelling(BATCH_FIELD) && BATCH_FIELD in fields ? [batchText(member)] : []),
    ...(hasOtherData ? [describeSource(spec.data.source)] : []),
    ...(hasOtherLayers ? [describeNetwork(member.condition.model, spec)] : []),
    ...words,
  ];
}

const batchText = ({ condition }: GroupMember): string =>
  condition.isFullBatch ? 'full batch' : fieldText(BATCH_FIELD, condition.batchSize);

/** The design with the condition's own values in place. */
function specOf({ experiment, condition }: GroupMember): ExperimentSpec {
  return Object.entries(condition.factors).reduce((whole, [path, value]) => withField(whole, path, value), experiment.spec);
}
