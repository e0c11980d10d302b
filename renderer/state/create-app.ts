/** Makes the shared state once, around one client. */
import type { LabClient } from '#contract/contract';
import { Designer } from '#renderer/features/designer/designer.svelte.ts';
import { Designs } from '#renderer/features/designer/designs.svelte.ts';
import { HistoryState } from '#renderer/features/history/history-state.svelte.ts';
import type { AppState } from '#renderer/state/app.ts';
import { Experiments } from '#renderer/state/experiments.svelte.ts';
import { HeadingState } from '#renderer/state/heading.svelte.ts';
import { LabState } from '#renderer/state/lab-state.svelte.ts';
import { Library } from '#renderer/state/library.svelte.ts';
import { Notices } from '#renderer/state/notices.svelte.ts';
import { Router } from '#renderer/state/router.svelte.ts';
import { Theme } from '#renderer/state/theme.svelte.ts';

export function createApp(client: LabClient): AppState {
  const theme = new Theme(window);
  const notices = new Notices();
  const library = new Library(client);
  const experiments = new Experiments(client);
  const designer = new Designer(client, library);
  return {
    client,
    theme,
    notices,
    library,
    router: new Router(window),
    lab: new LabState(client),
    experiments,
    heading: new HeadingState(),
    designer,
    designs: new Designs(client, designer),
    history: new HistoryState(client, () => experiments.list, window.localStorage),
  };
}
