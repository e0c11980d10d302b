/** What the app understands of its command line; everything else there belongs to Electron and Chromium. */
import { resolve } from 'node:path';

const option = '--data-dir';

/** The folder of `--data-dir FOLDER` or `--data-dir=FOLDER`, absolute; null where it is not given. */
export function dataDirectoryFrom(argv: readonly string[]): string | null {
  const index = argv.findIndex((argument) => argument === option || argument.startsWith(`${option}=`));
  if (index === -1) return null;
  const value = argv[index] === option ? argv.at(index + 1) : argv[index].slice(option.length + 1);
  return value === undefined || value === '' || value.startsWith('--') ? null : resolve(value);
}
