/** Everything that screens share, handed down by context: `const app = useApp()`. */
import { createContext } from 'svelte';
import type { LabClient } from '#contract/contract';
import type { Designer } from '#renderer/features/designer/designer.svelte.ts';
import type { Designs } from '#renderer/features/designer/designs.svelte.ts';
import type { HistoryState } from '#renderer/features/history/history-state.svelte.ts';
import type { Experiments } from '#renderer/state/experiments.svelte.ts';
import type { HeadingState } from '#renderer/state/heading.svelte.ts';
import type { LabState } from '#renderer/state/lab-state.svelte.ts';
import type { Library } from '#renderer/state/library.svelte.ts';
import type { Notices } from '#renderer/state/notices.svelte.ts';
import type { Router } from '#renderer/state/router.svelte.ts';
import type { Theme } from '#renderer/state/theme.svelte.ts';

export interface AppState {
  readonly client: LabClient;
  readonly router: Router;
  readonly lab: LabState;
  readonly experiments: Experiments;
  readonly library: Library;
  readonly theme: Theme;
  readonly notices: Notices;
  readonly heading: HeadingState;
  readonly designer: Designer;
  readonly designs: Designs;
  readonly history: HistoryState;
}

export const [useApp, provideApp] = createContext<AppState>();
