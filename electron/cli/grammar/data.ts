/** The words of data of one's own. */
import { Option } from 'commander';
import { dataImportCommand } from '#cli/data-import';
import type { ImportRequest } from '#cli/data-import';
import { type CommandContext, wholeNumber } from '#cli/grammar/context';
import { dataListCommand } from '#cli/show-commands';

/** The options of `data import`, as commander gives them. */
interface ImportFlags extends Omit<ImportRequest, 'target' | 'images' | 'hasHeader'> {
  readonly target?: string;
  readonly header?: boolean;
  readonly imageSize?: number;
  readonly imageColour?: 'auto' | 'grey' | 'colour';
}

export function addData({ program, io, output, withLab }: CommandContext): void {
  const data = program.command('data').description('data of your own');
  data
    .command('import')
    .description('import data: CSV, IDX (MNIST), CIFAR, NumPy arrays, images in a folder a class, or an archive of these')
    .argument('<paths...>', 'the files or folders of one data set')
    .requiredOption('--name <name>', 'how experiments call it')
    .option('--target <column>', 'of a table: the column to predict (default: the last one)')
    .addOption(new Option('--task <task>', 'what the target is').choices(['auto', 'classification', 'regression']).default('auto'))
    .option('--columns <names...>', 'of a table: the columns to use as features (default: all others)')
    .option('--skip-lines <number>', 'of a table: lines above it that are passed over', wholeNumber(0, 1_000_000))
    .option('--header', 'of a table: its first row names the columns (default: found out)')
    .option('--no-header', 'of a table: its first row is data')
    .addOption(new Option('--missing <policy>', 'of a table: what becomes of missing values').choices(['refuse', 'dropRows', 'mean']))
    .addOption(new Option('--words <policy>', 'of a table: what becomes of columns of words').choices(['refuse', 'oneHot']))
    .option('--image-size <pixels>', 'of images: width and height (default: the commonest size)', wholeNumber(1, 4096))
    .addOption(new Option('--image-colour <colour>', 'of images').choices(['auto', 'grey', 'colour']))
    .action((paths: string[], flags: ImportFlags) => {
      const { imageSize, imageColour, target = null, header, ...named } = flags;
      const rest = { ...named, ...(header === undefined ? {} : { hasHeader: header }) };
      const images = { ...(imageSize === undefined ? {} : { width: imageSize, height: imageSize }), colour: imageColour };
      return withLab('write', (_, lab) => dataImportCommand(lab.importPaths, paths, { ...rest, target, images }, output(), io));
    });
  data
    .command('list')
    .description('all imported data')
    .action(() => withLab('read', (client) => dataListCommand(client, output(), io)));
}
