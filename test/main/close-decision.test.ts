/** Closing the window: who is asked, and what the answers mean. */
import { expect, test } from 'vitest';
import { closeAction, closeQuestion, shouldQuit, stayButton } from '#main/close-decision';

const idle = { training: null, waiting: [] };
const training = { training: 'a', waiting: [] };

test('an idle lab closes without a question', () => {
  expect(closeQuestion(idle)).toBeNull();
});

test('a lab at work asks, and says how much is at work', () => {
  expect(closeQuestion(training)?.message).toBe('An experiment is training.');
  expect(closeQuestion({ ...training, waiting: ['b'] })?.message).toBe('An experiment is training, and one more is waiting.');
  expect(closeQuestion({ ...training, waiting: ['b', 'c'] })?.message).toBe('An experiment is training, and 2 more are waiting.');
  expect(closeQuestion({ ...idle, waiting: ['b'] })?.message).toBe('Experiments are waiting to be trained.');
});

test('every button does what it says', () => {
  const buttons = closeQuestion(training)?.buttons ?? [];
  expect(buttons.map((label, index) => [label, closeAction(index)])).toEqual([
    ['Keep running', 'hide'],
    ['Stop and save', 'quit'],
    ['Cancel', 'stay'],
  ]);
  expect(buttons[stayButton]).toBe('Cancel');
});

test('an answer that is none means cancel', () => {
  for (const button of [-1, 3, NaN]) expect(closeAction(button)).toBe('stay');
});

test('an app in the background ends with its last experiment, one with a window does not', () => {
  expect(shouldQuit(true, idle)).toBe(true);
  expect(shouldQuit(true, training)).toBe(false);
  expect(shouldQuit(true, { ...idle, waiting: ['b'] })).toBe(false);
  expect(shouldQuit(false, idle)).toBe(false);
});
