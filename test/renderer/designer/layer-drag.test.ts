import fc from 'fast-check';
import { expect, it } from 'vitest';
import { movedOrder } from '#renderer/features/designer/layer-drag.svelte.ts';

it('moves one layer and leaves the order of the others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(11), fc.nat(12), (count, from, before) => {
      fc.pre(from < count && before <= count);
      const order = movedOrder(count, from, before);
      expect([...order].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
      expect(order.filter((index) => index !== from)).toEqual([...Array(count).keys()].filter((index) => index !== from));
      expect(order.indexOf(from)).toBe(before > from ? before - 1 : before);
    }),
  );
});
