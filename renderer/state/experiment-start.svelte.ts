/** Starts an experiment and goes where it is watched; busy meanwhile, so that it is not started twice. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { AppState } from '#renderer/state/app.ts';

type Parts = Pick<AppState, 'client' | 'notices' | 'router'>;

export class ExperimentStart {
  readonly #app: Parts;
  #isBusy = $state(false);

  constructor(app: Parts) {
    this.#app = app;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Nothing while another is being started. What goes wrong is told. */
  async start(spec: ExperimentSpec): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { client, notices, router } = this.#app;
    const started = await notices.attempt('The experiment was not started', client.call('experiments.start', { spec }));
    this.#isBusy = false;
    if (started !== null) router.go({ screen: 'live', id: started.id });
  }
}
