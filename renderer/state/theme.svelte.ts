/** Light, dark or as the system says; remembered on this computer and written to `data-theme`. */

export type ThemeChoice = 'system' | 'light' | 'dark';
const KEY = 'batchlab.theme';

export class Theme {
  #choice = $state<ThemeChoice>('system');
  #systemIsDark = $state(false);

  constructor(view: Window) {
    const stored = view.localStorage.getItem(KEY);
    if (stored === 'light' || stored === 'dark') this.#choice = stored;
    const query = view.matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = query.matches;
    query.addEventListener('change', () => {
      this.#systemIsDark = query.matches;
      this.#apply();
    });
    this.#apply();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  /** What is shown now: charts listen to this. */
  get shown(): 'light' | 'dark' {
    if (this.#choice !== 'system') return this.#choice;
    return this.#systemIsDark ? 'dark' : 'light';
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    window.localStorage.setItem(KEY, choice);
    this.#apply();
  }

  toggle(): void {
    this.choose(this.shown === 'dark' ? 'light' : 'dark');
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.shown;
  }
}
