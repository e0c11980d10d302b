/** What a card of an engine says of where its times come from. */
import { expect, test } from 'vitest';
import { measuredWords } from '#renderer/features/engines/measured-words.ts';

const at = (minute: number): number => new Date(2026, 10, 23, 3, minute).getTime();

test('an engine tells when it was measured, and from how many runs its times were learned since', () => {
  expect(measuredWords({})).toBeNull();
  expect(measuredWords({ measuredAt: at(10) })).toBe('23 Nov 2026, 03:10');
  expect(measuredWords({ measuredAt: at(10), learned: { runs: 1, at: at(40) } })).toBe(
    '23 Nov 2026, 03:10; learned since from 1\u00a0run, last on 23 Nov 2026, 03:40',
  );
});
