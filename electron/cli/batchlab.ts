#!/usr/bin/env node
/** The command `batchlab`: the lab without windows. `batchlab.mjs` starts it under a Node that can run it. */
import { processIo } from '#cli/process-io';
import { runProgram } from '#cli/program';
import type { OpenLab } from '#cli/program';

const openLab: OpenLab = async ({ dataDirectory, mode, engine, workers }) => {
  const { composeLab } = await import('#cli/compose');
  const { defaultDataDirectory } = await import('#host/compose-lab');
  const { connectInMemory } = await import('#host/memory');
  const lab = await composeLab({ dataDirectory: dataDirectory ?? defaultDataDirectory(), mode, engine, workers });
  const client = connectInMemory(lab.service);
  return {
    client,
    close: async () => {
      client.close();
      await lab.close();
    },
  };
};

process.exitCode = await runProgram(process.argv.slice(2), processIo(), openLab);
