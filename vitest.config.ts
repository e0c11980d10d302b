/**
 * Two projects: `unit` mirrors the source, `e2e` drives the real app in headless Chromium. `npm test` takes the journey of a new user and
 * every screen's accessibility of the second; `npm run screens` takes all of it.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const allScreens = process.env.BATCHLAB_SCREENS === '1';

export default defineConfig({
  plugins: [svelte()],
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], testTimeout: 30_000 } },
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
