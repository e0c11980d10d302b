import { expect, it } from 'vitest';
import { matchRank, search } from '#renderer/shell/palette-search.ts';

const items = ['Show the history', 'History', 'Prehistory', 'Dark theme', 'How steady is learning at each batch size?'].map((label) => ({
  label,
}));
const found = (query: string): readonly string[] => search(items, query).map(({ label }) => label);

it('puts labels that begin with the word first, then those with a word that does', () => {
  expect(found('hist')).toEqual(['History', 'Show the history', 'Prehistory']);
});
it('asks for every word, in any order and case', () => {
  expect([found('BATCH steady'), found('batch theme')]).toEqual([['How steady is learning at each batch size?'], []]);
});
it('shows everything in its order while nothing is typed', () => {
  expect([found('  '), matchRank('anything', '')]).toEqual([items.map(({ label }) => label), 0]);
});
