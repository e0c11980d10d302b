import { expect, it } from 'vitest';
import { headerColumns } from '#renderer/features/datasets/header-columns.ts';

it('reads the names of the first line, whatever separates them', () => {
  expect(['a,b,c\n1,2,3', '\ufeffa;b;c\r\n1;2;3', 'a\tb\tc', '"a, b",c,"d ""x"""'].map(headerColumns)).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a, b', 'c', 'd "x"'],
  ]);
});
it('offers nothing where the first line holds values, gaps or one name twice', () => {
  expect(['1,2,3', 'a,,c', 'a,b,a', 'single', '', 'x,5.1,y'].map(headerColumns)).toEqual([[], [], [], [], [], []]);
});
