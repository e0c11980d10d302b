/** Looking into a run that trains: at once at another one, calmly at the same one, and not while nobody looks. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabClient } from '#contract/contract';
import { LabError } from '#core/failure';
import { PredictionFeed, type Inspected } from '#renderer/features/inspect/prediction-feed.svelte.ts';

let asked: { readonly runId: string; readonly split: string }[] = [];
let answer: () => Promise<unknown> = () => Promise.resolve({ update: 1 });
let isHidden = false;
// Only `call` is used.
const client = {
  call: (_: string, input: { runId: string; split: string }) => {
    asked.push({ runId: input.runId, split: input.split });
    return answer();
  },
} as unknown as LabClient;
const run = (runId: string, update: number, split: Inspected['split'] = 'test'): Inspected => ({
  runId,
  update,
  status: 'training',
  split,
});

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  isHidden = false;
  answer = () => Promise.resolve({ update: 1 });
});
afterEach(() => vi.useRealTimers());
const feed = (): PredictionFeed => new PredictionFeed(client, () => isHidden);

test('a run that goes on is asked about again after two seconds, and not without news', async () => {
  const watched = feed();
  watched.watch(run('a', 10));
  await vi.advanceTimersByTimeAsync(0);
  expect(watched.report).toEqual({ update: 1 });
  watched.watch(run('a', 20));
  watched.watch(run('a', 30));
  await vi.advanceTimersByTimeAsync(1900);
  expect(asked.length).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked.length).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(2);
  watched.stop();
});

test('a slow answer makes the pauses longer', async () => {
  answer = () => new Promise((resolve) => setTimeout(() => resolve({ update: 1 }), 3000));
  const watched = feed();
  watched.watch(run('a', 10));
  await vi.advanceTimersByTimeAsync(3000);
  watched.watch(run('a', 20));
  await vi.advanceTimersByTimeAsync(11_000);
  expect(asked.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1500);
  expect(asked.length).toBe(2);
  watched.stop();
});

test('another run and another split are looked at at once, and what came for the one before is not shown', async () => {
  let resolveFirst: (value: unknown) => void = () => undefined;
  answer = () => new Promise((resolve) => (resolveFirst = resolve));
  const watched = feed();
  watched.watch(run('a', 10));
  answer = () => Promise.resolve({ update: 2 });
  watched.watch(run('b', 5));
  resolveFirst({ update: 1 });
  await vi.advanceTimersByTimeAsync(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(watched.report).toEqual({ update: 2 });
  watched.watch(run('b', 5, 'train'));
  expect(watched.report).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([
    { runId: 'a', split: 'test' },
    { runId: 'b', split: 'test' },
    { runId: 'b', split: 'train' },
  ]);
  watched.stop();
});

test('nothing is asked while the window is out of sight', async () => {
  isHidden = true;
  const watched = feed();
  watched.watch(run('a', 10));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual([]);
  isHidden = false;
  watched.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.length).toBe(1);
  watched.stop();
});

test('why there is no answer is said in a sentence', async () => {
  answer = () => Promise.reject(new LabError({ kind: 'conflict', problem: 'Nothing was kept.' }));
  const watched = feed();
  watched.watch(run('a', 10));
  await vi.advanceTimersByTimeAsync(0);
  expect(watched.problem).toBe('Nothing was kept.');
  watched.stop();
});
