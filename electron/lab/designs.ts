/** The drafts and templates of the designer. Which draft was open last is remembered for the next start. */
import type { Handlers } from '#contract/contract';
import type { DesignSummary, KeptDesign } from '#contract/designs';
import type { DataShape } from '#core/data/table';
import { describeExperiment } from '#core/experiment/describe';
import { modelShape } from '#core/experiment/expand';
import { parseSpec } from '#core/experiment/parse';
import { LabError } from '#core/failure';
import type { Clock } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';

interface DesignPorts {
  readonly store: Store;
  readonly clock: Clock;
  /** null where the data of a spec is not here. */
  readonly shapeOf: (spec: unknown) => DataShape | null;
}

type DesignHandlers = Pick<Handlers, Exclude<Extract<keyof Handlers, `design.${string}`>, 'design.check'>>;

const OPEN_SETTING = 'designer.open';

export function keptDesigns({ store, clock, shapeOf }: DesignPorts): DesignHandlers {
  const mustGet = (id: string): KeptDesign => {
    const found = store.design(id);
    if (found === null) throw new LabError({ kind: 'notFound', what: 'design', id });
    return found;
  };
  const remember = (id: string): void => {
    if (store.setting(OPEN_SETTING) !== id) store.saveSetting(OPEN_SETTING, id);
  };
  const openLast = (): KeptDesign | null => {
    const last = store.setting(OPEN_SETTING);
    const design = last === null ? null : store.design(last);
    return design === null || design.isDeleted ? null : design;
  };
  const setDeleted = (id: string, isDeleted: boolean): null => {
    store.saveDesign({ ...mustGet(id), isDeleted });
    return null;
  };
  return {
    'design.list': () => store.designs(),
    'design.load': ({ id }) => {
      if (id === undefined) return openLast();
      const design = mustGet(id);
      if (design.kind === 'draft') remember(id);
      return design;
    },
    'design.save': ({ id, kind, name, spec }) => {
      const savedAt = clock.now();
      const createdAt = store.design(id)?.createdAt ?? savedAt;
      const description = descriptionOf(spec, shapeOf(spec));
      store.saveDesign({ id, kind, name, description, spec: spec ?? null, createdAt, changedAt: savedAt, isDeleted: false });
      if (kind === 'draft') remember(id);
      return { savedAt };
    },
    'design.bin': ({ id }) => setDeleted(id, true),
    'design.restore': ({ id }) => setDeleted(id, false),
    'design.empty': ({ ids }) => {
      store.deleteDesigns(ids);
      return null;
    },
    'design.rename': ({ id, name }) => {
      const design = mustGet(id);
      if (design.kind === 'draft')
        throw new LabError({ kind: 'conflict', problem: 'A draft has the name of its experiment. Open it and change the name there.' });
      const other = store.designs().find((one) => one.id !== id && isCalled(one, name));
      if (other !== undefined) throw new LabError({ kind: 'conflict', problem: `There is already a template called "${other.name}".` });
      store.saveDesign({ ...design, name });
      return null;
    },
  };
}

const isCalled = (design: DesignSummary, name: string): boolean =>
  design.kind === 'template' && !design.isDeleted && design.name.toLowerCase() === name.trim().toLowerCase();

function descriptionOf(value: unknown, shape: DataShape | null): string {
  const { spec } = parseSpec(value);
  return spec === null || shape === null ? '' : describeExperiment(spec, modelShape(spec, shape));
}
