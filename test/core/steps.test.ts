import { expect, it } from 'vitest';
import { allAtOnce, inTurns, type Steps } from '#core/steps';

function* count(to: number, taken: number[]): Steps<string> {
  for (let step = 1; step <= to; step++) {
    yield;
    taken.push(step);
  }
  return 'done';
}

it('takes all steps at once', () => {
  const taken: number[] = [];
  expect([allAtOnce(count(4, taken)), taken]).toEqual(['done', [1, 2, 3, 4]]);
});

it('rests whenever its time is over, and goes on where it was', async () => {
  const taken: number[] = [];
  const atRest: number[] = [];
  let nowMs = 0;
  const turns = {
    nowMs: () => (nowMs += 3),
    rest: () => {
      atRest.push(taken.length);
      return Promise.resolve();
    },
  };
  expect(await inTurns(count(10, taken), turns)).toBe('done');
  expect(taken).toHaveLength(10);
  // Three looks at the clock fit into eight milliseconds.
  expect(atRest).toEqual([2, 5, 8]);
});

it('does no more where the rest never ends', async () => {
  const taken: number[] = [];
  let nowMs = 0;
  void inTurns(count(100, taken), { nowMs: () => (nowMs += 10), rest: () => new Promise(() => undefined) });
  await Promise.resolve();
  expect(taken).toEqual([]);
});

it('lets a failure of a step out', async () => {
  function* failing(): Steps<never> {
    yield;
    throw new Error('broken');
  }
  await expect(inTurns(failing(), { nowMs: () => 0, rest: () => Promise.resolve() })).rejects.toThrow('broken');
});
