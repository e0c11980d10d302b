/**
 * Three projects: `unit` mirrors the source, `engine` the part of it that computes with ONNX Runtime, and `e2e` drives the real app in
 * headless Chromium. `npm test` takes the journey of a new user and every screen's accessibility of the last; `npm run screens` takes all.
 */
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** ONNX Runtime makes subnormal numbers zero in its whole process: each of these files has one of its own. */
const native = ['test/engine/**/*.test.ts', 'test/host/model-export.test.ts'];
const allScreens = process.env.BATCHLAB_SCREENS === '1';

// Every process that the tests start, the command and the engines too, compiles each file once a computer instead of once a start.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile');

export default defineConfig({
  plugins: [svelte()],
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...native, 'test/e2e/**'],
          // These files leave nothing behind that another could meet, so one process serves many of them and loads every module once.
          isolate: false,
          setupFiles: ['test/support/shared-process.ts'],
          testTimeout: 30_000,
        },
      },
      { extends: true, test: { name: 'engine', include: native, testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: allScreens ? ['test/e2e/**/*.test.ts'] : ['test/e2e/{journey,accessibility}.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
