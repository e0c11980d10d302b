/** Whatever a person does to a design, in whatever order: undo leads back through every state, redo forward, and nothing gets lost. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LabClient, MethodName } from '#contract/contract';
import type { ExperimentSpec } from '#core/experiment/spec';
import { Designer } from '#renderer/features/designer/designer.svelte.ts';
import { duplicated } from '#renderer/features/designer/experiment-file.ts';
import { withBatchSizes, withLayerOrder, withValues } from '#renderer/features/designer/factors.ts';
import { withLayerKind } from '#renderer/features/designer/layer-words.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { withScheduleKind } from '#renderer/features/designer/schedule-words.ts';
import { Library } from '#renderer/state/library.svelte.ts';

/** A lab that answers and keeps nothing. */
function designer(): Designer {
  const answers: Partial<Record<MethodName, unknown>> = {
    'design.load': null,
    'design.save': { savedAt: 1 },
    'design.check': { issues: [], estimatedSeconds: null, conditionSeconds: [], oneSeedSeconds: null, probeSeconds: 0 },
    'datasets.list': [],
    'presets.list': [],
  };
  const client = {
    call: (name: MethodName) => Promise.resolve(answers[name]),
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
    close: () => undefined,
    // The answers above have the types of the contract for the methods that a designer calls.
  } as LabClient;
  return new Designer(client, new Library(client));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Edit = (spec: ExperimentSpec) => ExperimentSpec;
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.string({ maxLength: 20 }).map((name): Edit => (spec) => ({ ...spec, name })),
  fc.double().map(
    (rate): Edit =>
      (spec) =>
        withValues(spec, 'optimizer.learningRate', [rate]),
  ),
  fc.array(fc.double(), { minLength: 2, maxLength: 4 }).map(
    (rates): Edit =>
      (spec) =>
        withValues(spec, 'optimizer.momentum', rates),
  ),
  fc.array(fc.nat(5000), { maxLength: 6 }).map(
    (sizes): Edit =>
      (spec) =>
        withBatchSizes(spec, [...sizes, 'full']),
  ),
  fc.constantFrom('constant', 'cosine', 'step').map(
    (kind): Edit =>
      (spec) =>
        withScheduleKind(spec, kind, null),
  ),
  fc.constantFrom('dense', 'dropout', 'batchNorm').map(
    (kind): Edit =>
      (spec) =>
        withLayerKind(spec, 0, kind),
  ),
  fc.constant<Edit>((spec) => withLayerOrder(spec, [...spec.model.layers.keys()].toReversed())),
  fc.integer({ min: -5, max: 2000 }).map((replicates): Edit => (spec) => ({ ...spec, replicates })),
  fc.constant<Edit>(duplicated),
);

it('undoes and redoes every edit exactly, and saves nothing half', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 20 }), fc.nat(20), (edits, back) => {
      const one = designer();
      const states: ExperimentSpec[] = [one.spec];
      for (const change of edits) {
        const before = one.spec;
        one.edit(change);
        if (one.spec !== before) states.push(one.spec);
      }
      const steps = Math.min(back, states.length - 1);
      for (let step = 1; step <= steps; step++) {
        one.undo();
        expect(one.spec).toBe(states[states.length - 1 - step]);
      }
      for (let step = 1; step <= steps; step++) {
        one.redo();
        expect(one.spec).toBe(states[states.length - 1 - steps + step]);
      }
      expect(one.canRedo).toBe(false);
      while (one.canUndo) one.undo();
      expect(one.spec).toBe(states[0]);
    }),
    { numRuns: 60 },
  );
});

it('never throws while it works out what is wrong, and says why it cannot start', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const one = designer();
      for (const change of edits) {
        one.edit(change);
        const hasErrors = one.checked.issues.some((issue) => issue.severity === 'error');
        expect(one.obstacle === null).toBe(one.checked.plan !== null && !hasErrors);
      }
    }),
    { numRuns: 60 },
  );
});

it('takes any text into the JSON view: it is the design, or it says what is wrong and undo drops it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        edit.map((change) => JSON.stringify(change(newExperiment()))),
      ),
      (text) => {
        const one = designer();
        const before = one.spec;
        one.write(text);
        expect(one.text).toBe(text);
        if (one.textProblems.length === 0) expect(one.checked.spec).not.toBeNull();
        else expect([one.spec, one.obstacle]).toEqual([before, 'The JSON has an error.']);
        one.undo();
        expect(one.spec).toBe(before);
        expect(one.textProblems).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});
