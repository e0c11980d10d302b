/** Places of the queue after a drop and after a key. */
import { expect, test } from 'vitest';
import { placeAfterDrop, placeAfterKey } from '#renderer/features/live/queue-order.ts';

test('an item that is dropped takes the place before the item it falls on', () => {
  expect(placeAfterDrop(0, 3)).toBe(2);
  expect(placeAfterDrop(2, 0)).toBe(0);
  expect(placeAfterDrop(1, 1)).toBeNull();
  expect(placeAfterDrop(1, 2)).toBeNull();
});

test('arrow keys, Home and End move an item as far as the ends', () => {
  expect(placeAfterKey('ArrowUp', 1, 3)).toBe(0);
  expect(placeAfterKey('ArrowDown', 1, 3)).toBe(2);
  expect(placeAfterKey('Home', 2, 3)).toBe(0);
  expect(placeAfterKey('End', 0, 3)).toBe(2);
  expect(placeAfterKey('ArrowUp', 0, 3)).toBeNull();
  expect(placeAfterKey('ArrowDown', 2, 3)).toBeNull();
  expect(placeAfterKey('a', 1, 3)).toBeNull();
});
