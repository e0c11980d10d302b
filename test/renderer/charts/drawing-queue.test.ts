/** Drawings in turn: what is drawn in one frame, what waits, and what is never drawn. */
import { beforeEach, expect, it } from 'vitest';
import { DrawingQueue } from '#renderer/charts/drawing-queue.ts';

let nowMs: number;
let frames: (() => void)[];
let drawn: string[];
let queue: DrawingQueue;
beforeEach(() => {
  [nowMs, frames, drawn] = [0, [], []];
  queue = new DrawingQueue({ next: (draw) => frames.push(draw), nowMs: () => nowMs });
});

const charts = { a: {}, b: {}, c: {} };
const ask = (name: keyof typeof charts, takesMs: number, label: string = name): void =>
  queue.ask(charts[name], () => {
    drawn.push(label);
    nowMs += takesMs;
  });
const nextFrame = (): void => frames.shift()?.();

it('draws nothing at once, and small drawings together', () => {
  ask('a', 1);
  ask('b', 1);
  expect([drawn, frames.length]).toEqual([[], 1]);
  nextFrame();
  expect([drawn, frames.length]).toEqual([['a', 'b'], 0]);
});

it('draws large ones one a frame', () => {
  ask('a', 20);
  ask('b', 20);
  nextFrame();
  expect([drawn, frames.length]).toEqual([['a'], 1]);
  nextFrame();
  expect([drawn, frames.length]).toEqual([['a', 'b'], 0]);
});

it('draws the newest of a chart that is asked for again, in its old place', () => {
  ask('a', 1, 'a, old');
  ask('b', 1);
  ask('a', 1, 'a, new');
  nextFrame();
  expect(drawn).toEqual(['a, new', 'b']);
});

it('does not draw a chart that is gone', () => {
  ask('a', 1);
  queue.forget(charts.a);
  nextFrame();
  expect([drawn, frames.length]).toEqual([[], 0]);
});

it('goes on with the others after one that fails', () => {
  queue.ask(charts.a, () => {
    throw new Error('it cannot be drawn');
  });
  ask('b', 1);
  expect(nextFrame).toThrow('it cannot be drawn');
  nextFrame();
  expect(drawn).toEqual(['b']);
});
