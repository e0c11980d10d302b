/** Opens the real lab for a command. */
import type { ComposedLab } from '#cli/compose';
import type { LabOptions, OpenLab } from '#cli/grammar/context';
import { failureOf } from '#core/failure';

// Loaded late, so that help and mistakes in the command line need not wait for the database.
export const openLab: OpenLab = async (options) => {
  const { connectInMemory } = await import('#host/memory');
  const lab = await compose(options);
  const client = connectInMemory(lab.service);
  return {
    client,
    importPaths: lab.importPaths,
    close: async () => {
      client.close();
      await lab.close();
    },
  };
};

/** A folder without a history, or with one of an older layout, is opened for writing once, which puts it right. */
async function compose({ dataDirectory, ...rest }: LabOptions): Promise<ComposedLab> {
  const { composeLab } = await import('#cli/compose');
  const { defaultDataDirectory } = await import('#host/compose-lab');
  const options = { ...rest, dataDirectory: dataDirectory ?? defaultDataDirectory() };
  try {
    return await composeLab(options);
  } catch (error) {
    if (options.mode !== 'read' || failureOf(error).kind !== 'unreadableFile') throw error;
    return composeLab({ ...options, mode: 'write' });
  }
}
