/** The words of this computer: its engines, the lab in a browser, and the bench. */
import { benchCommand } from '#cli/bench-command';
import { type CommandContext, wholeNumber } from '#cli/grammar/context';
import { doctorCommand } from '#cli/show-commands';

export function addComputer({ program, io, labOptions, output, withLab, done }: CommandContext): void {
  program
    .command('doctor')
    .description('which engines this computer has, how fast they are, and why one is missing')
    .option('--measure', 'measure all engines again and keep the result, as after a new driver or a busy computer', false)
    .action(({ measure: isAgain }: { readonly measure: boolean }) =>
      // A lab that only reads keeps nothing.
      withLab(isAgain ? 'write' : 'read', (client) => doctorCommand(client, labOptions('read').engine, { ...output(), isAgain }, io)),
    );
  program
    .command('serve')
    .description('open the lab in a browser on this computer')
    .option('--port <number>', 'the port to listen on (default: any free one)', wholeNumber(0, 65535), 0)
    .option('--no-open', 'only print the address')
    .action(async (options: { readonly port: number; readonly open: boolean }) => {
      // Loaded only here: it brings the web server, and no other command waits for that.
      const { serveLab } = await import('#cli/serve');
      const { dataDirectory, engine, workers } = labOptions('write');
      await serveLab({ dataDirectory, engine, workers, port: options.port, openBrowser: options.open, json: output().json }, io);
    });
  program
    .command('bench')
    .description('measure the speed of training (from a checkout)')
    .argument('[arguments...]', 'handed on to the bench')
    .allowUnknownOption()
    .action(async (rest: readonly string[]) => done(await benchCommand(rest, io)));
}
