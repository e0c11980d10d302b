import { expect, it } from 'vitest';
import { suggestedName } from '#renderer/features/datasets/chosen-files.ts';

it.each([
  [['iris.csv'], 'iris'],
  [['cifar-10-binary.tar.gz'], 'cifar-10-binary'],
  [['photos/cats/1.png', 'photos/dogs/2.png'], 'photos'],
  [['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'], 'train'],
  [['train-images', 't10k-images'], 'train-images'],
  [['no-suffix'], 'no-suffix'],
  [[], ''],
])('suggests a name for %j', (names, name) => {
  expect(suggestedName(names)).toBe(name);
});
