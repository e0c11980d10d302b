/** Builds the renderer into dist/renderer. The other rooms run from source under Node; `electron/main/build.ts` bundles them for Electron. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [svelte()],
  build: { outDir: '../dist/renderer', emptyOutDir: true, target: 'es2024', chunkSizeWarningLimit: 1500, sourcemap: false },
});
