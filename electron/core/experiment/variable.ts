/** Which fields of a design may differ between its conditions, and why the others may not. */
import { hasField } from '#core/experiment/field-path';
import type { ExperimentSpec } from '#core/experiment/spec';

/** Of the data what leaves its shape, and the rows that are held out, as they are. */
const VARIABLE_DATA = /^data\.(labelNoise|scaling|trainingRows|source\.(clusterStd|distortion|factor|noise|seed|signal|turns))$/;
const VARIABLE = /^(model\.|loss$|labelSmoothing$|optimizer\.|schedule\.|learningRateRule\.|batch\.|budget\.|stopping\.)/;

/** Starts of paths, the longest first where one begins with another. */
const WHY_FIXED: readonly (readonly [string, string])[] = [
  ['model.layers', 'Each network of its own kind is an experiment of its own: duplicate this one, and lay both side by side in Compare.'],
  ['schedule.milestones', 'A list of points is no single value: make one experiment for each list.'],
  ['batch.schedule.changes', 'A list of changes is no single value: make one experiment for each list.'],
  ['data.source.name', 'Each data set is an experiment of its own: duplicate this one, and lay both side by side in Compare.'],
  ['data.source.kind', 'Each data set is an experiment of its own: duplicate this one, and lay both side by side in Compare.'],
  [
    'data.source',
    'The shape of the data is that of every condition. To train on fewer samples vary "Training samples"; for other shapes duplicate the experiment.',
  ],
  ['data.split', 'All conditions are judged on the same rows. To train on fewer of them vary "Training samples".'],
  ['target', 'One target for all conditions, so that they can be compared. Compare asks the same runs about any other.'],
  ['replicates', 'Every condition has the same seeds, so that differences are compared in pairs. More can be added later.'],
  ['seed', 'Every condition runs with several seeds already, which all follow from this number.'],
  ['record', 'It is what is written down, not how it is trained: all conditions are measured alike.'],
  ['budget.unit', 'Compare holds the same runs equal in epochs, updates, samples or seconds, without training them again.'],
];

/** True where the field exists and may be varied. */
export function canVary(spec: ExperimentSpec, path: string): boolean {
  return (VARIABLE.test(path) || VARIABLE_DATA.test(path)) && hasField(spec, path) && !isList(spec, path);
}

/** Why a field has one value in all conditions, in a sentence or two; null where nothing is known to say. */
export function whyFixed(path: string): string | null {
  return WHY_FIXED.find(([start]) => path === start || path.startsWith(`${start}.`))?.[1] ?? null;
}

function isList(spec: ExperimentSpec, path: string): boolean {
  const value: unknown = path.split('.').reduce<unknown>((here, key) => Reflect.get(Object(here), key) as unknown, spec);
  return typeof value === 'object' && value !== null;
}
