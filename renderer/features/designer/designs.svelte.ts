/** The designs that are kept: the list of drafts and templates, and which dialog about them is open. */
import type { LabClient } from '#contract/contract';
import type { DesignSummary } from '#contract/designs';
import type { Designer } from '#renderer/features/designer/designer.svelte.ts';

export type DesignsDialogName = 'drafts' | 'templates' | 'saveTemplate' | 'renameTemplate';

export class Designs {
  #list = $state.raw<readonly DesignSummary[] | null>(null);
  #dialog = $state.raw<DesignsDialogName | null>(null);
  /** Whose new name is asked for; it stays while the question closes. */
  #renamedId = $state.raw<string | null>(null);
  readonly #client: LabClient;
  readonly #designer: Designer;

  constructor(client: LabClient, designer: Designer) {
    this.#client = client;
    this.#designer = designer;
  }

  /** The latest change first; null before the lab answered. */
  get drafts(): readonly DesignSummary[] | null {
    return this.#list?.filter((one) => one.kind === 'draft' && !one.isDeleted) ?? null;
  }
  get templates(): readonly DesignSummary[] {
    return this.#list?.filter((one) => one.kind === 'template' && !one.isDeleted) ?? [];
  }
  get binned(): readonly DesignSummary[] {
    return this.#list?.filter((one) => one.isDeleted) ?? [];
  }
  get dialog(): DesignsDialogName | null {
    return this.#dialog;
  }

  /** The template whose new name is asked for. */
  get renamed(): DesignSummary | null {
    return this.templates.find(({ id }) => id === this.#renamedId) ?? null;
  }

  askForName(id: string): void {
    this.#renamedId = id;
    this.#dialog = 'renameTemplate';
  }
  show(dialog: DesignsDialogName): void {
    this.#dialog = dialog;
    void this.reload();
  }
  close(): void {
    this.#dialog = null;
  }

  /** With what was typed just now. A lab that cannot be reached leaves the list as it was. */
  async reload(): Promise<void> {
    await this.#designer.flush();
    try {
      this.#list = await this.#client.call('design.list', {});
    } catch (error) {
      console.warn('The drafts could not be listed.', error);
    }
  }

  async bin(id: string): Promise<void> {
    await this.#designer.flush();
    await this.#client.call('design.bin', { id });
    if (id === this.#designer.id) this.#designer.discard();
    await this.reload();
  }
  /** Out of the bin; a draft that was open is open again. */
  async restore(id: string, isOpened: boolean): Promise<void> {
    await this.#client.call('design.restore', { id });
    if (isOpened) await this.#designer.reopen(id);
    await this.reload();
  }

  /** The open design under a name; takes the place of the template of that name. */
  async saveTemplate(name: string): Promise<void> {
    const id = this.templateCalled(name)?.id ?? crypto.randomUUID();
    await this.#client.call('design.save', { id, kind: 'template', name, spec: this.#designer.spec });
    await this.reload();
  }
  /** Throws what the lab says. */
  async rename(id: string, name: string): Promise<void> {
    await this.#client.call('design.rename', { id, name });
    await this.reload();
  }
  /** For good. */
  async emptyBin(): Promise<void> {
    await this.#client.call('design.empty', { ids: this.binned.map(({ id }) => id) });
    await this.reload();
  }
  templateCalled(name: string): DesignSummary | null {
    return this.templates.find((one) => one.name.toLowerCase() === name.trim().toLowerCase()) ?? null;
  }
}
