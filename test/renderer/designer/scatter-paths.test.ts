import { expect, it } from 'vitest';
import { classAppearance, scatterPaths } from '#renderer/features/designer/scatter-paths.ts';

it('draws one path a class, in the classes\u2019 order, inside the picture', () => {
  const groups = scatterPaths({ x: Float32Array.of(0, 1, 2), y: Float32Array.of(5, 5, 6), label: Int32Array.of(1, 0, 1) }, 100, 50);
  expect(groups.map(({ css, d }) => [css, d.split('M').length - 1])).toEqual([
    ['var(--class-1)', 1],
    ['var(--class-2)', 2],
  ]);
  const numbers = [
    ...groups
      .map(({ d }) => d)
      .join('')
      .matchAll(/M([\d.-]+) ([\d.-]+)/g),
  ];
  expect(numbers.every(([, x, y]) => Number(x) >= 0 && Number(x) <= 100 && Number(y) >= 0 && Number(y) <= 50)).toBe(true);
});
it('puts points that all agree in the middle', () => {
  const [group] = scatterPaths({ x: Float32Array.of(3, 3), y: Float32Array.of(1, 1), label: null }, 100, 50);
  expect(group.d).toContain('M47.9 25');
});
it('keeps fifteen classes apart by hue and shape', () => {
  const looks = Array.from({ length: 15 }, (_, index) => classAppearance(index)).map(({ css, shape }) => css + shape(0, 0));
  expect(new Set(looks).size).toBe(15);
});
