/** What can be done to an experiment from the Live screen: each tells what was done, offers the way back, and says why it failed. */
import type { Input, MethodName } from '#contract/contract';
import type { AppState } from '#renderer/state/app.ts';
import { plural } from '#renderer/ui/format.ts';

export class ExperimentActions {
  readonly #app: AppState;
  readonly #id: string;
  readonly #onChanged: () => void;

  constructor(app: AppState, id: string, onChanged: () => void) {
    this.#app = app;
    this.#id = id;
    this.#onChanged = onChanged;
  }

  readonly pause = (): Promise<void> => this.#call('Training was not paused', 'experiments.pause', { id: this.#id });
  readonly resume = (): Promise<void> => this.#call('Training did not go on', 'experiments.resume', { id: this.#id });
  readonly stop = (): Promise<void> => this.#call('Training was not stopped', 'experiments.stop', { id: this.#id });

  /** `name` within a sentence: "batch size 4". */
  async skip(condition: number, name: string): Promise<void> {
    const input = { id: this.#id, condition };
    const undo = { label: 'Undo', run: () => void this.unskip(condition) };
    await this.#call('The condition was not skipped', 'experiments.skip', input, () =>
      this.#app.notices.tell(`Skipped ${name}. What it has trained so far is kept.`, undo),
    );
  }
  unskip(condition: number): Promise<void> {
    return this.#call('The condition was not taken up again', 'experiments.unskip', { id: this.#id, condition });
  }

  async addSeeds(count: number): Promise<void> {
    await this.#call('No seeds were added', 'experiments.addReplicates', { id: this.#id, count }, () =>
      this.#app.notices.tell(`${plural(count, 'seed')} added to every condition.`),
    );
  }

  async #call<Name extends MethodName>(problem: string, name: Name, input: Input<Name>, done: () => void = () => undefined): Promise<void> {
    const { client, notices } = this.#app;
    await notices.attempt(problem, client.call(name, input).then(done));
    this.#onChanged();
  }
}
