import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type EditHistory, edited, redone, startHistory, undone } from '#renderer/features/designer/edit-history.ts';

it('undoes and redoes edits of different fields one by one', () => {
  const history = edited(edited(startHistory('a'), 'b', 'x', 0), 'c', 'y', 10);
  expect([undone(history).present, undone(undone(history)).present, redone(undone(history)).present]).toEqual(['b', 'a', 'c']);
});
it('takes quick edits of one field as one step, and slow ones as several', () => {
  const quick = edited(edited(edited(startHistory(1), 10, 'x', 0), 100, 'x', 500), 1000, 'x', 1000);
  const slow = edited(edited(startHistory(1), 10, 'x', 0), 100, 'x', 5000);
  expect([undone(quick).present, undone(slow).present]).toEqual([1, 10]);
});
it('forgets what was undone once something new is done', () => {
  const history = edited(undone(edited(startHistory('a'), 'b', null, 0)), 'c', null, 1);
  expect(redone(history).present).toBe('c');
});
it('does not count an edit that changes nothing', () => {
  const history = startHistory('a');
  expect(edited(history, 'a', null, 0)).toBe(history);
});
it('comes back to where it was after as many undos as redos', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 30 }), fc.nat(40), (values, steps) => {
      const full = values.reduce((history, value, index) => edited(history, value, null, index), startHistory(0));
      const times = (
        count: number,
        step: (history: EditHistory<number>) => EditHistory<number>,
        from: EditHistory<number>,
      ): EditHistory<number> => Array.from({ length: count }).reduce((history: EditHistory<number>) => step(history), from);
      const back = times(steps, undone, full);
      expect(times(steps, redone, back).present).toBe(full.present);
    }),
  );
});
