#!/usr/bin/env node
/** Starts `batchlab.ts` under a Node that can run it: this one, or else the one that the project brings. Plain JavaScript, for any Node. */
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { hand, ownNode } from './own-node.mjs';

const node = ownNode();
if (node === process.execPath) await import('./batchlab.ts');
else if (node !== null) hand(node, node, [fileURLToPath(new URL('./batchlab.ts', import.meta.url)), ...process.argv.slice(2)]);
