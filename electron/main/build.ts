/** Makes the bundles that Electron runs, where they are older than their sources. */
import { buildAppIfStale } from '#main/bundles';

await buildAppIfStale();
