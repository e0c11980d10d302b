import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabClient, MethodName } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';
import { Designer } from '#renderer/features/designer/designer.svelte.ts';
import { Designs } from '#renderer/features/designer/designs.svelte.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { Library } from '#renderer/state/library.svelte.ts';

interface Kept {
  readonly id: string;
  readonly spec: unknown;
  readonly changedAt: number;
  readonly isDeleted?: boolean;
}

/** A lab that keeps designs, the last one saved or loaded being open, and can be cut off. */
function bench(...kept: readonly Kept[]) {
  const lab = {
    designs: new Map(kept.map((one) => [one.id, one])),
    open: kept.at(-1)?.id ?? null,
    at: 100,
    checks: 0,
    isCut: false,
    tell: [] as ((isConnected: boolean) => void)[],
    /** What the designs are now, without those in the bin. */
    specs: () => [...lab.designs.values()].filter((one) => one.isDeleted !== true).map((one) => one.spec),
  };
  interface Input {
    readonly id?: string;
    readonly spec?: unknown;
  }
  const answers: Partial<Record<MethodName, (input: Input) => unknown>> = {
    'design.load': ({ id }) => {
      lab.open = id ?? lab.open;
      return lab.open === null ? null : lab.designs.get(lab.open);
    },
    'design.save': ({ id = '', spec }) => {
      lab.open = id;
      lab.designs.set(id, { id, spec, changedAt: ++lab.at });
      return { savedAt: lab.at };
    },
    'design.bin': ({ id = '' }) => {
      const one = lab.designs.get(id);
      if (one === undefined) throw new LabError({ kind: 'notFound', what: 'design', id });
      lab.designs.set(id, { ...one, isDeleted: true });
      return null;
    },
    'design.check': () => {
      lab.checks += 1;
      return { issues: [], estimatedSeconds: 7, conditionSeconds: [1, 2, 4], oneSeedSeconds: 3, probeSeconds: 0 };
    },
    'design.list': () => [...lab.designs.values()].map((one) => ({ ...one, kind: 'draft', isDeleted: one.isDeleted ?? false })),
    'datasets.list': () => [],
    'presets.list': () => [],
  };
  const client = {
    call: async (name: MethodName, input: Input) => {
      await Promise.resolve();
      if (lab.isCut) throw new LabError({ kind: 'disconnected' });
      return answers[name]?.(input);
    },
    subscribe: () => () => undefined,
    onConnection: (listener: (isConnected: boolean) => void) => {
      lab.tell.push(listener);
      return () => undefined;
    },
    close: () => undefined,
    // The answers above have the types of the contract for the methods that a designer calls.
  } as LabClient;
  const designer = new Designer(client, new Library(client));
  return { lab, designer, designs: new Designs(client, designer) };
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(2000);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('goes on with the design that was kept, and says when it was saved', async () => {
  const { designer } = bench({ id: 'k', spec: { ...newExperiment(), name: 'Kept' }, changedAt: 41 });
  await settle();
  expect([designer.spec.name, designer.saving, designer.canUndo, designer.view]).toEqual([
    'Kept',
    { kind: 'saved', at: 41 },
    false,
    'form',
  ]);
});
it('saves every edit, also one that is undone', async () => {
  const { designer, lab } = bench();
  await settle();
  designer.edit((spec) => ({ ...spec, name: 'Changed' }), 'name');
  expect(designer.saving.kind).toBe('saving');
  await settle();
  expect([lab.specs().at(-1), designer.saving.kind]).toEqual([{ ...newExperiment(), name: 'Changed' }, 'saved']);
  designer.undo();
  await settle();
  expect(lab.specs().at(-1)).toEqual(newExperiment());
});
it('says that it is not saved while the lab is lost, and saves when it is back', async () => {
  const { designer, lab } = bench();
  await settle();
  lab.isCut = true;
  designer.edit((spec) => ({ ...spec, name: 'Offline' }));
  await settle();
  expect(designer.saving).toEqual({ kind: 'failed' });
  lab.isCut = false;
  for (const tell of lab.tell) tell(true);
  await settle();
  expect([designer.saving.kind, lab.specs().at(-1)]).toEqual(['saved', { ...newExperiment(), name: 'Offline' }]);
});
it('keeps a text that is no design, points at its line, and cannot start', async () => {
  const { designer, lab } = bench();
  await settle();
  const broken = JSON.stringify({ ...newExperiment(), replicates: 'many' }, null, 2);
  designer.show('json');
  designer.write(broken);
  await settle();
  const line = broken.split('\n').findIndex((text) => text.includes('"replicates"')) + 1;
  expect([designer.textProblems.map((problem) => [problem.path, problem.line]), designer.obstacle, lab.specs().at(-1)]).toEqual([
    [['replicates', line]],
    'The JSON has an error.',
    broken,
  ]);
  const again = bench(...lab.designs.values());
  await settle();
  expect([again.designer.view, again.designer.text, again.designer.spec]).toEqual(['json', broken, newExperiment()]);
});
it('takes a valid text as the design, keeps its layout, and undoes it', async () => {
  const { designer } = bench();
  await settle();
  const text = JSON.stringify({ ...newExperiment(), name: 'By hand' });
  designer.write(text);
  expect([designer.spec.name, designer.text, designer.textProblems]).toEqual(['By hand', text, []]);
  designer.undo();
  expect(designer.spec).toEqual(newExperiment());
});
it('does not let a late answer overwrite what a person has begun', async () => {
  const { designer } = bench({ id: 'k', spec: { ...newExperiment(), name: 'Kept' }, changedAt: 1 });
  designer.edit((spec) => ({ ...spec, name: 'Begun' }));
  await settle();
  expect(designer.spec.name).toBe('Begun');
});
it('says whether the estimate is that of the design that is shown', async () => {
  const { designer } = bench();
  await settle();
  expect([designer.estimate?.report.estimatedSeconds, designer.estimate?.isCurrent]).toEqual([7, true]);
  designer.edit((spec) => ({ ...spec, replicates: 9 }));
  expect(designer.estimate?.isCurrent).toBe(false);
  await settle();
  expect(designer.estimate?.isCurrent).toBe(true);
});
it('names what stands in the way of a start', async () => {
  const { designer } = bench();
  await settle();
  expect(designer.obstacle).toBeNull();
  designer.edit((spec) => ({ ...spec, replicates: 0 }));
  expect(designer.obstacle).toBe('One setting needs your attention.');
  designer.edit((spec) => ({ ...spec, replicates: 1, data: { ...spec.data, source: { kind: 'dataset', name: 'nowhere' } } }));
  expect(designer.obstacle).not.toBeNull();
});

describe('drafts', () => {
  const named = (name: string) => ({ ...newExperiment(), name });
  const rename = (name: string) => (spec: ExperimentSpec) => ({ ...spec, name });

  it('keeps what was worked on when another design is opened, each under its own id', async () => {
    const { designer, lab } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    designer.edit(rename('Mine, changed'));
    designer.open(named('Preset'));
    await settle();
    expect(lab.specs()).toEqual([named('Mine, changed'), named('Preset')]);
    expect([designer.spec.name, designer.id === 'k']).toEqual(['Preset', false]);
  });
  it('lets a design that was only looked at give its place to the next', async () => {
    const { designer, lab } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    for (const name of ['First look', 'Second look', 'Third look']) {
      designer.open(named(name));
      await settle();
    }
    expect(lab.specs()).toEqual([named('Mine'), named('Third look')]);
  });
  it('goes back with undo to the draft before, with its undo history, as long as nothing was changed', async () => {
    const { designer, lab } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    designer.edit(rename('Edited'));
    designer.open(named('Preset'));
    await settle();
    expect(designer.canUndo).toBe(true);
    designer.undo();
    await settle();
    expect([designer.id, designer.spec.name, lab.specs()]).toEqual(['k', 'Edited', [named('Edited')]]);
    designer.undo();
    expect(designer.spec.name).toBe('Mine');
  });
  it('keeps both where the new one was changed; undo then ends at its beginning', async () => {
    const { designer } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    designer.open(named('Preset'));
    designer.edit(rename('Preset, changed'));
    designer.undo();
    expect([designer.spec.name, designer.canUndo]).toEqual(['Preset', false]);
  });
  it('opens another draft as it was left, undo history and broken text included', async () => {
    const { designer } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    designer.edit(rename('Edited'));
    designer.duplicate();
    const copy = designer.id;
    designer.write('{ "half": ');
    await settle();
    await designer.reopen('k');
    expect([designer.spec.name, designer.view]).toEqual(['Edited', 'form']);
    designer.undo();
    expect(designer.spec.name).toBe('Mine');
    await designer.reopen(copy);
    expect([designer.view, designer.text, designer.textProblems.length]).toEqual(['json', '{ "half": ', 1]);
    designer.undo();
    expect([designer.spec.name, designer.textProblems]).toEqual(['Edited, copy', []]);
  });
  it('saves a draft that was left while the lab was lost, when it is back', async () => {
    const { designer, lab } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    lab.isCut = true;
    designer.edit(rename('Offline'));
    designer.open(named('Preset'));
    await settle();
    expect([designer.saving.kind, lab.specs()]).toEqual(['failed', [named('Mine')]]);
    lab.isCut = false;
    for (const tell of lab.tell) tell(true);
    await settle();
    expect([designer.saving.kind, lab.specs(), lab.open === designer.id]).toEqual(['saved', [named('Offline'), named('Preset')], true]);
  });
  it('opens a file as a draft of its own, and a broken one in the JSON view', async () => {
    const { designer, lab } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    expect(designer.take(JSON.stringify(named('From a file')))).toBe(true);
    await settle();
    expect([lab.specs(), designer.view]).toEqual([[named('Mine'), named('From a file')], 'form']);
    expect([designer.take('no JSON'), designer.view]).toEqual([false, 'json']);
    designer.undo();
    expect([designer.spec.name, designer.view]).toEqual(['Mine', 'form']);
  });
  it('begins anew where the open draft was deleted, and keeps nothing of that until it is changed', async () => {
    const { designer, designs, lab } = bench({ id: 'k', spec: named('Mine'), changedAt: 1 });
    await settle();
    await designs.bin('k');
    await settle();
    expect([designer.spec, designer.canUndo, lab.specs()]).toEqual([newExperiment(), false, []]);
    await designer.reopen('k');
    expect(designer.spec.name).toBe('Mine');
  });
  it('asks for the cost of one design at a time', async () => {
    const { designer, lab } = bench();
    await settle();
    const before = lab.checks;
    for (let edit = 0; edit < 20; edit++) designer.edit((spec) => ({ ...spec, replicates: 6 + edit }));
    await settle();
    expect([lab.checks - before, designer.estimate?.isCurrent]).toEqual([1, true]);
  });
});
