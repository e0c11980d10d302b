/** The list of experiments in the window: what changed is asked for alone, and everything else stays as it is. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LabClient, Topics } from '#contract/contract';
import type { ExperimentSummary } from '#contract/experiments';
import { Experiments } from '#renderer/state/experiments.svelte.ts';

/** What the lab has; only what these tests look at. */
interface Stored {
  readonly id: string;
  readonly createdAt: number;
  readonly isDeleted: boolean;
  readonly name: string;
}

let stored: Stored[] = [];
let asked: string[] = [];
let announce: (id: string) => void = () => undefined;
const one = (id: string, createdAt: number, name = id): Stored => ({ id, createdAt, isDeleted: false, name });

function list(): Experiments {
  const client = {
    call: (name: string, input: { readonly id?: string }) => {
      asked.push(input.id === undefined ? name : `${name} ${input.id}`);
      if (name === 'experiments.list') return Promise.resolve([...stored]);
      return Promise.resolve(stored.find(({ id }) => id === input.id) ?? null);
    },
    subscribe: (topic: keyof Topics, listener: (value: { readonly id: string }) => void) => {
      if (topic === 'experiment') announce = (id) => listener({ id });
      return () => undefined;
    },
    onConnection: () => () => undefined,
    close: () => undefined,
    // It answers the two methods that the list asks.
  } as unknown as LabClient;
  return new Experiments(client);
}
const shown = (experiments: Experiments): readonly string[] => (experiments.list ?? []).map(({ name }) => name);
const pass = (): Promise<unknown> => vi.advanceTimersByTimeAsync(200);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  stored = [one('c', 3), one('b', 2), one('a', 1)];
});
afterEach(() => {
  vi.useRealTimers();
});

it('asks for the one that changed, once for many announcements, and keeps the others', async () => {
  const experiments = list();
  await pass();
  const before: readonly ExperimentSummary[] = experiments.list ?? [];
  asked = [];
  stored[1] = one('b', 2, 'renamed');
  for (let count = 0; count < 5; count++) announce('b');
  await pass();
  expect(asked).toEqual(['experiments.summary b']);
  expect(shown(experiments)).toEqual(['c', 'renamed', 'a']);
  expect([experiments.list?.[0] === before[0], experiments.list?.[2] === before[2]]).toEqual([true, true]);
});

it('takes in what is new, and lets go what was deleted or is in the bin', async () => {
  const experiments = list();
  await pass();
  stored = [one('d', 4), one('c', 3), { ...one('b', 2), isDeleted: true }];
  for (const id of ['d', 'b', 'a']) announce(id);
  await pass();
  expect(shown(experiments)).toEqual(['d', 'c']);
});

it('asks for the whole list where many changed at once', async () => {
  const experiments = list();
  await pass();
  asked = [];
  stored = Array.from({ length: 30 }, (_, index) => one(`x${String(index)}`, 100 - index));
  for (const { id } of stored) announce(id);
  await pass();
  expect(asked).toEqual(['experiments.list']);
  expect(shown(experiments)).toHaveLength(30);
});
