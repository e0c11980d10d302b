#!/usr/bin/env node
/** The command `batchlab`: the lab without windows. `batchlab.mjs` starts it under a Node that can run it. */
import { openLab } from '#cli/open-lab';
import { processIo } from '#cli/process-io';
import { runProgram } from '#cli/program';

process.exitCode = await runProgram(process.argv.slice(2), processIo(), openLab);
