/** The words of the history: looking at experiments, asking about their runs, comparing, exporting, importing, binning and restoring. */
import { Option } from 'commander';
import { binCommand } from '#cli/bin-command';
import { compareCommand } from '#cli/compare-command';
import type { CompareRequest } from '#cli/compare-command';
import { exportCommand, importStudyCommand } from '#cli/export-command';
import type { ExportRequest } from '#cli/export-command';
import type { CommandContext } from '#cli/grammar/context';
import { momentOf, PROBE_KINDS, probeCommand, probesCommand } from '#cli/probe-command';
import type { ProbeFlags } from '#cli/probe-command';
import { listCommand, showCommand } from '#cli/show-commands';
import type { Lens } from '#core/compare/study';

/** The options of `export`, as commander gives them. */
interface ExportFlags {
  readonly format: ExportRequest['format'];
  readonly out?: string;
  readonly at?: string;
  readonly withData?: boolean;
}

const LENSES: readonly Lens[] = ['epochs', 'updates', 'samples', 'seconds', 'end'];
const GROUPS: readonly CompareRequest['group'][] = ['condition', 'allButSeed'];
const FORMATS: readonly ExportRequest['format'][] = ['csv', 'json', 'study', 'onnx'];

export function addHistory({ program, io, labOptions, output, withLab, done }: CommandContext): void {
  program
    .command('list')
    .description('all experiments, the newest first')
    .action(() => withLab('read', (client) => listCommand(client, output(), io)));
  program
    .command('show')
    .description('one experiment, or one run of it')
    .argument('<id>', 'an experiment (abcd1234) or a run (abcd1234.2.7)')
    .action((id: string) => withLab('read', (client) => showCommand(client, id, output(), io)));

  program
    .command('bin')
    .description('what lies in the bin; with --empty it is deleted for good')
    .argument('[ids...]', 'experiments in the bin (default: all)')
    .option('--empty', 'delete them for good')
    .option('--yes', 'without asking')
    .action((ids: string[], { empty = false, yes = false }: { readonly empty?: boolean; readonly yes?: boolean }) => {
      const request = { ids, isEmptying: empty, isConfirmed: yes };
      return withLab(empty && yes ? 'write' : 'read', (client) => binCommand(client, request, output(), io));
    });

  program
    .command('probe')
    .description('ask about the weights of runs, and store the answer')
    .argument('<runs...>', 'runs (abcd1234.2.7): two for an interpolation, three for a plane')
    .addOption(new Option('--kind <kind>', 'what to ask').choices(PROBE_KINDS).makeOptionMandatory())
    .option('--at <moment>', 'which weights: start, end, latest, or an update at which they were kept (default: end)')
    .option('--trials <number>', 'random batches of each size (default: 1000)', Number)
    .option('--batch-sizes <sizes...>', 'to draw; of a noise scale: the small and the large one')
    .option('--with-replacement', 'a row may come into a batch more than once (default: it may not, as in an epoch)')
    .option('--rows <number>', 'training rows to look at (default: all)', Number)
    .option('--points <number>', 'points of a line, or of a side of a plane', Number)
    .option('--directions <number>', 'random directions (default: 3)', Number)
    .option('--estimate', 'only say how long it would take')
    .action((runs: string[], flags: ProbeFlags) => withLab('write', (client) => probeCommand(client, runs, flags, output(), io)));
  program
    .command('probes')
    .description('what was asked about the weights of an experiment, or one answer')
    .argument('<id>', 'an experiment, or a probe of the list')
    .action((id: string) => withLab('read', (client) => probesCommand(client, id, output(), io)));

  program
    .command('compare')
    .description('experiments side by side at equal effort: means, intervals, differences, findings')
    .argument('<ids...>', 'experiments')
    .addOption(new Option('--lens <effort>', 'what is held equal (default: the budget of the first)').choices(LENSES))
    .addOption(new Option('--group <how>', 'conditions by themselves, or equal settings together').choices(GROUPS).default('condition'))
    .action((ids: string[], flags: { readonly lens?: Lens; readonly group: CompareRequest['group'] }) =>
      withLab('read', (client) => compareCommand(client, { ids, lens: flags.lens ?? null, group: flags.group }, output(), io)),
    );
  program
    .command('export')
    .description(
      'experiments as a table (csv), a document (json) or a study file that another lab imports; a trained network as a model (onnx)',
    )
    .argument('<ids...>', 'experiments; of a model one run (abcd1234.2.7)')
    .addOption(new Option('--format <format>', 'of the file').choices(FORMATS).makeOptionMandatory())
    .option('--out <file>', 'where to write it (default: standard output; study files and models name themselves)')
    .option('--at <moment>', 'which weights of a model: start, end, latest, or an update at which they were kept (default: end)')
    .option('--with-data', 'of a study file: with the imported data that the experiments were trained on')
    .action((ids: string[], flags: ExportFlags) => {
      const { format, out: file = null, at, withData = false } = flags;
      const request = { ids, format, file, at: at === undefined ? null : momentOf(at), withData };
      return withLab('read', (client) => exportCommand(client, request, output(), io));
    });
  program
    .command('import')
    .description('take the experiments of a study file into the history')
    .argument('<file>', 'a study file (.batchlab)')
    .action((file: string) => withLab('write', (client) => importStudyCommand(client, file, output(), io)));

  program
    .command('restore')
    .description('put a backup in the place of the history; what was there is kept aside')
    .argument('[backup]', 'its name in the folder "backups" (default: the newest that is whole)')
    .action(async (backup: string | undefined) => {
      const { restoreCommand } = await import('#cli/restore-command');
      done(restoreCommand(labOptions('write').dataDirectory, backup ?? null, output(), io));
    });
}
