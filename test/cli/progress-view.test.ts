/** How progress is shown. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgressView } from '#cli/progress-view';
import { duration, table } from '#cli/words';
import { TestTerminal } from '#test/cli/scripted-lab';

const speaking = { json: false, quiet: false };
const at = (fraction: number, runsDone: number, remainingSeconds: number | null) => ({
  progress: { fraction, updatesDone: 0, updatesTotal: 0, elapsedSeconds: 0, remainingSeconds },
  runsDone,
  runs: 40,
});

test('a log gets a line every few seconds at most, and never the same twice', () => {
  const terminal = new TestTerminal();
  let nowMs = 1000;
  const view = createProgressView(terminal, speaking, new PassThrough(), () => nowMs);
  view.show(at(0, 0, null));
  nowMs += 100;
  view.show(at(0.1, 4, 60));
  nowMs += 5000;
  view.show(at(0.319, 12, 20));
  nowMs += 5000;
  view.show(at(0.319, 12, 20));
  view.end();
  expect(terminal.errText.split('\n')).toEqual(['0 of 40 runs, 0 %', '12 of 40 runs, 31 %, about 20 s left']);
  expect(terminal.outText).toBe('');
});

test('a terminal gets a bar that leaves nothing behind, and notes above it', () => {
  class Screen extends PassThrough {
    readonly isTTY = true;
    readonly columns = 100;
  }
  const stream = new Screen();
  const terminal = Object.assign(new TestTerminal(), { isTerminal: true });
  const view = createProgressView(terminal, speaking, stream);
  view.show(at(0.31, 12, 20));
  view.note('The disk is full.');
  view.end();
  const drawn = String(stream.read());
  expect(drawn).toContain('31 %  12 of 40 runs, about 20 s left');
  expect(terminal.errText).toBe('The disk is full.');
});

test('quiet shows nothing but what is wrong', () => {
  const terminal = new TestTerminal();
  const view = createProgressView(terminal, { json: false, quiet: true });
  view.show(at(0.31, 12, 20));
  view.note('Run 3 diverged.');
  view.warn('The disk is full.');
  view.end();
  expect(terminal.errText).toBe('The disk is full.');
});

test.each([
  [0.2, 'less than a second'],
  [20.4, '20 s'],
  [89.6, '90 s'],
  [180, '3 min'],
  [7200, '2 h'],
  [7500, '2 h 5 min'],
])('%d seconds are read as %s', (seconds, words) => expect(duration(seconds)).toBe(words));

test('tables set words to the left and numbers to the right', () => {
  const text = table(
    ['Name', 'Runs'],
    [
      ['long name', '7'],
      ['b', '12'],
    ],
  );
  expect(text).toBe('Name       Runs\n---------  ----\nlong name     7\nb            12');
});
