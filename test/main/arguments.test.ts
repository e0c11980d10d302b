/** The app's own command line among Electron's and Chromium's. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { dataDirectoryFrom } from '#main/arguments';

test.each([
  [['electron', '.', '--data-dir', 'lab'], resolve('lab')],
  [['electron', '.', '--data-dir=/srv/my lab', '--enable-logging'], resolve('/srv/my lab')],
  [['electron', '.', '--data-dir=a=b'], resolve('a=b')],
  [['electron', '.'], null],
  [['electron', '.', '--data-dir'], null],
  [['electron', '.', '--data-dir='], null],
  [['electron', '.', '--data-dir', '--no-sandbox'], null],
  [['electron', '.', '--data-directory', 'x'], null],
])('%j means %j', (argv, directory) => {
  expect(dataDirectoryFrom(argv)).toBe(directory);
});
