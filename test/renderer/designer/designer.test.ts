import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LabClient, MethodName } from '#contract/contract';
import { LabError } from '#core/failure';
import { Designer } from '#renderer/features/designer/designer.svelte.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { Library } from '#renderer/state/library.svelte.ts';

/** A lab that keeps one design, and can be cut off. */
function bench(kept: { spec: unknown; savedAt: number } | null = null) {
  const lab = { kept, isCut: false, tell: [] as ((isConnected: boolean) => void)[] };
  const answers: Partial<Record<MethodName, (input: { readonly spec?: unknown }) => unknown>> = {
    'design.load': () => lab.kept,
    'design.save': ({ spec }) => (lab.kept = { spec, savedAt: (lab.kept?.savedAt ?? 0) + 1 }),
    'design.check': () => ({ issues: [], estimatedSeconds: 7, conditionSeconds: [1, 2, 4], oneSeedSeconds: 3 }),
    'datasets.list': () => [],
    'presets.list': () => [],
  };
  const client = {
    call: (name: MethodName, input: { readonly spec?: unknown }) =>
      lab.isCut ? Promise.reject(new LabError({ kind: 'disconnected' })) : Promise.resolve(answers[name]?.(input)),
    subscribe: () => () => undefined,
    onConnection: (listener: (isConnected: boolean) => void) => {
      lab.tell.push(listener);
      return () => undefined;
    },
    close: () => undefined,
    // The answers above have the types of the contract for the methods that a designer calls.
  } as LabClient;
  return { lab, designer: new Designer(client, new Library(client)) };
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
  const { designer } = bench({ spec: { ...newExperiment(), name: 'Kept' }, savedAt: 41 });
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
  expect([lab.kept?.spec, designer.saving.kind]).toEqual([{ ...newExperiment(), name: 'Changed' }, 'saved']);
  designer.undo();
  await settle();
  expect(lab.kept?.spec).toEqual(newExperiment());
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
  expect([designer.saving.kind, lab.kept?.spec]).toEqual(['saved', { ...newExperiment(), name: 'Offline' }]);
});
it('keeps a text that is no design, points at its line, and cannot start', async () => {
  const { designer, lab } = bench();
  await settle();
  const broken = JSON.stringify({ ...newExperiment(), replicates: 'many' }, null, 2);
  designer.show('json');
  designer.write(broken);
  await settle();
  const line = broken.split('\n').findIndex((text) => text.includes('"replicates"')) + 1;
  expect([designer.textProblems.map((problem) => [problem.path, problem.line]), designer.obstacle, lab.kept?.spec]).toEqual([
    [['replicates', line]],
    'The JSON has an error.',
    broken,
  ]);
  const again = bench(lab.kept);
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
  const { designer } = bench({ spec: { ...newExperiment(), name: 'Kept' }, savedAt: 1 });
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
